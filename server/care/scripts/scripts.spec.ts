import { afterEach, beforeEach, expect, test } from "vitest";
import type { ScriptBody } from "../../../contract/scripts.ts";
import type { ClientId, PersonId } from "../../foundation/ids.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";

let t: TestHouse;
let lakeside: Practice;
let mia: PersonId;
beforeEach(async () => {
  t = await testHouse();
  lakeside = await t.practice({ name: "Lakeside Pediatrics", number: "+12125550100", onDuty: "Dr Hannah Lee" });
  mia = await t.person("Mia Torres", "client-manager", lakeside.client);
});
afterEach(() => t.close());

const scriptsOf = async (who: PersonId) => must(await t.house.scripts.list(await t.as(who), lakeside.account)).scripts;
const forPatients = async () => (await scriptsOf(mia)).find((script) => script.callerType === "patient")!;
const bodyOf = ({ name, callerType, hours, items, redFlags, defaultUrgency }: ScriptBody): ScriptBody => ({ name, callerType, hours, items, redFlags, defaultUrgency });

test("[Q6] a script edited under a live call: the call keeps the version it was offered with", async () => {
  const before = await forPatients();
  const as = await t.as(mia);
  const stamp = await t.base.db.transaction(as.scope, (tx) => t.house.scripts.stampFor(tx, lakeside.account, t.world.now()));
  must(await t.house.scripts.save(as, lakeside.account, { ...bodyOf(before), name: "Changed", id: before.id, basedOn: before.version }));
  const stamped = stamp.find(({ id }) => id === before.id)!;
  const kept = await t.base.db.transaction(as.scope, (tx) => t.house.scripts.byVersion(tx, stamped.id, stamped.version));
  expect(kept!.name).toBe(before.name);
  expect((await forPatients()).name).toBe("Changed");
});

test("[Q7] the second of two who edited the same version is refused, and the first one's words stay", async () => {
  const before = await forPatients();
  const as = await t.as(mia);
  const both = await Promise.all(["First", "Second"].map((name) => t.house.scripts.save(as, lakeside.account, { ...bodyOf(before), name, id: before.id, basedOn: before.version })));
  expect(both.filter((outcome) => outcome.ok)).toHaveLength(1);
  expect(both.find((outcome) => !outcome.ok)).toMatchObject({ refusal: { code: "scripts.stale", field: "basedOn" } });
  expect((await forPatients()).version).toBe(before.version + 1);
});

test("[Q4] a script that asks the caller to judge is refused at the field, with the reason", async () => {
  const before = await forPatients();
  const items = before.items.map((item) => (item.id === "since" ? { ...item, ask: "Is this an emergency?" } : item));
  const refused = await t.house.scripts.save(await t.as(mia), lakeside.account, { ...bodyOf(before), items, id: before.id, basedOn: before.version });
  expect(refused).toMatchObject({ ok: false, refusal: { code: "scripts.selfTriage", field: "items.5.ask" } });
});

test("[Q8] a second script for the same callers at the same hours is refused", async () => {
  const before = await forPatients();
  expect(await t.house.scripts.save(await t.as(mia), lakeside.account, bodyOf(before))).toMatchObject({ ok: false, refusal: { code: "scripts.alreadyServed" } });
});

test("[Q9] the only script for patients cannot be retired", async () => {
  expect(await t.house.scripts.retire(await t.as(mia), lakeside.account, (await forPatients()).id)).toMatchObject({ ok: false, refusal: { code: "scripts.patientsLeftOut" } });
});

test("[Q11] another client's manager sees and changes nothing, and the database agrees when no code is asked", async () => {
  const other = await t.practice({ name: "Harbor ENT", number: "+13125550110", onDuty: "Dr Ada Okafor" });
  const stranger = await t.as(await t.person("Sam Stranger", "client-manager", other.client));
  expect(await t.house.scripts.list(stranger, lakeside.account)).toMatchObject({ ok: false });
  const script = await forPatients();
  expect(await t.house.scripts.save(stranger, lakeside.account, { ...bodyOf(script), id: script.id, basedOn: 1 })).toMatchObject({ ok: false });
  const seen = await t.base.db.transaction({ role: "app", clients: [other.client as ClientId] }, (tx) => t.house.scripts.byVersion(tx, script.id, script.version));
  expect(seen).toBeUndefined();
});

test("[Q12] every change is in the audit log, the refused one too", async () => {
  const script = await forPatients();
  const as = await t.as(mia);
  await t.house.scripts.save(as, lakeside.account, { ...bodyOf(script), id: script.id, basedOn: 99 });
  await t.house.scripts.save(as, lakeside.account, { ...bodyOf(script), id: script.id, basedOn: script.version });
  const rows = await t.base.asOwner<{ bytes: Buffer }>("select bytes from audit.entry order by xid, id");
  const verdicts = rows.map(({ bytes }) => JSON.parse(bytes.toString()) as { action: string; actor: { person?: string }; verdict: string }).filter((entry) => entry.action === "script.save" && entry.actor.person === mia);
  expect(verdicts.map((entry) => entry.verdict)).toEqual(["scripts.stale", "yes"]);
});
