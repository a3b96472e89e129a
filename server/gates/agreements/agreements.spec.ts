import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor, Scope } from "../../foundation/actor.ts";
import { createDue } from "../../foundation/due/index.ts";
import { createFacts } from "../../foundation/facts/index.ts";
import type { ClientId, PersonId } from "../../foundation/ids.ts";
import { instant, plus, type Instant } from "../../foundation/time.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { fakeWorld, type FakeWorld } from "../../testing/world.ts";
import { createAudit } from "../../trust/audit/index.ts";
import { createAgreements, type Agreements } from "./index.ts";

const lakeside = "00000000-0000-7000-8000-0000000000a1" as ClientId;
const harbor = "00000000-0000-7000-8000-0000000000a2" as ClientId;
const officer = "00000000-0000-7000-8000-0000000000b1" as PersonId;
const manager = "00000000-0000-7000-8000-0000000000b2" as PersonId;
const pdf = Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(200, "x"), Buffer.from("\n%%EOF\n")]);

const scopeOf = (clients: readonly ClientId[]): Scope => ({ role: "app", clients });
const person = (id: PersonId, clients: readonly ClientId[]): Actor => ({ kind: "person", person: id, scope: { ...scopeOf(clients), person: id } });
const asManager = person(manager, [lakeside]);

let base: TestDatabase;
let world: FakeWorld;
let agreements: Agreements;

beforeAll(async () => {
  base = await freshDatabase();
  world = fakeWorld();
  for (const client of [lakeside, harbor]) await newClient(client);
  const facts = createFacts({ due: createDue({ wake: () => undefined }) });
  facts.subscribe("agreement.changed", "test", async () => undefined);
  agreements = createAgreements({
    db: base.db,
    world,
    facts,
    audit: createAudit({ world }),
    access: { may: async (_tx, as, act, client) => as.kind === "person" && (as.person === officer || (act === "agreement.see" && client === lakeside)) },
  });
});
afterAll(() => base.drop());

/** The newest entries of the audit log, the newest last. */
async function audited(count: number): Promise<{ action: string; verdict: string }[]> {
  const rows = await base.asOwner<{ entry: { action: string; verdict: string } }>("select convert_from(bytes, 'utf8')::json as entry from audit.entry order by id desc limit $1", [count]);
  return rows.toReversed().map(({ entry: { action, verdict } }) => ({ action, verdict }));
}

const paper = (client: ClientId, over: { effectiveAt?: Instant; endsAt?: Instant | null; signedOn?: string; pdfBase64?: string } = {}) => ({
  client, effectiveAt: world.now(), endsAt: null, signedOn: "2027-01-10", signer: "Dr Osei", fileName: "baa.pdf", pdfBase64: pdf.toString("base64"), ...over,
});
async function newClient(id = world.id() as ClientId): Promise<ClientId> {
  await base.asOwner("insert into clients.roll (client_id) values ($1)", [id]);
  return id;
}
const officerOf = (client: ClientId): Actor => person(officer, [client]);
const standing = (client: ClientId, at = world.now()) => base.db.transaction(scopeOf([client]), (tx) => agreements.standing(tx, client, at));

async function recorded(client: ClientId, over: Parameters<typeof paper>[1] = {}): Promise<string> {
  const outcome = await agreements.record(officerOf(client), paper(client, over));
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value.id;
}

test("[G1] a client may be rung for from the effective instant of its agreement until its end", async () => {
  const client = await newClient();
  const effectiveAt = plus(world.now(), { hours: 1 });
  const endsAt = plus(effectiveAt, { days: 365 });
  const id = await recorded(client, { effectiveAt, endsAt });

  expect(await standing(client)).toEqual({ kind: "not-yet", agreement: id, until: effectiveAt });
  expect(await standing(client, effectiveAt)).toEqual({ kind: "in-force", agreement: id, until: endsAt });
  expect(await standing(client, endsAt)).toEqual({ kind: "expired", agreement: id, until: null });
});

test("[G2] a client that never signed has no standing", async () => {
  expect(await standing(await newClient())).toEqual({ kind: "none", agreement: null, until: null });
});

test("[G5] [G9] suspended closes, resumed opens, ended closes for good, and each is told once", async () => {
  const client = await newClient();
  const id = await recorded(client);
  const act = async (what: "suspend" | "resume" | "end") => {
    world.move({ minutes: 1 });
    const outcome = await agreements.change(officerOf(client), { client, id, act: what, reason: "Asked by the practice" });
    return outcome.ok ? outcome.value.state : outcome.refusal.code;
  };

  expect(await act("resume")).toBe("agreements.notSuspended");
  expect(await act("suspend")).toBe("suspended");
  expect((await standing(client)).kind).toBe("suspended");
  expect(await act("suspend")).toBe("agreements.notInForce");
  expect(await act("resume")).toBe("in-force");
  expect(await act("end")).toBe("ended");
  expect(await act("resume")).toBe("agreements.alreadyEnded");
  expect((await standing(client)).kind).toBe("ended");

  const told = await base.asOwner<{ act: string }>("select payload->>'act' as act from foundation.due where subject = $1 order by id", [client]);
  expect(told.map((row) => row.act)).toEqual(["record", "suspend", "resume", "end"]);
});

