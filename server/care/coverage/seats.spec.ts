import { afterEach, beforeEach, expect, test } from "vitest";
import { visitor } from "../../foundation/endpoint.ts";
import { system } from "../../foundation/actor.ts";
import type { CallGroupId, PersonId } from "../../foundation/ids.ts";
import { fromIso } from "../../foundation/time.ts";
import { must } from "../../testing/house.ts";
import { sendMessage } from "../../testing/sent-message.ts";
import { alarm, ALL_DAY, codeOf, coverageHouse, step, week, type CoverageHouse } from "./coverage-under-test.ts";

let c: CoverageHouse;
beforeEach(async () => {
  c = await coverageHouse();
});
afterEach(() => c.h.close());

const house = system("test", { role: "app" });
/** A heart doctor of another client, who covers Lakeside by their call group. */
async function covering(): Promise<{ park: PersonId; group: CallGroupId }> {
  const { h, lakeside } = c;
  const harbor = await h.practice({ name: "Harbor", number: "+12125550101", onDuty: "Dr Park" });
  const { callGroups } = h.house.access;
  const group = await h.base.db.transaction(house.scope, async (tx) => {
    const id = await callGroups.add(tx, house, { name: "Night hearts", members: [harbor.onDuty] });
    await callGroups.putAccount(tx, house, { account: lakeside.account, client: lakeside.client, group: id });
    return id;
  });
  return { park: harbor.onDuty, group };
}
const report = async (wanted = "hole") => {
  await c.h.house.coverage.beginRounds();
  await c.h.settle();
  return must(await c.h.house.coverage.report(await c.h.as(c.mo), c.lakeside.account)).report!.findings.filter(({ kind }) => kind === wanted).map(({ say }) => say);
};

test("[CV1] [VD14] a telephone that was proved covers a doctor without a phone enrolled where the ladder calls it, in the proof and in the daily report", async () => {
  const { lakeside: { onDuty } } = c;
  expect(await c.prove()).toMatchObject({ first: { why: "unverified", say: "Dr Lee, paged first, has no enrolled phone or passkey and no proved telephone that is rung, and nobody else is reached." } });
  await c.proveTelephone(onDuty, "+16465550173");
  expect((await c.prove()).holes).toBe(1);
  await c.ladder([step("on-duty", { by: ["voice"] }), step("backup"), alarm]);
  expect([await c.prove(), await report()]).toMatchObject([{ holes: 0, first: null }, []]);
  await c.ladder([step("on-duty"), step("backup"), alarm], { urgencies: ["routine"], hours: "after-hours" });
  expect(await c.prove()).toMatchObject({ first: { why: "unverified" } });
  await c.ladder([], { urgencies: ["routine"], hours: "after-hours" });
  await c.h.base.asOwner("update voice.telephone set closed_until = '2099-01-01Z'", []);
  expect((await c.prove()).holes).toBe(0);
  await c.h.base.asOwner("update voice.telephone set allowed = false", []);
  expect([await c.prove(), await report()]).toMatchObject([{ holes: 1 }, [expect.stringContaining("Dr Lee")]]);
});

test("[D1] [CV20] a ladder cannot ask for a role that the schedule does not name; a gap of one that it names is the counter-example, and a covering doctor of another client closes it until their group lets them go", async () => {
  const { h, lakeside } = c;
  const asking = [step("role", { role: "Cardiology" }), step("on-duty"), alarm];
  await expect(c.ladder(asking)).rejects.toThrow("dispatch.noSuchRole");
  const { park, group } = await covering();
  const whole = week(lakeside.onDuty, ALL_DAY);
  const heart = week(park, ["18:00", "08:00"], { role: "cardiology" });
  await c.enrol(lakeside.onDuty);
  must(await c.save([...whole, ...heart]));
  await c.ladder(asking);
  expect((await c.prove()).first).toMatchObject({ rank: "for cardiology", why: "unverified", say: expect.stringContaining("Dr Park, paged for cardiology,") });
  await c.enrol(park);
  expect((await c.prove()).first).toMatchObject({ rank: "for cardiology", why: "nobody", say: "Nobody is on duty for cardiology, and a ladder asks for somebody.", from: "2027-01-14T13:00:00.000Z", until: "2027-01-14T23:00:00.000Z" });
  expect(codeOf(await c.save([...whole, ...week(park, ["19:00", "08:00"], { role: "cardiology" })], { basedOn: 2 }))).toBe("coverage.hole");
  must(await c.save([...whole, ...week(park, ALL_DAY, { role: "cardiology" })], { basedOn: 2 }));
  expect((await c.prove()).holes).toBe(0);

  await sendMessage(h, lakeside, { operator: "Ana Ruiz" });
  await h.settle();
  expect(await h.base.asOwner("select person_id as person from delivery.attempt")).toEqual([{ person: park }]);
  expect(await h.base.asOwner("select person_id as person, schedule_version as version, tz_version as tz, until_at is not null as until, why from dispatch.decision")).toEqual([{ person: park, version: 3, tz: process.versions.tz, until: true, why: expect.stringContaining("schedule version 3") }]);

  await h.base.db.transaction(house.scope, (tx) => h.house.access.callGroups.setMembers(tx, house, { group, members: [] }));
  expect(await report()).toEqual(["Dr Park, paged for cardiology, no longer covers this account, and nobody else is reached."]);
});

