import { expect, test } from "vitest";
import type { MessageId, PersonId } from "../../foundation/ids.ts";
import { plus, toIso } from "../../foundation/time.ts";
import type { TestDatabase } from "../../testing/database.ts";
import { ana, ben, cho, lee, manager, park, pediatrics, type Night } from "../../testing/night.ts";
import { nightForEach } from "./night-under-test.ts";
import type { LadderAsk } from "./commands/change-ladder.ts";
import type { Step } from "./rules/ladder.ts";

let base: TestDatabase;
let house: Night;
const { run, row } = nightForEach((one) => void ({ base, house } = one));

const said = async (message: MessageId) => (await row(message)).tries.map((one) => one.say);
const step = (who: Step["who"], more: Partial<Step> = {}): Step => ({ who, patienceMinutes: 5, repeats: 0, ...more });
const alarm = step("desk-alarm");
const save = (steps: Step[], more: Partial<LadderAsk> = {}) => house.as(manager, (tx, as) => house.dispatch.saveLadder(tx, as, { account: pediatrics.id, urgency: "urgent", steps, ...more }));
const rang = (who: PersonId, message: MessageId, result: "reached" | "not-reached", number = 1) => house.as(who, (tx, as) => house.dispatch.rang(tx, as, { message, number, result }));

test("[D1] a refused ladder says which step is wrong, also when a step names somebody who is no clinician there", async () => {
  expect(await save([step("on-duty"), alarm, step("backup")])).toMatchObject({ ok: false, refusal: { code: "dispatch.unreachableStep", field: "steps.2" } });
  const named = await save([step("on-duty"), step("person", { person: manager }), alarm]);
  expect(named).toMatchObject({ ok: false, refusal: { code: "dispatch.nobodyThere", field: "steps.1" } });
  expect(!named.ok && named.refusal.say).toMatch(/^Step 2 names a person who is no clinician/);
  expect(await save([step("person", { person: park }), alarm])).toMatchObject({ ok: true });
});

test("[D2] in office hours a message begins on the ladder of office hours; taken away, on the one of all hours; what has begun keeps its shape", async () => {
  Object.assign(house.timetable, { hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, open: "00:00", close: "00:00" })) });
  expect(await save([step("person", { person: park }), alarm], { hours: "office" })).toMatchObject({ ok: true });
  const first = await house.send();
  await run({ seconds: 0 });
  expect(await said(first)).toEqual(["Dr Park, named by the ladder, inbox"]);
  expect(await save([], { hours: "office" })).toMatchObject({ ok: true });
  const second = await house.send();
  await run({ minutes: 5 });
  expect((await said(second))[0]).toBe("Dr Lee, on duty, inbox");
  expect((await row(first)).state).toBe("alarm");
  expect(await save([])).toMatchObject({ ok: false, refusal: { code: "dispatch.noAlarmAtTheEnd" } });
});

test("[D22] the desk is asked to ring whoever is on duty; not reached, the ladder goes on at once; the timeline tells it", async () => {
  await save([step("operator-calls"), step("backup"), alarm]);
  const message = await house.send();
  await run({ minutes: 1 });
  expect(await row(message)).toMatchObject({ ring: { number: 1, say: "Ring Dr Lee" }, next: { say: "the backup" }, recipient: null });
  expect(await base.asOwner("select 1 from delivery.attempt")).toEqual([]);
  expect(await rang(lee, message, "reached")).toMatchObject({ ok: false, refusal: { code: "dispatch.mayNot" } });
  expect(await rang(ana, message, "not-reached")).toMatchObject({ ok: true });
  await run({ seconds: 0 });
  expect(await said(message)).toEqual(["The desk rings Dr Lee: not reached", "Dr Cho, backup, inbox"]);
  expect((await row(message)).ring).toBeUndefined();
  expect(await rang(ben, message, "reached")).toMatchObject({ ok: false, refusal: { code: "dispatch.notAsked" } });
  const opened = await house.as(ana, (tx, as) => house.dispatch.open(tx, as, message));
  expect(opened.ok && opened.value.timeline.map((line) => line.say)).toContain("Rang Dr Lee: not reached. The ladder goes on.");
});