test("[G5] two officers who end one agreement at once: one is told that it is done already", async () => {
  const client = await newClient();
  const id = await recorded(client);
  const end = () => agreements.change(officerOf(client), { client, id, act: "end", reason: "Contract is over" });
  const outcomes = await Promise.all([end(), end()]);
  expect(outcomes.filter((one) => one.ok)).toHaveLength(1);
  expect(outcomes.find((one) => !one.ok)).toMatchObject({ refusal: { code: "agreements.alreadyEnded" } });
});

test("[G11] yesterday's standing is what it was, after the agreement was suspended", async () => {
  const client = await newClient();
  const id = await recorded(client);
  const before = plus(world.now(), { minutes: 1 });
  world.move({ days: 1 });
  await agreements.change(officerOf(client), { client, id, act: "suspend", reason: "Payment" });
  expect((await standing(client, before)).kind).toBe("in-force");
  expect((await standing(client)).kind).toBe("suspended");
});

test("[G7] the signed PDF comes back byte for byte with its hash, and one that was changed on disk is not shown", async () => {
  const client = await newClient();
  const id = await recorded(client);
  const sha256 = createHash("sha256").update(pdf).digest("hex");
  expect(await agreements.openFile(officerOf(client), { client, id })).toEqual({ ok: true, value: { fileName: "baa.pdf", sha256, pdfBase64: pdf.toString("base64") } });

  await base.asOwner("begin; set local row_security = off; update agreements.agreement set pdf = overlay(pdf placing '\\x79' from 50); commit");
  expect(await agreements.openFile(officerOf(client), { client, id })).toMatchObject({ ok: false, refusal: { code: "agreements.damaged" } });
  expect((await audited(1))[0]).toEqual({ action: "agreement.open-file", verdict: "agreements.damaged" });
});

test("[G7] [G12] what is no PDF, ends before it begins or was signed tomorrow is refused with the field named", async () => {
  const client = await newClient();
  const refusedField = async (over: Parameters<typeof paper>[1]) => {
    const outcome = await agreements.record(officerOf(client), paper(client, over));
    return outcome.ok ? "recorded" : outcome.refusal.field;
  };
  expect(await refusedField({ pdfBase64: Buffer.alloc(300, "GIF").toString("base64") })).toBe("pdfBase64");
  expect(await refusedField({ endsAt: instant(world.now() - 1) })).toBe("endsAt");
  expect(await refusedField({ signedOn: "2030-01-01" })).toBe("signedOn");
  expect(await standing(client)).toMatchObject({ kind: "none" });
});

test("[G8] a manager reads the own agreements, and records or ends none; the refusal is in the log", async () => {
  const id = await recorded(lakeside);
  expect(await agreements.list(asManager, lakeside)).toMatchObject({ ok: true, value: { agreements: [{ id, state: "in-force" }] } });
  expect(await agreements.record(asManager, paper(lakeside))).toMatchObject({ ok: false, refusal: { status: 403 } });
  expect(await agreements.change(asManager, { client: lakeside, id, act: "end", reason: "No" })).toMatchObject({ ok: false, refusal: { status: 403 } });
  expect(await audited(2)).toEqual([
    { action: "agreement.record", verdict: "agreements.notAllowed" },
    { action: "agreement.end", verdict: "agreements.notAllowed" },
  ]);
  expect(await agreements.list(asManager, harbor)).toMatchObject({ ok: false, refusal: { status: 403 } });
});

test("[G6] the standings of all clients in scope come in one answer", async () => {
  const [one, two, never] = [await newClient(), await newClient(), await newClient()];
  await recorded(one);
  const id = await recorded(two);
  await agreements.change(officerOf(two), { client: two, id, act: "end", reason: "Over" });
  const all = await base.db.transaction(scopeOf([one, two, never]), (tx) => agreements.standings(tx, world.now()));
  expect([...all].map(([client, { kind }]) => [client, kind]).toSorted()).toEqual([[one, "in-force"], [two, "ended"]].toSorted());
});

test("[G10] in another client's scope the agreement does not exist, and the database refuses to write or change one", async () => {
  const id = await recorded(harbor);
  const asLakeside = scopeOf([lakeside]);
  expect(await base.db.transaction(asLakeside, (tx) => agreements.standing(tx, harbor, world.now()))).toMatchObject({ kind: "none" });
  expect(await agreements.openFile(person(officer, [lakeside]), { client: harbor, id })).toMatchObject({ refusal: { code: "agreements.noSuchAgreement" } });
  await expect(agreements.record(person(officer, [lakeside]), paper(harbor))).rejects.toThrow(/row-level security/);

  const raw = (text: string) => base.db.transaction(scopeOf([harbor]), (tx) => tx.run({ text, values: [] }));
  await expect(raw("update agreements.agreement set ends_at = null")).rejects.toThrow(/permission denied/);
  await expect(raw("delete from agreements.change")).rejects.toThrow(/permission denied/);
});
