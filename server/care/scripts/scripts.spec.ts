import { afterAll, beforeAll, expect, test } from "vitest";
import type { Script, ScriptBody, ScriptItem } from "../../../contract/scripts.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { Tx } from "../../foundation/db/db.ts";
import { createDue } from "../../foundation/due/index.ts";
import { createFacts } from "../../foundation/facts/index.ts";
import type { AccountId, ClientId, PersonId } from "../../foundation/ids.ts";
import type { Outcome } from "../../foundation/refusal.ts";
import { fromIso, type Instant } from "../../foundation/time.ts";
import { trustHouse, type TrustHouse } from "../../testing/trust-house.ts";
import { createDirectory } from "../directory/index.ts";
import { createScripts, type Scripts } from "./index.ts";

let house: TrustHouse;
let scripts: Scripts;
let lakeside: ClientId;
let harbor: ClientId;
let manager: Actor;
let stranger: Actor;
let lee: PersonId;
let openAccount: () => Promise<AccountId>;

const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? "done" : outcome.refusal.code);
const DAY = fromIso("2027-01-14T15:00:00Z"); // Thursday, 10:00 in New York: open.
const NIGHT = fromIso("2027-01-14T07:14:00Z"); // 02:14: closed.
const callback: ScriptItem = { id: "callback", kind: "phone", label: "Call-back", ask: "Your number?", required: true, meaning: "callback" };
const reason: ScriptItem = { id: "reason", kind: "long-text", label: "Reason", ask: "What is going on?", required: true, meaning: "reason" };
const script = (over: Partial<ScriptBody> = {}): ScriptBody => ({ name: "Night", callerType: "patient", hours: "always", items: [callback, reason], redFlags: [], defaultUrgency: "urgent", ...over });
const inScope = <T>(client: ClientId, work: (tx: Tx) => Promise<T>): Promise<T> => house.db.transaction({ role: "app", clients: [client] }, work);

beforeAll(async () => {
  house = await trustHouse();
  const { world, db, audit, access, clients } = house;
  const facts = createFacts({ due: createDue({ wake: () => undefined }) });
  const directory = createDirectory({ db, world, facts, audit, access, clients });
  [lakeside, harbor] = [await house.client("Lakeside"), await house.client("Harbor")];
  let count = 0;
  openAccount = async () => {
    const slug = `office-${++count}`;
    const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: "08:00", close: "17:00" }));
    const as: Actor = { kind: "system", name: "house", scope: { role: "app", clients: [lakeside] } };
    const body = { name: slug, slug, zone: "America/New_York", greeting: "Hello", hours, holidays: [], fallback: null, recording: false };
    return house.must(await directory.open(as, { ...body, client: lakeside })).id as AccountId;
  };
  manager = await house.actor((await house.person("Mo Gray", "client-manager", lakeside)).id);
  stranger = await house.actor((await house.person("Sam Reed", "client-manager", harbor)).id);
  lee = (await house.person("Dr Lee", "clinician", lakeside)).id;
  scripts = createScripts({ db, world, audit, directory, access });
});
afterAll(() => house.close());

const save = async (account: AccountId, ask: Parameters<Scripts["save"]>[2]): Promise<Script> => house.must(await scripts.save(manager, account, ask));
const stamp = (account: AccountId, at: Instant) => inScope(lakeside, (tx) => scripts.stampFor(tx, account, at));
const version = ({ id, version: number }: { id: string; version: number }, client = lakeside) => inScope(client, (tx) => scripts.byVersion(tx, id, number));
const listed = async (account: AccountId): Promise<Script[]> => house.must(await scripts.list(manager, account)).scripts;

