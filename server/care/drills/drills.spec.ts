import { afterEach, beforeEach, expect, test } from "vitest";
import type { Role } from "../../../contract/index.ts";
import type { ClientId, PersonId } from "../../foundation/ids.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { sendMessage } from "../../testing/sent-message.ts";

/** The test's night begins at 02:14 in New York on the 14th of January; the drills of these practices are at 11:00 on the 14th. */
let h: TestHouse;
let lakeside: Practice;
beforeEach(async () => {
  h = await testHouse();
  lakeside = await h.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
});
afterEach(() => h.close());

const who = async (name: string, role: Role, client: ClientId | null = null) => h.as(await h.person(name, role, client));
const plan = async (practice = lakeside) => must(await h.house.drills.plan(await who(`Ida ${practice.client.slice(-4)}`, "administrator"), practice.account, { day: 14, hour: 11 }));
const mine = async (person: PersonId) => must(await h.house.drills.mine(await h.as(person))).drill;
const press = async (person: PersonId, id: string) => h.house.drills.acknowledge(await h.as(person), id);
const states = async () => (await h.base.asOwner<{ state: string }>("select d.state from drills.drill d join identity.person p on p.id = d.person_id order by d.month, p.name")).map(({ state }) => state);
const untilEleven = () => h.advance({ hours: 8, minutes: 46 });
const audited = async (action: string) =>
  (await h.base.asOwner<{ entry: Buffer }>("select bytes as entry from audit.entry order by id")).map(({ entry }) => JSON.parse(entry.toString()) as { action: string; verdict?: string }).filter((entry) => entry.action === action).map(({ verdict }) => verdict);
const scores = async (as: Awaited<ReturnType<typeof who>>) => must(await h.house.drills.list(as)).people.map(({ name, counted, reached }) => `${name} ${reached} of ${counted}`);

test("[FD1] at eleven on the practice's clock each of its clinicians has a test page, once a month; a practice that chose nothing has none", async () => {
  const harbor = await h.practice({ name: "Harbor", number: "+12125550101", onDuty: "Dr Park" });
  await plan();
  await untilEleven();
  expect([(await mine(lakeside.onDuty)) !== null, (await mine(lakeside.backup)) !== null, await mine(harbor.onDuty)]).toEqual([true, true, null]);
  await h.advance({ days: 31, minutes: 11 });
  expect(await states()).toEqual(["missed", "missed", "missed", "missed"]);
  must(await h.house.drills.plan(await who("Sam Reed", "supervisor"), lakeside.account, null));
  await h.advance({ days: 40 });
  expect(await states()).toHaveLength(4);
});

test("[FD2] [FD7] while a real message waits for a doctor the test page does not come; it comes a quarter of an hour after nothing does", async () => {
  await plan();
  await h.advance({ hours: 8, minutes: 40 });
  const message = await sendMessage(h, lakeside, { operator: "Ana Ruiz" });
  await h.advance({ minutes: 8 });
  expect([await mine(lakeside.onDuty), (await mine(lakeside.backup)) !== null]).toEqual([null, true]);
  const as = await h.as(lakeside.onDuty);
  must(await h.base.db.transaction(as.scope, (tx) => h.house.dispatch.acknowledge(tx, as, { message, revision: 1 })));
  await h.advance({ minutes: 16 });
  expect(await mine(lakeside.onDuty)).not.toBeNull();
});

test("[FD3] a test page whose doctor got a real page meanwhile counts for nothing, and the real one is worked as ever", async () => {
  await plan();
  await untilEleven();
  const message = await sendMessage(h, lakeside, { operator: "Ana Ruiz" });
  await h.advance({ seconds: 1 });
  const [row] = await h.base.asOwner<{ accepted: number }>("select count(*)::int as accepted from delivery.receipt r join delivery.attempt a on a.id = r.attempt_id where a.message_id = $1 and r.state = 'accepted'", [message]);
  expect(row!.accepted).toBe(1);
  await h.advance({ minutes: 11 });
  expect(await states()).toEqual(["missed", "excused"]);
});

test("[FD4] [FD8] whoever presses in ten minutes is reached; later is kept and does not count; nobody presses for somebody else", async () => {
  await plan();
  await untilEleven();
  const [lee, cho] = [(await mine(lakeside.onDuty))!.id, (await mine(lakeside.backup))!.id];
  expect(await press(lakeside.onDuty, cho)).toMatchObject({ refusal: { code: "drills.noSuchDrill" } });
  await h.advance({ minutes: 9 });
  must(await press(lakeside.onDuty, lee));
  await h.advance({ minutes: 2 });
  must(await press(lakeside.backup, cho));
  must(await press(lakeside.backup, cho));
  expect(await states()).toEqual(["missed", "acknowledged"]);
  expect(await audited("drill.acknowledge")).toEqual(["drills.noSuchDrill", "in-time", "late", "late"]);
  expect([await mine(lakeside.onDuty), await mine(lakeside.backup)]).toEqual([null, null]);
});

test("[FD5] [FD8] the office sees everybody's score, a practice its own clinicians'; an operator plans none, and the try is in the log", async () => {
  const harbor = await h.practice({ name: "Harbor", number: "+12125550101", onDuty: "Dr Park" });
  await plan();
  await plan(harbor);
  await untilEleven();
  must(await press(lakeside.onDuty, (await mine(lakeside.onDuty))!.id));
  await h.advance({ minutes: 11 });
  expect(await scores(await who("Sam Reed", "supervisor"))).toEqual(["Dr Cho 0 of 1", "Dr Lee 1 of 1", "Dr Park 0 of 1"]);
  expect(await scores(await who("Kim Vale", "client-manager", lakeside.client))).toEqual(["Dr Cho 0 of 1", "Dr Lee 1 of 1"]);
  expect(await h.house.drills.plan(await who("Ana Ruiz", "operator"), lakeside.account, null)).toMatchObject({ refusal: { code: "drills.mayNot" } });
  expect((await audited("drill.plan")).at(-1)).toBe("drills.mayNot");
});

test("[FD6] [NT9] a doctor who missed two in a row is told to the office, by name", async () => {
  await plan();
  const notices = async () => must(await h.house.notices.list(await who(`Gus ${h.world.id()}`, "compliance-officer"))).open.filter(({ kind }) => kind === "drills-missed").map(({ about }) => about);
  await untilEleven();
  await h.advance({ minutes: 11 });
  expect(await notices()).toEqual([]);
  await h.advance({ days: 31 });
  expect((await notices()).toSorted()).toEqual(["Dr Cho", "Dr Lee"]);
});

test("[FD7] a drill leaves no message, page, attempt or timer of dispatch behind, and wakes the phone with everything real before it", async () => {
  await h.base.asOwner("insert into delivery.push_subscription (id, person_id, endpoint, p256dh, auth, subscribed_at) values (gen_random_uuid(), $1, 'https://push.test/1', 'k', 'a', now())", [lakeside.onDuty]);
  await plan();
  await untilEleven();
  expect(h.pushed).toEqual(["https://push.test/1"]);
  for (const table of ["messages.message", "delivery.attempt", "delivery.inbox", "dispatch.dispatch"]) expect(await h.base.asOwner(`select 1 from ${table}`), table).toEqual([]);
  const timers = await h.base.asOwner<{ kind: string; priority: number }>("select kind, priority from foundation.due where kind like 'drills.%' or kind like 'dispatch.%'");
  expect(timers.map(({ priority }) => priority).every((priority) => priority === 9)).toBe(true);
});