test("[CV3] [CV20] the gap of a role is saved by whoever names it, and its seat stands beside their name", async () => {
  const { lakeside } = c;
  const role = "pediatric cardiology of the newborn and the unborn";
  await c.enrol(lakeside.onDuty);
  must(await c.save([...week(lakeside.onDuty, ALL_DAY), ...week(lakeside.onDuty, ALL_DAY, { role })]));
  await c.ladder([step("role", { role }), step("on-duty"), alarm]);
  const { first, holes } = await c.prove(week(lakeside.onDuty, ALL_DAY));
  const { say: _say, ...hole } = first!;
  must(await c.save(week(lakeside.onDuty, ALL_DAY), { basedOn: 2, acknowledge: { hole, holes } }));
  expect(await c.rows("accepted_hole")).toMatchObject([{ rank: `for ${role}`, why: "nobody", accepted_by: c.mo }]);
});

test("[CV4] [CV6] whoever has left is found where they stand in a role alone, and two who are put in one role at once are named with the role", async () => {
  const { h, lakeside } = c;
  const { park, group } = await covering();
  must(await h.house.oncall.saveSchedule({ ...house, scope: { ...house.scope, clients: [lakeside.client] } }, lakeside.account, { basedOn: 1, zone: "America/New_York", shifts: [...week(lakeside.onDuty, ALL_DAY), ...week(park, ALL_DAY, { role: "cardiology" })] }));
  for (const person of [lakeside.onDuty, lakeside.backup]) {
    h.world.move({ seconds: 1 });
    must(await h.house.oncall.addOverride(await h.as(c.mo), lakeside.account, { rank: "backup", role: "cardiology", from: fromIso("2027-01-20T00:00:00Z"), until: fromIso("2027-01-21T00:00:00Z"), person, reason: "Leave" }));
  }
  expect(await report("left")).toEqual([]);
  expect(await report("double")).toEqual(["Dr Lee and Dr Cho are both put on duty for cardiology, backup; the override added last counts."]);
  await h.base.db.transaction(house.scope, (tx) => h.house.access.callGroups.setMembers(tx, house, { group, members: [] }));
  expect(await report("left")).toEqual([expect.stringContaining("is on the schedule and no longer covers this account.")]);
});

test("[CV8] [CV9] [CV12] duty in a role is handed over as any duty is: whoever it passes to is reminded and confirms it, else the office hears, and a calendar says for what", async () => {
  const { h, lakeside } = c;
  const { park } = await covering();
  for (const person of [lakeside.onDuty, lakeside.backup, park]) await c.enrol(person);
  must(await c.save([...week(lakeside.onDuty, ALL_DAY), ...week(lakeside.backup, ["19:00", "07:00"], { role: "cardiology" }), ...week(park, ["07:00", "19:00"], { role: "cardiology" })]));
  await h.settle();
  expect(h.pushed.splice(0)).toEqual([`https://push.test/${lakeside.backup}`]); // [CV28] The week begins in this minute.
  h.world.set(fromIso("2027-01-14T10:01:00Z"));
  await h.settle();
  expect(h.pushed).toEqual([`https://push.test/${park}`]);
  const [comes] = must(await h.house.coverage.handOvers(await h.as(park))).handOvers;
  expect(comes).toMatchObject({ rank: "for cardiology", before: "Dr Cho", to: "Dr Park", mine: true });
  const { url } = must(await h.house.coverage.makeFeed(await h.as(c.mo), lakeside.account, "everyone"));
  expect(must(await h.house.coverage.readFeed(visitor, url.split("/").at(-1)!))).toContain("SUMMARY:Dr Park\\, for cardiology\\, Lakeside");
  const ida = await h.as(await h.person("Ida Stone", "supervisor", null));
  await h.advance({ hours: 3 });
  expect(must(await h.house.notices.list(ida)).open.filter(({ kind }) => kind === "hand-over-unconfirmed").map(({ about }) => about).toSorted()).toEqual(["Dr Cho", "Dr Park"]);
});

test("[CV26] [R5] a practice's manager has a device woken for a hole that was not there the day before, and is left in peace about one that is known", async () => {
  const { h, lakeside, mo } = c;
  const as = await h.as(mo);
  expect(await h.base.db.transaction(as.scope, (tx) => h.house.access.may(tx, as, "push.subscribe", lakeside.client))).toBe(true);
  must(await h.base.db.transaction(as.scope, (tx) => h.house.delivery.subscribe(tx, as, { endpoint: "https://push.test/mo", p256dh: "k", auth: "a" })));
  await c.enrol(lakeside.onDuty);
  await h.house.coverage.beginRounds();
  await h.advance({ days: 1, minutes: 1 });
  expect(h.pushed.filter((address) => address.endsWith("/mo"))).toEqual([]);
  await h.base.asOwner("delete from delivery.push_subscription where person_id = $1", [lakeside.onDuty]);
  await h.advance({ days: 3 });
  expect(h.pushed.filter((address) => address.endsWith("/mo"))).toEqual(["https://push.test/mo"]);
});