test("[Q6] a call that was offered with a script keeps it, while a new version is saved and the script is retired", async () => {
  const account = await openAccount();
  const first = await save(account, script());
  const [stamped] = await stamp(account, NIGHT);
  expect(stamped).toEqual({ id: first.id, version: 1 });

  const second = await save(account, { ...script({ name: "Night, changed", items: [callback, { ...reason, ask: "What happened?" }] }), id: first.id, basedOn: 1 });
  expect(await version(stamped!)).toMatchObject({ name: "Night", items: [callback, reason], version: 1 });
  expect(await stamp(account, NIGHT)).toEqual([{ id: first.id, version: 2 }]);

  await save(account, script({ hours: "open" }));
  await save(account, script({ hours: "closed" }));
  house.must(await scripts.retire(manager, account, first.id));
  expect(await version(stamped!)).toMatchObject({ name: "Night", version: 1 });
  expect(await version(second)).toMatchObject({ name: "Night, changed", version: 2 });
  expect(codeOf(await scripts.save(manager, account, { ...script(), id: first.id, basedOn: 2 }))).toBe("scripts.retired");
});

test("[Q7] who saves on top of an older version is refused, and of two at once one is", async () => {
  const account = await openAccount();
  const { id } = await save(account, script());
  const over = (basedOn?: number) => scripts.save(manager, account, { ...script({ name: "Changed" }), id, ...(basedOn !== undefined && { basedOn }) });
  expect(await over()).toMatchObject({ refusal: { code: "scripts.stale", field: "basedOn" } });
  expect((await Promise.all([over(1), over(1)])).map(codeOf).toSorted()).toEqual(["done", "scripts.stale"]);
  expect(await listed(account)).toMatchObject([{ id, version: 2 }]);
});

test("[Q8] by day the day script, at night the one for always; a second for the same callers and hours is refused", async () => {
  const account = await openAccount();
  const always = await save(account, script());
  const day = await save(account, script({ hours: "open" }));
  const lab = await save(account, script({ callerType: "lab", hours: "closed" }));
  expect((await stamp(account, DAY)).map((one) => one.id)).toEqual([day.id]);
  expect((await stamp(account, NIGHT)).map((one) => one.id)).toEqual([always.id, lab.id]);
  expect(await scripts.save(manager, account, script({ hours: "open" }))).toMatchObject({ refusal: { code: "scripts.alreadyServed", field: "callerType" } });
  expect(codeOf(await scripts.save(manager, account, { ...script({ callerType: "lab", hours: "open" }), id: day.id, basedOn: 1 }))).toBe("done");
  expect(codeOf(await scripts.save(manager, account, { ...script({ callerType: "lab", hours: "closed" }), id: day.id, basedOn: 2 }))).toBe("scripts.alreadyServed");
});

test("[Q8] two scripts that are changed at once to serve the same callers: one is refused", async () => {
  const account = await openAccount();
  await save(account, script());
  const [one, two] = [await save(account, script({ callerType: "lab" })), await save(account, script({ callerType: "pharmacy" }))];
  const toHospital = (id: string) => scripts.save(manager, account, { ...script({ callerType: "hospital" }), id, basedOn: 1 });
  expect((await Promise.all([toHospital(one.id), toHospital(two.id)])).map(codeOf).toSorted()).toEqual(["done", "scripts.alreadyServed"]);
});

test("[Q9] the script that patients need at some hour is neither retired nor turned over to other callers", async () => {
  const account = await openAccount();
  const only = await save(account, script());
  expect(codeOf(await scripts.retire(manager, account, only.id))).toBe("scripts.patientsLeftOut");
  expect(codeOf(await scripts.save(manager, account, { ...script({ callerType: "lab" }), id: only.id, basedOn: 1 }))).toBe("scripts.patientsLeftOut");
  expect(codeOf(await scripts.save(manager, account, { ...script({ hours: "open" }), id: only.id, basedOn: 1 }))).toBe("scripts.patientsLeftOut");
});

