import { beforeEach, expect, test } from "vitest";
import type { MessageId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import type { TestDatabase } from "../../testing/database.ts";
import { ana, cho, Crash, draftOf, lee, manager, park, script, type Night } from "../../testing/night.ts";
import { nightForEach } from "./night-under-test.ts";
import { CALL_BACK_MINUTES } from "./rules/call-back.ts";

let base: TestDatabase;
let house: Night;
let missing: string[];
const { run, take } = nightForEach((one) => void ({ base, house } = one));
beforeEach(() => {
  missing = [];
  house.facts.subscribe("message.call-back-missing", "test", async (job, finish) => base.db.transaction({ role: "worker", clients: [job.client!] }, async (tx) => (missing.push(job.subject), finish(tx))));
});

const called = (who: typeof lee, message: MessageId, outcome: "reached" | "no-answer" | "left-word", revision = 1) => house.as(who, (tx, as) => house.dispatch.calledBack(tx, as, { message, revision, outcome }));
const pagesOf = async (who: typeof lee) => (await house.as(who, (tx) => house.dispatch.inbox(tx, who))).map(({ kind, state, revision }) => ({ kind, state, revision }));
const untaken = (who: typeof lee) => house.as(who, (tx) => house.delivery.untaken(tx, who));
const opened = async (who: typeof lee, message: MessageId) => {
  const detail = await house.as(who, (tx, as) => house.dispatch.open(tx, as, message));
  if (!detail.ok) throw new Error(detail.refusal.code);
  return detail.value;
};
const linesOf = async (message: MessageId, kind: string) => (await opened(ana, message)).timeline.filter((line) => line.kind === kind).map(({ who, say }) => `${who ?? "nobody"}: ${say}`);
const correct = (message: MessageId, reason: string, basedOn = 1) =>
  house.as(ana, async (tx, as) => house.messages.correct(tx, as, { message, basedOn, script, draft: phi({ ...draftOf("urgent"), answers: { ...draftOf("urgent").answers, reason: { value: reason } } }) }));

const taken = async (urgency: "urgent" | "emergency" | "routine" = "urgent"): Promise<MessageId> => {
  const message = await house.send({ urgency });
  await run({ seconds: 0 });
  expect(await take(lee, message)).toMatchObject({ ok: true });
  await run({ seconds: 0 });
  return message;
};

test("[D61] [N13] whoever took it writes down that the caller was reached: who and when stands in the timeline, and nobody is asked any more", async () => {
  const message = await taken();
  await run({ minutes: 7 });
  const at = house.world.now();
  expect(await called(lee, message, "reached")).toEqual({ ok: true, value: { at } });
  expect(await linesOf(message, "called-back")).toEqual(["Dr Lee: Called back: reached the caller."]);
  expect((await opened(lee, message)).callBacks).toEqual([{ at: new Date(at).toISOString(), by: "Dr Lee", outcome: "reached" }]);
  await run({ hours: 24 });
  expect([await linesOf(message, "call-back-asked"), missing]).toEqual([[], []]);
});

test.each(["emergency", "urgent", "routine"] as const)("[D60] a message (%s) without a call-back: its clinician is asked when its wait is over, once, and after as long again the desk", async (urgency) => {
  const message = await taken(urgency);
  const minutes = CALL_BACK_MINUTES[urgency];
  await run({ minutes: minutes - 1 });
  expect(await linesOf(message, "call-back-asked")).toEqual([]);
  await run({ minutes: 1 });
  expect(await linesOf(message, "call-back-asked")).toEqual(["Dr Lee: Asked whether the caller was rung back."]);
  expect(await pagesOf(lee)).toEqual([{ kind: "reminder", state: "taken", revision: 1 }]);
  expect(await untaken(lee)).toBe(0);
  expect(missing).toEqual([]);
  await run({ minutes });
  expect(missing).toEqual([message]);
  await run({ hours: 24 });
  expect([await linesOf(message, "call-back-asked"), missing].map(({ length }) => length)).toEqual([1, 1]);
});

test("[D61] no answer leaves the caller waiting: the wait begins again; word left ends it, and the reminder goes", async () => {
  const message = await taken();
  await run({ minutes: 31 });
  expect(await pagesOf(lee)).toMatchObject([{ kind: "reminder" }]);
  await called(lee, message, "no-answer");
  expect(await pagesOf(lee)).toEqual([{ kind: undefined, state: "taken", revision: 1 }]);
  await run({ minutes: 30 });
  expect(await linesOf(message, "call-back-asked")).toHaveLength(2);
  expect(missing).toEqual([]);
  await called(lee, message, "left-word");
  await run({ hours: 24 });
  expect([(await linesOf(message, "call-back-asked")).length, missing]).toEqual([2, []]);
});

test("[D61] nobody writes down a call-back of a message that is not taken, not theirs, or corrected since", async () => {
  const message = await house.send();
  await run({ seconds: 0 });
  expect(await called(lee, message, "reached")).toMatchObject({ ok: false, refusal: { code: "dispatch.takeItFirst" } });
  expect(await called(manager, message, "reached")).toMatchObject({ ok: false, refusal: { code: "dispatch.notAssigned" } });
  expect(await called(park, message, "reached")).toMatchObject({ ok: false });
  await take(lee, message);
  await correct(message, "Cough and fever");
  expect(await called(lee, message, "reached")).toMatchObject({ ok: false, refusal: { code: "dispatch.newerRevision" } });
  expect(await base.asOwner("select 1 from messages.call_back")).toEqual([]);
});

test("[D60] the clinician who took it covers there no longer: the desk has the cue at once when the wait is over", async () => {
  const message = await taken();
  await base.asOwner("update dispatch.assignment set ended_at = now() where person_id = $1", [lee]);
  await run({ minutes: 30 });
  expect([await linesOf(message, "call-back-asked"), missing]).toEqual([[], [message]]);
});

test("[D62] [R10] corrected after Dr Lee took it and went off duty: it is paged anew to whoever is on duty, and Dr Lee is told CORRECTED until they read it", async () => {
  const message = await taken();
  house.roster.first = cho;
  house.roster.backup = null;
  await correct(message, "Cough, and blue lips since ten");
  await run({ seconds: 0 });
  expect(await pagesOf(lee)).toEqual([{ kind: "corrected", state: "working", revision: 2 }]);
  expect(await pagesOf(cho)).toEqual([{ kind: undefined, state: "working", revision: 2 }]);
  expect(await linesOf(message, "corrected")).toEqual(["Dr Lee: Told that the text they had received was corrected."]);
  expect(await take(cho, message, 2)).toMatchObject({ ok: true });
  expect([await pagesOf(lee), await untaken(lee)]).toEqual([[{ kind: "corrected", state: "taken", revision: 2 }], 1]);
  expect((await opened(lee, message)).corrected).toMatchObject({ changed: [{ label: "Reason", now: "Cough, and blue lips since ten" }] });
  expect([await pagesOf(lee), await untaken(lee)]).toEqual([[{ kind: undefined, state: "taken", revision: 2 }], 0]);
});

test("[D62] an acknowledgement counts for the text it was given to: after a correction the old one takes nothing, and the wait for its call-back is over", async () => {
  const message = await taken();
  await correct(message, "Cough and fever");
  await run({ seconds: 0 });
  expect(await take(lee, message, 1)).toMatchObject({ ok: false, refusal: { code: "dispatch.newerRevision" } });
  await run({ minutes: 4 });
  expect(await take(lee, message, 2)).toMatchObject({ ok: true });
  await run({ minutes: 29 });
  expect(await linesOf(message, "call-back-asked")).toEqual([]);
  await run({ minutes: 1 });
  expect(await linesOf(message, "call-back-asked")).toHaveLength(1);
});

test("[D62] whoever may see the message no longer is told nothing of its correction", async () => {
  const message = await taken();
  await base.asOwner("update dispatch.assignment set ended_at = now() where person_id = $1", [lee]);
  house.roster.first = cho;
  await correct(message, "Cough and fever");
  await run({ seconds: 0 });
  expect([await linesOf(message, "corrected"), await pagesOf(lee)]).toEqual([[], [{ kind: undefined, state: "working", revision: 2 }]]);
});

test("[D62] a clinician of the practice who only read it is told as well, once for each correction; an operator who read it is not paged", async () => {
  house.roster.first = cho;
  house.roster.backup = null;
  const message = await house.send();
  await run({ seconds: 0 });
  await opened(lee, message);
  await opened(ana, message);
  await correct(message, "Cough and fever");
  await run({ seconds: 0 });
  expect((await linesOf(message, "corrected")).toSorted()).toEqual(["Dr Cho: Told that the text they had received was corrected.", "Dr Lee: Told that the text they had received was corrected."]);
  await correct(message, "Cough, fever and a rash", 2);
  await run({ seconds: 0 });
  expect(await linesOf(message, "corrected")).toHaveLength(4);
});

test("[D5] [D62] the process dies after CORRECTED was sent and before that was kept: it is sent again, marked, and in the inbox once", async () => {
  const message = await taken();
  house.roster.first = null;
  house.roster.backup = null;
  await correct(message, "Cough and fever");
  house.fate.outside = true;
  house.fate.armed = "after-send";
  await expect(run({ minutes: 2 })).rejects.toThrow(Crash);
  await run({ minutes: 2 });
  expect(await pagesOf(lee)).toEqual([{ kind: "corrected", state: "alarm", revision: 2 }]);
  expect(await base.asOwner("select repeated from delivery.inbox where kind = 'corrected'")).toEqual([{ repeated: true }]);
});
