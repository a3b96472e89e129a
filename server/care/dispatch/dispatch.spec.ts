import { expect, test } from "vitest";
import { deskRoutes } from "../../../contract/index.ts";
import type { MessageId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import { fromIso, toIso, type Instant } from "../../foundation/time.ts";
import type { TestDatabase } from "../../testing/database.ts";
import { ana, ben, cho, draftOf, ent, lee, manager, park, pediatrics, script, type Night } from "../../testing/night.ts";
import { nightForEach } from "./night-under-test.ts";

let base: TestDatabase;
let house: Night;
const { run, row, take } = nightForEach((one) => void ({ base, house } = one));

const pagesOf = (who: typeof lee) => house.as(who, (tx) => house.dispatch.inbox(tx, who));
const audited = (action: string) => base.asOwner<{ bytes: Buffer }>("select bytes from audit.entry").then((rows) => rows.map((one) => JSON.parse(one.bytes.toString()) as { action: string; verdict?: string }).filter((one) => one.action === action));

test("[D2] a sent message is in the inbox of whoever is on duty, at once, with the reason why it is theirs", async () => {
  const message = await house.send();
  await run({ seconds: 0 });
  expect(await pagesOf(lee)).toMatchObject([{ message, mine: true, urgency: "urgent", accountName: "Lakeside Pediatrics", state: "working", recipient: "Dr Lee", receipts: ["claimed", "accepted"] }]);
  expect(await pagesOf(cho)).toEqual([]);
  const opened = await house.as(ana, (tx, as) => house.dispatch.open(tx, as, message));
  expect(opened.ok && opened.value.timeline.find((line) => line.kind === "attempt")?.say).toContain("schedule version 7");
});

test("[D3] an unanswered page is repeated, moves to the backup, and ends as an alarm at the desk", async () => {
  const message = await house.send();
  await run({ minutes: 4 });
  expect((await row(message)).next).toEqual({ say: "whoever is on duty, paged again", at: toIso((house.world.now() + 60_000) as Instant) });
  await run({ minutes: 1 });
  expect(await row(message)).toMatchObject({ recipient: "Dr Lee", tries: [{ receipt: "accepted" }, { receipt: "accepted" }] });
  await run({ minutes: 5 });
  expect(await row(message)).toMatchObject({ recipient: "Dr Cho", state: "working" });
  expect(await pagesOf(cho)).toMatchObject([{ message, mine: true }]);
  await run({ minutes: 10 });
  expect(await row(message)).toMatchObject({ state: "alarm", next: null, tries: [{}, {}, {}, {}] });
  await run({ hours: 12 });
  expect((await row(message)).state).toBe("alarm");
});

test("[D2] the shape of the ladder is stamped: a change later applies to later messages", async () => {
  const before = await house.send();
  const changed = await house.as(manager, (tx, as) => house.dispatch.saveLadder(tx, as, { account: pediatrics.id, urgency: "urgent", steps: [{ who: "backup", patienceMinutes: 1, repeats: 0 }, { who: "desk-alarm", patienceMinutes: 1, repeats: 0 }] }));
  expect(changed).toMatchObject({ ok: true });
  const after = await house.send();
  await run({ minutes: 1 });
  expect(await row(before)).toMatchObject({ recipient: "Dr Lee", state: "working" });
  expect(await row(after)).toMatchObject({ recipient: "Dr Cho", state: "alarm" });
});

test("[D1] a ladder that could end in silence is refused, and the old one stays", async () => {
  const save = (steps: { who: "on-duty" | "desk-alarm"; patienceMinutes: number; repeats: number }[]) =>
    house.as(manager, (tx, as) => house.dispatch.saveLadder(tx, as, { account: pediatrics.id, urgency: "urgent", steps }));
  expect(await save([{ who: "on-duty", patienceMinutes: 5, repeats: 0 }])).toMatchObject({ ok: false, refusal: { code: "dispatch.noAlarmAtTheEnd", field: "steps.0" } });
  expect(await save([{ who: "desk-alarm", patienceMinutes: 5, repeats: 0 }])).toMatchObject({ ok: false, refusal: { code: "dispatch.nobodyPaged" } });
  expect(await house.as(lee, (tx, as) => house.dispatch.saveLadder(tx, as, { account: pediatrics.id, urgency: "urgent", steps: [] }))).toMatchObject({ ok: false, refusal: { code: "dispatch.mayNot" } });
  const ladders = await house.as(manager, (tx) => house.dispatch.ladders(tx, pediatrics.id));
  expect(ladders.ok && ladders.value.find((one) => one.urgency === "urgent")?.steps).toHaveLength(3);
});

test("[D4] the person is looked up when the step falls due: a hand-over between two steps reaches the new one", async () => {
  const message = await house.send();
  await run({ minutes: 1 });
  house.roster.first = park;
  await run({ minutes: 4 });
  expect((await row(message)).tries.map((one) => one.say)).toEqual(["Dr Lee, on duty, inbox", "Dr Park, on duty, inbox"]);
});

test("[D4] with nobody on duty the backup is paged at once and the reason is kept; with neither, the desk has its alarm at once", async () => {
  house.roster.first = null;
  const message = await house.send();
  await run({ seconds: 0 });
  expect((await row(message)).tries).toMatchObject([{ say: "Nobody on duty to page", receipt: "failed" }, { say: "Dr Cho, backup, inbox" }]);
  house.roster.backup = null;
  const alone = await house.send();
  await run({ seconds: 0 });
  expect(await row(alone)).toMatchObject({ state: "alarm", recipient: null });
  const why = await base.asOwner<{ why: string; schedule_version: number }>("select why, schedule_version from dispatch.decision where person_id is null");
  expect(why[0]).toEqual({ why: "No shift covers this instant, schedule version 7.", schedule_version: 7 });
});

test("[D6] an acknowledgement stops the ladder: nothing is pending and nobody is paged any more", async () => {
  const message = await house.send();
  await run({ minutes: 1 });
  expect(await take(lee, message)).toMatchObject({ ok: true });
  expect(await base.asOwner("select kind from foundation.due where kind like 'dispatch.%'")).toEqual([]);
  await run({ hours: 2 });
  expect(await pagesOf(cho)).toEqual([]);
  expect(await pagesOf(lee)).toMatchObject([{ state: "taken", takenBy: "Dr Lee", mine: true }]);
  expect(await house.as(lee, (tx) => house.delivery.untaken(tx, lee))).toBe(0);
});

test("[D6] a time-out and an acknowledgement in the same instant: whichever is first, the ladder stops and nobody is paged afterwards", async () => {
  for (const first of ["timer", "person"] as const) {
    const message = await house.send();
    await run({ seconds: 0 });
    house.world.move({ minutes: 5 });
    const acts = { timer: () => house.runner.settle(), person: () => take(lee, message) };
    await Promise.all(first === "timer" ? [acts.timer(), acts.person()] : [acts.person(), acts.timer()]);
    const tries = (await row(message)).tries.length;
    expect(await row(message)).toMatchObject({ state: "taken", next: null });
    await run({ hours: 1 });
    expect((await base.asOwner("select 1 from dispatch.decision where message_id = $1", [message])).length).toBe(tries);
  }
});

test("[D7] whoever was not paged cannot take it, an old revision cannot be taken, and the second one is told who has it", async () => {
  const message = await house.send();
  await run({ minutes: 10 });
  expect(await take(park, message)).toMatchObject({ ok: false, refusal: { code: "dispatch.notFound" } });
  expect(await take(ana, message)).toMatchObject({ ok: false, refusal: { code: "dispatch.notAssigned" } });
  expect(await take(lee, message, 2)).toMatchObject({ ok: false, refusal: { code: "dispatch.newerRevision" } });
  expect(await take(cho, message)).toMatchObject({ ok: true });
  const late = await take(lee, message);
  expect(late).toMatchObject({ ok: false, refusal: { code: "dispatch.alreadyTaken", status: 409, say: "Dr Cho took this at 02:24:00 EST. Nothing is left for you to do." } });
  expect((await audited("message.acknowledge")).map((one) => one.verdict)).toEqual(["notAssigned", "newerRevision", "yes", "taken"]);
});

test("[D7] a double tap is one acknowledgement", async () => {
  const message = await house.send();
  await run({ seconds: 0 });
  const [one, two] = await Promise.all([take(lee, message), take(lee, message)]);
  expect(one).toEqual(two);
  expect(await base.asOwner("select 1 from messages.event where kind = 'acknowledged'")).toHaveLength(1);
});

test("[D7] a corrected message is worked anew: who took the first revision has not taken the second", async () => {
  const message = await house.send();
  await run({ seconds: 0 });
  await take(lee, message);
  const corrected = await house.as(ana, (tx, as) => house.messages.correct(tx, as, { message, basedOn: 1, draft: phi(draftOf("emergency")), script }));
  expect(corrected).toMatchObject({ ok: true, value: { revision: 2 } });
  await run({ seconds: 0 });
  expect(await row(message)).toMatchObject({ state: "working", revision: 2, urgency: "emergency" });
  expect(await take(lee, message, 1)).toMatchObject({ ok: false, refusal: { code: "dispatch.newerRevision" } });
  expect(await take(lee, message, 2)).toMatchObject({ ok: true });
});

test("[D8] the alarm stays until a person takes the message; quiet lasts a minute", async () => {
  const message = await house.send({ urgency: "emergency" });
  const quiet = () => house.as(ana, (tx, as) => house.dispatch.quiet(tx, as, message));
  expect(await quiet()).toMatchObject({ ok: false, refusal: { code: "dispatch.noAlarm" } });
  await run({ minutes: 10 });
  expect(await quiet()).toMatchObject({ ok: true });
  expect((await row(message)).quietUntil).toBe(toIso((house.world.now() + 60_000) as Instant));
  await run({ seconds: 60 });
  expect(await row(message)).toMatchObject({ state: "alarm", quietUntil: null });
  expect(await house.as(lee, (tx, as) => house.dispatch.quiet(tx, as, message))).toMatchObject({ ok: false, refusal: { code: "dispatch.mayNot" } });
  expect(await take(lee, message)).toMatchObject({ ok: true });
  expect(await row(message)).toMatchObject({ state: "taken" });
});

test("[D17] an alarm names who is on duty now and the backup, so that a hand can page again", async () => {
  const message = await house.send();
  expect((await row(message)).reach).toBeUndefined();
  await run({ minutes: 30 });
  expect(await row(message)).toMatchObject({ state: "alarm", reach: [{ person: lee, name: "Dr Lee" }, { person: cho, name: "Dr Cho" }] });
  expect(await house.as(ana, (tx, as) => house.dispatch.pageNamed(tx, as, { message, person: cho, reason: "nobody-took-it" }))).toMatchObject({ ok: true });
  await run({ seconds: 1 });
  expect(await pagesOf(cho)).toMatchObject([{ message, mine: true }]);
});

test("[D8] an alarm is given to a free operator, or stays where it is", async () => {
  const message = await house.send({ urgency: "emergency" });
  await run({ minutes: 10 });
  expect(await house.as(ana, (tx, as) => house.dispatch.give(tx, as, message))).toMatchObject({ ok: true, value: { to: ben } });
  house.roster.freeOperator = null;
  expect(await house.as(ana, (tx, as) => house.dispatch.give(tx, as, message))).toMatchObject({ ok: false, refusal: { code: "dispatch.nobodyFree" } });
});

test("[D9] \"not me\" pages the next step at once, and never the same person again", async () => {
  const message = await house.send();
  await run({ minutes: 1 });
  expect(await house.as(lee, (tx, as) => house.dispatch.passOn(tx, as, { message, reason: "off-duty" }))).toMatchObject({ ok: true });
  await run({ seconds: 0 });
  expect(await row(message)).toMatchObject({ recipient: "Dr Cho", tries: [{ say: "Dr Lee, on duty, inbox; passed it on" }, { say: "Dr Cho, backup, inbox" }] });
  house.roster.backup = lee;
  await run({ minutes: 5 });
  expect(await row(message)).toMatchObject({ state: "alarm" });
});

test("[D9] a late \"not me\" does not take the turn of whoever is being paged now", async () => {
  const message = await house.send();
  await run({ minutes: 11 });
  const before = (await row(message)).next;
  await house.as(lee, (tx, as) => house.dispatch.passOn(tx, as, { message, reason: "pass" }));
  await run({ seconds: 0 });
  expect(await row(message)).toMatchObject({ recipient: "Dr Cho", next: before });
});

test("[D10] the desk pages a person by name, with a reason, beside the ladder", async () => {
  const message = await house.send();
  await run({ minutes: 1 });
  const before = (await row(message)).next;
  const page = (person: typeof park) => house.as(ana, (tx, as) => house.dispatch.pageNamed(tx, as, { message, person, reason: "not-reached" }));
  expect(await page(ben)).toMatchObject({ ok: false, refusal: { code: "dispatch.mayNotBePaged" } });
  expect(await page(park)).toMatchObject({ ok: true });
  await run({ seconds: 0 });
  expect(await pagesOf(park)).toMatchObject([{ message, mine: true }]);
  expect(await row(message)).toMatchObject({ recipient: "Dr Park", next: before });
  const opened = await house.as(ana, (tx, as) => house.dispatch.open(tx, as, message));
  expect(opened.ok && opened.value.timeline.map((line) => line.say)).toContain("Dr Park, paged by the desk, inbox. Reason: whoever is on duty was not reached.");
  expect(await take(park, message)).toMatchObject({ ok: true });
});

test("[D16] the reason for a page by name is chosen: nothing that is typed can come into the clear with it", async () => {
  const words = "Tobi Marker has a fever";
  expect(deskRoutes.pageAgain.body?.safeParse({ person: park, reason: words }).success).toBe(false);
  const message = await house.send();
  await run({ minutes: 1 });
  const past = house.as(ana, (tx, as) => house.dispatch.pageNamed(tx, as, { message, person: park, reason: words as "other" }));
  await expect(past).rejects.toThrow("reason_is_chosen");
});

test("[D11] a reply goes back sealed, and the ladder goes on", async () => {
  const message = await house.send();
  await run({ minutes: 1 });
  await house.as(lee, (tx, as) => house.dispatch.reply(tx, as, { message, text: phi("Tell MARKER-REPLY to come in") }));
  const opened = await house.as(ana, (tx, as) => house.dispatch.open(tx, as, message));
  expect(opened.ok && opened.value.timeline.find((line) => line.kind === "reply")).toMatchObject({ who: "Dr Lee", words: "Tell MARKER-REPLY to come in" });
  const stored = JSON.stringify(await base.asOwner("select say, encode(words, 'escape') as words from messages.event"));
  expect(stored).not.toContain("MARKER-REPLY");
  expect(await row(message)).toMatchObject({ state: "working" });
});

test("[D12] opening is audited in the same transaction, and the timeline says who read it", async () => {
  const message = await house.send();
  await run({ minutes: 1 });
  const open = (who: typeof lee) => house.as(who, (tx, as) => house.dispatch.open(tx, as, message));
  expect(await open(lee)).toMatchObject({ ok: true, value: { patient: "Tobi Marker", reason: "Cough since the evening", takenDownBy: "Ana Ruiz", readBack: true, receipts: ["claimed", "accepted", "opened"] } });
  expect(await audited("message.open")).toHaveLength(1);
  await run({ seconds: 5 });
  const opened = await open(ana);
  expect(await audited("message.open")).toHaveLength(2);
  expect(opened.ok && opened.value.timeline.map((line) => [line.kind, line.who])).toEqual([
    ["saved", "Ana Ruiz"], ["attempt", "Dr Lee"], ["receipt", "Dr Lee"], ["receipt", "Dr Lee"], ["opened-by-staff", "Ana Ruiz"],
  ]);
});

test("[D14] a covering clinician sees the one message they were paged about, and nothing else of that client", async () => {
  house.roster.first = park;
  const paged = await house.send();
  await run({ seconds: 0 });
  house.roster.first = lee;
  const other = await house.send();
  await run({ seconds: 0 });
  expect((await pagesOf(park)).map((page) => page.message)).toEqual([paged]);
  const open = (message: MessageId) => house.as(park, (tx, as) => house.dispatch.open(tx, as, message));
  expect(await open(paged)).toMatchObject({ ok: true, value: { patient: "Tobi Marker", accountName: "Lakeside Pediatrics" } });
  expect(await open(other)).toMatchObject({ ok: false, refusal: { code: "dispatch.notFound" } });
  expect(await take(park, other)).toMatchObject({ ok: false, refusal: { code: "dispatch.notFound" } });
  expect(await house.as(park, (tx) => tx.rows({ text: "select id from messages.message", values: [] }))).toEqual([{ id: paged }]);
  expect(await take(park, paged)).toMatchObject({ ok: true });
});

test("[D13] lists hold the clients in scope and nobody else's", async () => {
  const ours = await house.send();
  const theirs = await house.send({ account: ent });
  await run({ minutes: 1 });
  const search = (who: typeof lee) => house.as(who, (tx, as) => house.dispatch.search(tx, as, {})).then((found) => found.rows.map((one) => one.message));
  expect((await search(ana)).toSorted()).toEqual([ours, theirs].toSorted());
  expect(await search(manager)).toEqual([ours]);
  await take(lee, ours);
  await run({ minutes: 61 });
  expect((await house.as(ana, (tx) => house.dispatch.working(tx))).map((one) => one.message)).toEqual([theirs]);
});

test("[D13] page after page of a search shows every message once, also those of one instant", async () => {
  const sent = new Set<MessageId>();
  for (let n = 0; n < 103; n++) sent.add(await house.send({ urgency: "routine" }));
  const shown: MessageId[] = [];
  for (let more = true, last: { begunAt: Instant; message: MessageId } | undefined; more; ) {
    const page = await house.as(ana, (tx, as) => house.dispatch.search(tx, as, { ...(last && { after: last }) }));
    shown.push(...page.rows.map((one) => one.message as MessageId));
    const end = page.rows.at(-1)!;
    last = { begunAt: fromIso(end.sentAt), message: end.message as MessageId };
    more = page.more;
  }
  expect(shown).toHaveLength(103);
  expect(new Set(shown)).toEqual(sent);
});

test("[D27] of what falls due in one instant the gravest is paged first, whatever came in first", async () => {
  const sent = [await house.send({ urgency: "routine" }), await house.send({ urgency: "urgent" }), await house.send({ urgency: "emergency" })];
  await house.runner.settle();
  const attempts = await base.asOwner<{ id: string; message_id: string }>("select id, message_id from delivery.attempt");
  expect([...house.fate.sends.keys()].map((id) => attempts.find((one) => one.id === id)?.message_id)).toEqual(sent.toReversed());
});
