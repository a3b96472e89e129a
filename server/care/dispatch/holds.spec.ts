import { beforeEach, expect, test } from "vitest";
import type { HoldReason } from "../../../contract/index.ts";
import type { MessageId, PersonId } from "../../foundation/ids.ts";
import { fromIso, toIso } from "../../foundation/time.ts";
import type { TestDatabase } from "../../testing/database.ts";
import { ana, cho, draftOf, lee, manager, pediatrics, script, sue, type Night } from "../../testing/night.ts";
import { phi } from "../../foundation/phi.ts";
import { nightForEach } from "./night-under-test.ts";
import { HELD_LADDER, type Step } from "./rules/ladder.ts";

let base: TestDatabase;
let house: Night;
let told: { readonly name: string; readonly held: unknown }[];
const { run, row } = nightForEach((one) => void ({ base, house } = one));
beforeEach(() => {
  house.world.set(fromIso("2027-01-14T07:14:00Z")); // Thursday, 02:14 in New York.
  Object.assign(house.timetable, { hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: "08:00", close: "17:00" })) });
  told = [];
  for (const name of ["dispatch.alarm", "dispatch.hold-unreviewed", "message.call-back-missing"] as const) {
    house.facts.subscribe(name, "test", async (job, finish) => base.db.transaction({ role: "worker", clients: [job.client!] }, async (tx) => (told.push({ name, held: job.payload["held"] }), finish(tx))));
  }
});

const until = (iso: string) => run({ seconds: (fromIso(iso) - house.world.now()) / 1000 });
const said = async (message: MessageId) => (await row(message)).tries.map((one) => one.say);
const linesOf = async (message: MessageId, kind: string) => {
  const opened = await house.as(ana, (tx, as) => house.dispatch.open(tx, as, message));
  return opened.ok ? opened.value.timeline.filter((line) => line.kind === kind).map(({ who, say }) => `${who ?? "nobody"}: ${say}`) : [];
};
const takeHeld = (who: PersonId, message: MessageId, revision = 1) => house.as(who, (tx, as) => house.dispatch.takeHeld(tx, as, { message, revision }));
const rang = (who: PersonId, message: MessageId, result: "reached" | "not-reached", number: number) => house.as(who, (tx, as) => house.dispatch.rang(tx, as, { message, number, result }));
const holds = async (who: PersonId = sue) => {
  const listed = await house.as(who, (tx, as) => house.dispatch.holds(tx, as));
  if (!listed.ok) throw new Error(listed.refusal.code);
  return listed.value.holds;
};
const review = (who: PersonId, hold: string, finding: "right" | "should-have-gone-out" = "right") => house.as(who, (tx, as) => house.dispatch.reviewHold(tx, as, { hold, finding }));
async function held(reason: HoldReason = "caller-content"): Promise<MessageId> {
  const message = await house.send({ urgency: "routine", hold: reason });
  await run({ seconds: 0 });
  return message;
}

test("[D28] a routine message that its operator holds wakes nobody all night; when the office has been open for half an hour the desk is asked to ring it", async () => {
  const message = await held();
  expect(await row(message)).toMatchObject({ state: "working", heldUntil: "2027-01-14T13:00:00.000Z", recipient: null, next: { say: "the desk rings the office", at: "2027-01-14T13:30:00.000Z" } });
  await until("2027-01-14T13:29:59Z");
  expect([house.pushed, await base.asOwner("select 1 from delivery.attempt")]).toEqual([[], []]);
  await until("2027-01-14T13:30:00Z");
  expect(await row(message)).toMatchObject({ ring: { number: 2, say: "Ring the office", until: "2027-01-14T13:40:00.000Z" } });
  expect(await linesOf(message, "held")).toEqual(["Ana Ruiz: Held for the office: the caller is content to wait.", "nobody: Held until the office opens. The office opens today 08:00 EST."]);
});

test("[D28] the office does not answer, twice: the desk has an alarm, and the supervisor is told that it was held", async () => {
  const message = await held();
  await until("2027-01-14T13:30:00Z");
  expect(await rang(ana, message, "not-reached", 2)).toMatchObject({ ok: true });
  await run({ seconds: 0 });
  expect(await row(message)).toMatchObject({ state: "working", ring: { number: 3 } });
  await run({ minutes: 10 });
  expect((await row(message)).state).toBe("alarm");
  expect(told).toEqual([{ name: "dispatch.alarm", held: "held" }]);
});

