import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor, Scope } from "../../foundation/actor.ts";
import { createDue } from "../../foundation/due/index.ts";
import { createFacts } from "../../foundation/facts/index.ts";
import type { AccountId, ClientId, PersonId } from "../../foundation/ids.ts";
import type { Outcome } from "../../foundation/refusal.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { fakeWorld, type FakeWorld } from "../../testing/world.ts";
import { createAudit } from "../../trust/audit/index.ts";
import { createClients } from "../../trust/clients/index.ts";
import { createDirectory, type Directory } from "./index.ts";

/** Whom the operators of an account may ring. */
const lakeside = "00000000-0000-7000-8000-0000000000a1" as ClientId;
const harbor = "00000000-0000-7000-8000-0000000000a2" as ClientId;
const manager = "00000000-0000-7000-8000-0000000000b1" as PersonId;
const operator = "00000000-0000-7000-8000-0000000000b2" as PersonId;
const scopeOf = (...clients: ClientId[]): Scope => ({ role: "app", clients });
const at = (client: ClientId, id = manager): Actor => ({ kind: "person", person: id, scope: { ...scopeOf(client), person: id } });

let base: TestDatabase;
let world: FakeWorld;
let directory: Directory;
let drawn = 0;

beforeAll(async () => {
  base = await freshDatabase();
  world = fakeWorld();
  await base.asOwner("insert into clients.roll (client_id) values ($1), ($2)", [lakeside, harbor]);
  await base.asOwner("insert into clients.client (client_id, id, name, demo, created_at) select client_id, client_id, 'A practice', false, '2027-01-01Z' from clients.roll");
  const audit = createAudit({ world });
  directory = createDirectory({
    db: base.db, world, audit, facts: createFacts({ due: createDue({ wake: () => undefined }) }), clients: createClients({ db: base.db, world, audit }),
    access: {
      may: async (_tx, as, act) => as.kind === "person" && (as.person === manager || act === "dial-entry.see"),
      callGroups: { exists: async () => false, putAccount: async () => undefined },
      callGroupsOf: async () => new Map(),
    },
  });
});
afterAll(() => base.drop());

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
}
const opened = async (client = lakeside): Promise<AccountId> =>
  value(await directory.open(at(client), { client, name: "Lakeside", slug: `place-${++drawn}`, zone: "America/New_York", greeting: "Lakeside", hours: [], holidays: [], fallback: null, recording: false })).id as AccountId;
const lee = (over: object = {}) => ({ id: world.id(), kind: "clinician" as const, label: "Dr Lee, mobile", number: "(212) 555-0171", ...over });
const lastEntry = async () => (await base.asOwner<{ entry: object }>("select convert_from(bytes, 'utf8')::json as entry from audit.entry order by id desc limit 1"))[0]?.entry;

test("[DR14] an entry is written, seen, changed and taken out; clinicians stand first, emergency centres last", async () => {
  const account = await opened();
  const entry = lee();
  value(await directory.saveDialEntry(at(lakeside), account, lee({ kind: "emergency-centre", label: "County dispatch", number: "212 555 0173" })));
  expect(value(await directory.saveDialEntry(at(lakeside), account, entry)).entries.map(({ label, number }) => [label, number])).toEqual([["Dr Lee, mobile", "+12125550171"], ["County dispatch", "+12125550173"]]);
  value(await directory.saveDialEntry(at(lakeside), account, { ...entry, label: "Dr Lee, home" }));
  expect(value(await directory.dialEntries(at(lakeside, operator), account)).entries.map(({ label }) => label)).toEqual(["Dr Lee, home", "County dispatch"]);
  expect(value(await directory.removeDialEntry(at(lakeside), account, entry.id)).entries.map(({ label }) => label)).toEqual(["County dispatch"]);
  expect(await directory.saveDialEntry(at(lakeside), account, entry)).toMatchObject({ refusal: { code: "directory.entryElsewhere" } });
  expect(await directory.removeDialEntry(at(lakeside), account, entry.id)).toMatchObject({ refusal: { code: "directory.noSuchEntry" } });
});

test.each(["911", "9-911", "555 0142", "(212) 055-0142", "not a number"])("[DR14] %s is no number that an entry may have", async (number) => {
  const account = await opened();
  expect(await directory.saveDialEntry(at(lakeside), account, lee({ number }))).toMatchObject({ refusal: { code: "directory.notANumber", field: "number" } });
});

test("[DR14] a number that rings here is refused: the caller would be given to ourselves", async () => {
  const account = await opened();
  value(await directory.addNumber(at(lakeside), account, "(212) 555-0180"));
  expect(await directory.saveDialEntry(at(lakeside), account, lee({ number: "+1 212 555 0180" }))).toMatchObject({ refusal: { code: "directory.entryRingsHere" } });
});

test("[DR14] the sixty-first entry is refused, and one of the sixty may still be changed", async () => {
  const account = await opened();
  const entries = Array.from({ length: 60 }, (_, i) => lee({ label: `Ward ${i}` }));
  for (const entry of entries) value(await directory.saveDialEntry(at(lakeside), account, entry));
  expect(await directory.saveDialEntry(at(lakeside), account, lee())).toMatchObject({ refusal: { code: "directory.tooManyEntries" } });
  expect(value(await directory.saveDialEntry(at(lakeside), account, { ...entries[7]!, label: "Ward 7, nights" })).entries).toHaveLength(60);
});

test("[DR15] the same request twice is one entry; each change and each refusal is in the audit log", async () => {
  const account = await opened();
  const entry = lee();
  value(await directory.saveDialEntry(at(lakeside), account, entry));
  expect(value(await directory.saveDialEntry(at(lakeside), account, entry)).entries).toHaveLength(1);
  expect(await lastEntry()).toMatchObject({ action: "dial-entry.save", verdict: "yes", subject: { id: account } });
  expect(await directory.removeDialEntry(at(lakeside, operator), account, entry.id)).toMatchObject({ refusal: { code: "directory.notAllowed" } });
  expect(await lastEntry()).toMatchObject({ action: "dial-entry.remove", verdict: "directory.notAllowed", actor: { person: operator } });
});

test("[DR15] another client's entries do not exist, for a command or for the database", async () => {
  const account = await opened(harbor);
  const entry = lee();
  value(await directory.saveDialEntry(at(harbor), account, entry));
  expect(await directory.dialEntries(at(lakeside), account)).toMatchObject({ refusal: { code: "directory.noSuchAccount" } });
  expect(await directory.saveDialEntry(at(lakeside), account, entry)).toMatchObject({ refusal: { code: "directory.noSuchAccount" } });
  const raw = (text: string) => base.db.transaction(scopeOf(lakeside), (tx) => tx.rows<object>({ text, values: [] }));
  expect(await raw("select id from directory.dial_entry where label like 'Dr%' and client_id <> '00000000-0000-7000-8000-0000000000a1'")).toEqual([]);
  await expect(raw("delete from directory.dial_entry")).rejects.toThrow(/permission denied/);
  // An account of one's own cannot take over an id of another account.
  const own = await opened();
  const mine = lee();
  value(await directory.saveDialEntry(at(lakeside), own, mine));
  expect(await directory.saveDialEntry(at(lakeside), await opened(), mine)).toMatchObject({ refusal: { code: "directory.entryElsewhere" } });
});