test("[D22] reached, the one who was rung has the message, may open it, and nothing is pending", async () => {
  await save([step("operator-calls", { rings: "backup" }), step("on-duty"), alarm]);
  const message = await house.send();
  await run({ minutes: 1 });
  expect(await rang(ana, message, "reached")).toMatchObject({ ok: true });
  const taken = await house.as(ana, (tx, as) => house.dispatch.open(tx, as, message));
  expect(taken.ok && taken.value).toMatchObject({ state: "taken", takenBy: "Dr Cho" });
  expect((await house.as(cho, (tx, as) => house.dispatch.open(tx, as, message))).ok).toBe(true);
  expect(await base.asOwner("select kind from foundation.due where kind in ('dispatch.step', 'dispatch.page', 'dispatch.sound')")).toEqual([]);
  await run({ minutes: 20 });
  expect(await base.asOwner("select 1 from dispatch.decision")).toHaveLength(1);
});

test("[D22] nothing said in the step's time, the ladder goes on by itself; with nobody to ring it does not wait", async () => {
  await save([step("operator-calls", { repeats: 1 }), step("nurse-triage", { patienceMinutes: 2 }), alarm]);
  const message = await house.send();
  await run({ minutes: 10 });
  expect(await row(message)).toMatchObject({ state: "working", ring: { number: 3, say: "Ring the nurses' line" } });
  await run({ minutes: 2 });
  expect((await row(message)).state).toBe("alarm");
  expect(await rang(ana, message, "reached", 3)).toMatchObject({ ok: true });
  Object.assign(house.roster, { first: null });
  const alone = await house.send();
  await run({ seconds: 0 });
  expect(await said(alone)).toEqual(["Nobody on duty to page", "The desk rings the nurses' line"]);
});

test("[D24] a preview says who would be reached when, at the shifts of then, and pages nobody", async () => {
  const at = plus(house.world.now(), { hours: 2 });
  const ask = { account: pediatrics.id, urgency: "urgent" as const, at, draft: null };
  const seen = await house.as(manager, (tx, as) => house.dispatch.previewLadder(tx, as, ask));
  expect(seen.ok && seen.value.lines.map((line) => [toIso(line.at), line.who, line.name])).toEqual([
    [toIso(at), "whoever is on duty", "Dr Lee"], [toIso(plus(at, { minutes: 10 })), "the backup", "Dr Cho"], [toIso(plus(at, { minutes: 20 })), "the alarm at the desk", null],
  ]);
  const draft = { urgency: "urgent" as const, hours: "always" as const, quiet: null, steps: [step("person", { person: park }), alarm] };
  const other = await house.as(manager, (tx, as) => house.dispatch.previewLadder(tx, as, { ...ask, draft }));
  expect(other.ok && other.value.lines[0]).toMatchObject({ name: "Dr Park" });
  expect(await house.as(lee, (tx, as) => house.dispatch.previewLadder(tx, as, ask))).toMatchObject({ ok: false, refusal: { code: "dispatch.mayNot" } });
  expect(await base.asOwner("select 1 from dispatch.decision")).toEqual([]);
});

test("[D25] in quiet hours a routine page waits in the inbox and wakes no phone, and its patience runs as ever", async () => {
  await house.as(lee, (tx, as) => house.delivery.subscribe(tx, as, { endpoint: "https://push.example/lee", p256dh: "p".repeat(87), auth: "a".repeat(22) }));
  expect(await save([step("on-duty"), alarm], { quiet: { from: "00:00", until: "23:59" } })).toMatchObject({ ok: false, refusal: { code: "dispatch.quietIsForRoutine" } });
  await save([step("on-duty"), alarm], { urgency: "routine", quiet: { from: "00:00", until: "23:59" } });
  const message = await house.send({ urgency: "routine" });
  await run({ minutes: 1 });
  expect(await house.as(lee, (tx) => house.dispatch.inbox(tx, lee))).toMatchObject([{ message, mine: true }]);
  expect(house.pushed).toEqual([]);
  await house.send({ urgency: "urgent" });
  await run({ minutes: 1 });
  expect(house.pushed).toMatchObject([{ urgency: "urgent" }]);
  await run({ minutes: 3 });
  expect((await row(message)).state).toBe("alarm");
});