test("[D28] [D30] reached by telephone, the office has it: nobody asks the desk whether its caller was rung back", async () => {
  const message = await held();
  await until("2027-01-14T13:30:00Z");
  await rang(ana, message, "reached", 2);
  expect((await row(message)).state).toBe("taken");
  expect(await linesOf(message, "rang")).toEqual(["Ana Ruiz: Rang the office: reached, and has it."]);
  await run({ hours: 12 });
  expect(told).toEqual([]);
});

test("[D28] over a weekend, a holiday and the night the clocks change the hold ends by the office's own clock", async () => {
  house.world.set(fromIso("2027-03-12T23:00:00Z")); // Friday 18:00, EST; Sunday the clocks go forward.
  Object.assign(house.timetable, { holidays: ["2027-03-15"] });
  const message = await held();
  expect((await row(message)).heldUntil).toBe("2027-03-16T12:00:00.000Z");
});

test("[D28] an office without hours, or closed for longer than five days, holds nothing: whoever is on duty is paged, and the timeline says why", async () => {
  Object.assign(house.timetable, { hours: [] });
  const message = await held();
  expect(await said(message)).toEqual(["Dr Lee, on duty, inbox"]);
  expect(await linesOf(message, "held")).toEqual(["Ana Ruiz: Not held: no opening of the office can be foreseen. The ladder begins."]);
  expect(await base.asOwner("select 1 from dispatch.hold")).toEqual([]);
});

test("[D28] whatever an operator asks, an urgent message and one with a red flag are not held", async () => {
  const urgent = await house.send({ urgency: "urgent", hold: "practice-asked" });
  const flagged = await house.send({ urgency: "routine", hold: "practice-asked", reason: "Chest pain since ten" });
  await run({ seconds: 0 });
  expect([await said(urgent), await said(flagged)]).toEqual([["Dr Lee, on duty, inbox"], ["Dr Lee, on duty, inbox"]]);
});

const step = (who: Step["who"], more: Partial<Step> = {}): Step => ({ who, patienceMinutes: 30, repeats: 0, ...more });
const save = (steps: readonly Step[], urgency: "urgent" | "routine" = "routine") => house.as(manager, (tx, as) => house.dispatch.saveLadder(tx, as, { account: pediatrics.id, urgency, steps: [...steps] }));

test("[D1] [D28] a ladder that holds is for routine messages of an office that opens, holds once, and rings the office behind it", async () => {
  expect(await save(HELD_LADDER)).toMatchObject({ ok: true });
  expect(await save(HELD_LADDER, "urgent")).toMatchObject({ ok: false, refusal: { code: "dispatch.holdIsForRoutine", field: "steps.0" } });
  expect(await save([step("hold"), step("desk-alarm")])).toMatchObject({ ok: false, refusal: { code: "dispatch.nobodyPaged" } });
  expect(await save([step("hold"), step("on-duty"), step("desk-alarm")])).toMatchObject({ ok: false, refusal: { code: "dispatch.noRingAfterHold", field: "steps.0" } });
  expect(await save([step("hold", { repeats: 1 }), step("office-phone"), step("desk-alarm")])).toMatchObject({ ok: false, refusal: { code: "dispatch.holdOnce" } });
  expect(await save([step("hold"), step("office-phone"), step("hold"), step("office-phone"), step("desk-alarm")])).toMatchObject({ ok: false, refusal: { code: "dispatch.holdOnce", field: "steps.2" } });
  Object.assign(house.timetable, { hours: [] });
  expect(await save(HELD_LADDER)).toMatchObject({ ok: false, refusal: { code: "dispatch.neverOpen", field: "steps.0" } });
});

test("[D24] [D28] the preview of a ladder that holds says when the office would be rung", async () => {
  await save(HELD_LADDER);
  const seen = await house.as(manager, (tx, as) => house.dispatch.previewLadder(tx, as, { account: pediatrics.id, urgency: "routine", at: house.world.now(), draft: null }));
  expect(seen.ok && seen.value.lines.map(({ at, who }) => `${toIso(at)} ${who}`)).toEqual(["2027-01-14T07:14:00.000Z held until the office opens", "2027-01-14T13:30:00.000Z the desk rings the office", "2027-01-14T13:50:00.000Z the alarm at the desk"]);
});