test("[Q9] two who retire two scripts at the same moment cannot leave patients without one", async () => {
  const account = await openAccount();
  const both = [await save(account, script()), await save(account, script({ hours: "open" })), await save(account, script({ hours: "closed" }))];
  const outcomes = await Promise.all(both.map((one) => scripts.retire(manager, account, one.id)));
  expect(outcomes.map(codeOf)).toContain("scripts.patientsLeftOut");
  for (const at of [DAY, NIGHT]) expect(await stamp(account, at)).toHaveLength(1);
});

test("[Q10] the first call of a new account has a plain script for each caller type, made once even when two calls ring together", async () => {
  const account = await openAccount();
  const [one, two] = await Promise.all([stamp(account, NIGHT), stamp(account, DAY)]);
  expect(one).toEqual(two);
  const found = await Promise.all(one.map((each) => version(each)));
  expect(found.map((each) => each?.callerType)).toEqual(["patient", "hospital", "pharmacy", "lab", "physician"]);
  expect(await listed(account)).toHaveLength(5);
});

test("[Q4] a question that asks the caller to judge is refused with the sentence why, and nothing is saved", async () => {
  const account = await openAccount();
  const asks = { id: "judge", kind: "yes-no" as const, label: "Kind", ask: "Is this an emergency?", required: true };
  const refused = await scripts.save(manager, account, script({ items: [callback, reason, asks] }));
  expect(refused).toMatchObject({ refusal: { code: "scripts.selfTriage", status: 422, field: "items.2.ask", say: expect.stringContaining("Callers judge wrongly") } });
  expect((await listed(account)).map((one) => one.name)).not.toContain("Night");
});

test("[Q11] another client's script does not exist for a command, for a call or for the database", async () => {
  const account = await openAccount();
  const { id } = await save(account, script());
  expect(codeOf(await scripts.list(stranger, account))).toBe("scripts.noSuchAccount");
  expect(codeOf(await scripts.save(stranger, account, { ...script(), id, basedOn: 1 }))).toBe("scripts.noSuchAccount");
  expect(await version({ id, version: 1 }, harbor)).toBeUndefined();
  await expect(inScope(harbor, (tx) => scripts.stampFor(tx, account, NIGHT))).rejects.toThrow("not in scope");

  const raw = (text: string) => inScope(harbor, (tx) => tx.rows<object>({ text, values: [] }));
  expect(await raw(`update scripts.script set retired_at = '2027-01-14Z' where id = '${id}' returning id`)).toEqual([]);
  const smuggled = `values ('${lakeside}', '${house.world.id()}', '${id}', 9, '{}', '2027-01-14Z')`;
  await expect(raw(`insert into scripts.script_version (client_id, id, script_id, version, body, saved_at) ${smuggled}`)).rejects.toThrow(/row-level security/);
});

test("[Q6] a version that was saved cannot be changed or removed in the database", async () => {
  const raw = (text: string) => inScope(lakeside, (tx) => tx.run({ text, values: [] }));
  await expect(raw("update scripts.script_version set body = '{}'")).rejects.toThrow(/permission denied/);
  await expect(raw("delete from scripts.script_version")).rejects.toThrow(/permission denied/);
});

test("[Q11] a script of one account is not changed through another account of the same client", async () => {
  const [own, other] = [await openAccount(), await openAccount()];
  const { id } = await save(own, script());
  expect(codeOf(await scripts.save(manager, other, { ...script(), id, basedOn: 1 }))).toBe("scripts.noSuchScript");
  expect(codeOf(await scripts.retire(manager, other, id))).toBe("scripts.noSuchScript");
});

test("[Q12] what a manager saves and what a clinician may not are both in the log", async () => {
  const account = await openAccount();
  const before = (await house.audited("script.save")).length;
  await save(account, script());
  expect(await scripts.save(await house.actor(lee), account, script())).toMatchObject({ refusal: { status: 403 } });
  expect((await house.audited("script.save")).slice(before).map((entry) => entry.verdict)).toEqual(["yes", "scripts.notAllowed"]);
});