test("[D23] [D28] the caller of a held message rings again about something urgent: it is held no longer, and whoever is on duty is paged about it", async () => {
  const message = await held();
  house.sameCaller.push(message);
  await house.send({ urgency: "urgent" });
  await run({ seconds: 1 });
  expect(await said(message)).toEqual(["Held until the office opens", "Dr Lee, on duty, inbox"]);
  expect((await row(message)).heldUntil).toBeUndefined();
  await run({ minutes: 30 });
  expect((await row(message)).state).toBe("alarm");
});

test("[D30] a person of the office takes what was held for it, the newest text alone; a clinician, an operator, and what was not held are refused", async () => {
  const message = await held();
  expect(await takeHeld(ana, message)).toMatchObject({ ok: false, refusal: { code: "dispatch.mayNot" } });
  expect(await takeHeld(lee, message)).toMatchObject({ ok: false, refusal: { code: "dispatch.mayNot" } });
  expect(await takeHeld(manager, message, 2)).toMatchObject({ ok: false, refusal: { code: "dispatch.newerRevision" } });
  expect(await takeHeld(manager, message)).toEqual({ ok: true, value: { at: house.world.now() } });
  expect(await row(message)).toMatchObject({ state: "taken", takenBy: "Mo Gray" });
  await until("2027-01-16T14:00:00Z");
  expect(told.map(({ name }) => name)).toEqual(["dispatch.hold-unreviewed"]);
  const paged = await house.send({ urgency: "routine" });
  expect(await takeHeld(manager, paged)).toMatchObject({ ok: false, refusal: { code: "dispatch.notHeld" } });
  expect(await takeHeld(cho, message)).toMatchObject({ ok: false });
});

test("[D28] a correction of a held message is held anew, and its old hold stays in the list as corrected", async () => {
  const message = await held();
  await house.as(ana, (tx, as) => house.messages.correct(tx, as, { message, basedOn: 1, script, draft: phi({ ...draftOf("routine"), hold: "caller-content" }) }));
  await run({ seconds: 0 });
  expect(await row(message)).toMatchObject({ revision: 2, heldUntil: "2027-01-14T13:00:00.000Z" });
  expect((await holds()).map(({ revision, outcome }) => [revision, outcome])).toEqual(expect.arrayContaining([[1, "corrected"], [2, "waiting"]]));
});

test("[D29] every held message stands in the list until somebody else than who held it has reviewed it: who, why, what came of it, and by whom", async () => {
  const message = await held("not-about-care");
  const [hold] = await holds();
  expect(hold).toMatchObject({ message, heldBy: "Ana Ruiz", reason: "not-about-care", outcome: "waiting", until: "2027-01-14T13:00:00.000Z", own: false, reviewedBy: null });
  expect(await review(sue, hold!.id)).toMatchObject({ ok: false, refusal: { code: "dispatch.notOverYet" } });
  await until("2027-01-14T13:05:00Z");
  await takeHeld(manager, message);
  expect(await review(ana, hold!.id)).toMatchObject({ ok: false, refusal: { code: "dispatch.mayNot" } });
  expect(await review(sue, hold!.id, "should-have-gone-out")).toMatchObject({ ok: true });
  expect(await review(sue, hold!.id, "right")).toMatchObject({ ok: true });
  expect((await holds())[0]).toMatchObject({ outcome: "office", takenBy: "Mo Gray", reviewedBy: "Sue Lim", reviewedAt: "2027-01-14T13:05:00.000Z", finding: "should-have-gone-out" });
  expect(await linesOf(message, "held")).toContain("Sue Lim: The hold was reviewed: it should have gone out.");
  await run({ hours: 48 });
  expect(told).toEqual([]);
});

test("[D29] a supervisor who held a message does not review it themselves", async () => {
  await held();
  await base.asOwner("update dispatch.hold set held_by = $1", [sue]);
  const [hold] = await holds();
  expect(hold!.own).toBe(true);
  expect(await review(sue, hold!.id)).toMatchObject({ ok: false, refusal: { code: "dispatch.ownHold" } });
});

test("[D29] a message held by the practice's own ladder is reviewed too; a day after the opening without a review the office is told", async () => {
  await save(HELD_LADDER);
  const message = await house.send({ urgency: "routine" });
  await run({ seconds: 0 });
  expect((await holds())[0]).toMatchObject({ message, heldBy: null, reason: null });
  await until("2027-01-14T13:10:00Z");
  await takeHeld(manager, message);
  await until("2027-01-15T12:59:59Z");
  expect(told).toEqual([]);
  await run({ seconds: 1 });
  expect(told.map(({ name }) => name)).toEqual(["dispatch.hold-unreviewed"]);
});
