import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Caller } from "./caller.ts";
import type { Person } from "./person.ts";
import { attemptsOf, call, checkAll, desk, finish, inboxOf, newWords, noteTaken, paged, ready, row, rows, send, sendOf, take, talk, typed, type Scene, type Talk } from "./scene.ts";
import { until } from "./until.ts";

/** One way to lose power in the middle of the main job, and what must be true afterwards. Says what it saw. */
export interface Point {
  readonly title: string;
  readonly happen: (scene: Scene) => Promise<string>;
}

const VOICEMAIL_MS_MAX = 120_000;
const REPEAT_MS_MAX = 90_000;
/** How long an act is in flight on a quiet machine: a kill at a random instant of it meets every part of it. */
const IN_FLIGHT_MS = 40;
/** Two chunks of sealed sound (about a second each) are on the disk. */
const VOICEMAIL_BYTES = 17_000;
/** A copy of the gate with nobody in it. */
const COPY_OF_NOBODY_BYTES_MAX = 200;

/** The caller of a dead server hears nothing; the telephone is put down. */
async function crashUnder(scene: Scene, { caller }: Pick<Talk, "caller">): Promise<void> {
  await scene.service.crash();
  caller.hangUp();
}

const killSoon = async (scene: Scene, withinMs: number): Promise<void> => {
  await wait(scene.chance() * withinMs);
  await scene.service.kill();
};

async function takenAndDone(scene: Scene, talking: Talk, message: string): Promise<void> {
  await take(scene, await paged(scene, message), message);
  await finish(scene, talking);
  await checkAll(scene);
}

async function whileRinging(scene: Scene): Promise<string> {
  await scene.operator.open("desk");
  await scene.operator.must("ready", { body: { state: "break" } });
  const before = (await desk(scene)).cues.length;
  const caller = await call(scene);
  await until("the desk shows the call", async () => (await desk(scene)).calls.length > 0);
  await crashUnder(scene, { caller });
  const now = await until("the call is a call-back item", async () => {
    const seen = await desk(scene);
    return seen.cues.length > before && seen;
  });
  assert.deepEqual(now.calls, [], "the call itself is over");
  assert.equal(now.cues.length, before + 1, "one call-back item");
  assert(now.cues.every((cue) => cue.number === caller.number), "with the number to ring");
  for (const cue of now.cues) await scene.operator.must("cueDone", { params: { cue: cue.id }, body: {} });
  await checkAll(scene);
  return "one call-back item";
}

async function whileTalking(scene: Scene): Promise<string> {
  const talking = await talk(scene);
  await crashUnder(scene, talking);
  const card = await scene.operator.must("card", { params: { call: talking.id } });
  assert.equal(card.state, "wrap-up");
  await takenAndDone(scene, talking, await send(scene, talking.id, newWords()));
  return "the call in wrap-up, sent and taken";
}

async function afterDraft(scene: Scene): Promise<string> {
  const talking = await talk(scene);
  const draft = typed(newWords());
  const { version } = await scene.operator.must("saveDraft", { params: { call: talking.id }, body: { version: 0, draft } });
  await crashUnder(scene, talking);
  const card = await scene.operator.must("card", { params: { call: talking.id } });
  assert.deepEqual({ draft: card.draft, version: card.draftVersion, state: card.state }, { draft, version, state: "wrap-up" });
  await takenAndDone(scene, talking, await send(scene, talking.id, draft.answers["reason"]!.value));
  return "every word typed";
}

async function whileSending(scene: Scene): Promise<string> {
  const talking = await talk(scene);
  const words = newWords();
  const ask = sendOf(talking.id, words, randomUUID());
  const first = scene.operator.ask("send", ask).catch(() => undefined);
  await killSoon(scene, IN_FLIGHT_MS);
  const answered = await first;
  await scene.service.restart();
  const wasThere = (await rows(scene)).some(({ message }) => !scene.kept.has(message));
  const { message } = await scene.operator.must("send", ask);
  if (answered?.ok) assert.equal(message, answered.value.message, "the same key is the same message");
  scene.kept.set(message, { words });
  await takenAndDone(scene, talking, message);
  return `${wasThere ? "committed" : "not committed"} when killed, ${answered?.ok ? "answered" : "unanswered"}, one message`;
}

async function afterSending(scene: Scene): Promise<string> {
  const talking = await talk(scene);
  const message = await send(scene, talking.id, newWords());
  await crashUnder(scene, talking);
  const clinician = await paged(scene, message);
  const detail = await clinician.must("message", { params: { message } });
  assert.equal(detail.reason, scene.kept.get(message)!.words, "every word arrives");
  await takenAndDone(scene, talking, message);
  return "paged once";
}

const acceptedAfter = (scene: Scene, message: string, count: number) => until("the page is accepted", async () => {
  const now = await attemptsOf(scene, message);
  return now.filter(({ states }) => states.includes("accepted")).length === count && now;
}, REPEAT_MS_MAX);

/** The ladder's page is held at the inbox's table, in the middle of its transaction. */
async function whilePlacing(scene: Scene): Promise<string> {
  const talking = await talk(scene);
  const held = await scene.service.hold("delivery.inbox");
  const message = await send(scene, talking.id, newWords());
  await until("the page waits at the inbox", async () => (await scene.service.ask("select 1 from pg_locks where relation = 'delivery.inbox'::regclass and not granted")).length > 0);
  assert.deepEqual(await attemptsOf(scene, message), [], "what is not placed is not claimed");
  await scene.service.kill();
  await held.release();
  await scene.service.restart();
  const attempts = await acceptedAfter(scene, message, 1);
  assert.deepEqual(attempts.map(({ repeats, inboxRows }) => ({ repeats, inboxRows })), [{ repeats: 0, inboxRows: 1 }], "one page, in the inbox once");
  assert.deepEqual((await row(scene, message)).tries.map((each) => each.repeat), [false], "which is no repeat");
  await takenAndDone(scene, talking, message);
  return "placed once, no repeat";
}

/** A page by name is claimed by the desk and placed by a job: held at the inbox's table, so the kill is between the two every time. */
async function betweenClaimAndAccept(scene: Scene): Promise<string> {
  const talking = await talk(scene);
  const message = await send(scene, talking.id, newWords());
  const clinician = await paged(scene, message);
  const held = await scene.service.hold("delivery.inbox");
  await scene.operator.must("pageAgain", { params: { message }, body: { person: (await clinician.must("me")).person.id, reason: "asked-for" } });
  const [first, claimed] = await attemptsOf(scene, message);
  assert.deepEqual(claimed!.states, ["claimed"]);
  await scene.service.kill();
  await held.release();
  await scene.service.restart();
  const attempts = await acceptedAfter(scene, message, 2);
  assert.deepEqual(attempts.map(({ id, repeats, inboxRows }) => ({ id, repeats, inboxRows })), [{ id: first!.id, repeats: 0, inboxRows: 1 }, { id: claimed!.id, repeats: 1, inboxRows: 1 }], "the same attempt, repeated once, in the inbox once");
  assert.deepEqual((await row(scene, message)).tries.map((each) => each.repeat), [false, true], "the working list marks it");
  const detail = await (await paged(scene, message)).must("message", { params: { message } });
  assert.equal(detail.timeline.filter((event) => event.kind === "repeat").length, 1, "the timeline tells it");
  await takenAndDone(scene, talking, message);
  return "1 repeat, marked and counted";
}

async function acceptedBeforeOpened(scene: Scene): Promise<string> {
  const talking = await talk(scene);
  const message = await send(scene, talking.id, newWords());
  const before = await until("the page is accepted", async () => {
    const now = await attemptsOf(scene, message);
    return now[0]?.states.includes("accepted") && now;
  });
  await crashUnder(scene, talking);
  const clinician = await paged(scene, message);
  assert.equal((await inboxOf(clinician, message)).length, 1);
  assert.deepEqual((await attemptsOf(scene, message)).map(({ id, repeats }) => ({ id, repeats })), before.map(({ id }) => ({ id, repeats: 0 })), "what was accepted is not sent again");
  await takenAndDone(scene, talking, message);
  return "in the inbox once, no repeat";
}

async function pagedOnce(scene: Scene): Promise<{ talking: Talk; message: string; clinician: Person }> {
  const talking = await talk(scene);
  const message = await send(scene, talking.id, newWords());
  const clinician = await paged(scene, message);
  await clinician.must("message", { params: { message } });
  return { talking, message, clinician };
}

async function whileTaking(scene: Scene): Promise<string> {
  const { talking, message, clinician } = await pagedOnce(scene);
  const ask = { params: { message }, body: { revision: 1 } };
  const first = clinician.ask("acknowledge", ask).catch(() => undefined);
  await killSoon(scene, IN_FLIGHT_MS / 2);
  const answered = await first;
  talking.caller.hangUp();
  await scene.service.restart();
  const was = await row(scene, message);
  if (answered?.ok) assert.equal(was.state, "taken", "an acknowledgement that was answered stays");
  const again = await clinician.must("acknowledge", ask);
  if (was.takenAt) assert.equal(again.acknowledgedAt, was.takenAt, "taken once, at its first time");
  await noteTaken(scene, clinician, message);
  await finish(scene, talking);
  await checkAll(scene);
  return `${was.state} when killed, ${answered?.ok ? "answered" : "unanswered"}, taken once`;
}

async function afterTaking(scene: Scene): Promise<string> {
  const { talking, message, clinician } = await pagedOnce(scene);
  await take(scene, clinician, message);
  await crashUnder(scene, talking);
  await finish(scene, talking);
  await checkAll(scene);
  for (const person of scene.clinicians) assert((await inboxOf(person, message)).every((page) => page.state === "taken"), "it waits for nobody");
  return "taken, and nobody paged";
}

async function whileRecording(scene: Scene): Promise<string> {
  scene.operator.leave();
  const caller = await call(scene);
  await until("a voicemail is on the disk", async () => {
    const sizes = await recordedBytes(scene);
    return sizes.some((size) => size > VOICEMAIL_BYTES);
  }, VOICEMAIL_MS_MAX);
  await crashUnder(scene, { caller });
  const left = await until("the voicemail is a message", async () => (await rows(scene)).find(({ message }) => !scene.kept.has(message)));
  scene.kept.set(left.message, { words: "" });
  assert.equal(left.urgency, "urgent");
  const clinician = await paged(scene, left.message);
  const { recording } = await clinician.must("message", { params: { message: left.message } });
  const heard = await clinician.must("hearRecording", { params: { recording: recording! }, body: {} });
  assert(heard.cutShort && heard.seconds >= 1 && heard.pcmuBase64.length > 0, "what was on the disk can be heard, and is marked as cut");
  await take(scene, clinician, left.message);
  await ready(scene);
  await checkAll(scene);
  return `${heard.seconds} s of voicemail, marked as cut`;
}

/** A caller rings while the database is away; resolves when their number is sealed and on the disk. */
async function keptCaller(scene: Scene): Promise<Caller> {
  const caller = await call(scene);
  await until("the caller is kept", () => keptCalls(scene) === 1);
  return caller;
}

async function toRingBack(scene: Scene, before: number): Promise<string> {
  const { cues } = await until("the kept call is a call-back item", async () => {
    const seen = await desk(scene);
    return seen.cues.length > before && seen;
  }, REPEAT_MS_MAX);
  assert.equal(cues.length, before + 1, "one call-back item");
  await until("nothing is kept beside the database any more", () => keptCalls(scene) === 0);
  for (const cue of cues) await scene.operator.must("cueDone", { params: { cue: cue.id }, body: {} });
  await ready(scene);
  await checkAll(scene);
  return "one call-back item";
}

async function whileKept(scene: Scene): Promise<string> {
  const { before, database } = await withoutDatabase(scene);
  const caller = await keptCaller(scene);
  await scene.service.kill();
  caller.hangUp();
  database.back();
  await scene.service.restart();
  return toRingBack(scene, before);
}

/** Killed once more while it waits, or not: the database comes back under it, or before the next start. */
async function startedWithout(scene: Scene): Promise<string> {
  const { before, database } = await withoutDatabase(scene);
  await scene.service.kill();
  const waiting = await scene.service.startWithout();
  const caller = await keptCaller(scene);
  const isKilled = scene.chance() < 0.5;
  if (isKilled) await scene.service.kill();
  else caller.hangUp();
  database.back();
  await (isKilled ? scene.service.restart() : waiting.ready());
  caller.hangUp();
  return `${isKilled ? "killed while it waited" : "the database came back under it"}, ${await toRingBack(scene, before)}`;
}

async function withoutDatabase(scene: Scene): Promise<{ before: number; database: { back(): void } }> {
  scene.operator.leave();
  const before = (await desk(scene)).cues.length;
  await until("the practices are in the copy", () => (statSync(join(scene.service.home, "emergency", "copy.sealed"), { throwIfNoEntry: false })?.size ?? 0) > COPY_OF_NOBODY_BYTES_MAX);
  return { before, database: scene.service.loseDatabase() };
}

const keptCalls = ({ service }: Scene): number => {
  const folder = join(service.home, "emergency", "spool");
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".kept")).length : 0;
};

async function recordedBytes({ service }: Scene): Promise<number[]> {
  const writing = await service.ask<{ client: string; id: string }>("select client_id as client, id from calls.recording where state = 'writing'");
  return writing.map(({ client, id }) => statSync(`${service.home}/recordings/${client}/${id}.sealed`, { throwIfNoEntry: false })?.size ?? 0);
}

export const points: readonly Point[] = [
  { title: "[C12] [C3] power lost while a call rings: the desk is told to ring the caller back, once", happen: whileRinging },
  { title: "[C12] power lost while operator and caller talk: the call is in wrap-up, and its message can still be sent", happen: whileTalking },
  { title: "[C12] [N1] power lost right after a draft was saved: every word is there, at the same version", happen: afterDraft },
  { title: "[N3] [N10] power lost while a message is being sent: sent again with the same key, it is one message", happen: whileSending },
  { title: "[N10] [D2] power lost right after a message was sent: it is in the list once, and a clinician is paged", happen: afterSending },
  { title: "[R20] power lost while a ladder's page is placed: nothing of it was there, and it is placed once, as no repeat", happen: whilePlacing },
  { title: "[D5] [R2] power lost between the claim of a page by name and its acceptance: repeated with the same id, marked and counted, in the inbox once", happen: betweenClaimAndAccept },
  { title: "[R1] [R3] power lost after a page was accepted and before anyone opened it: it waits in the inbox once, and is not repeated", happen: acceptedBeforeOpened },
  { title: "[D6] [D7] power lost while a clinician takes a message: it is taken once, and who asks again is told the same", happen: whileTaking },
  { title: "[D6] power lost right after a message was taken: it stays taken, and nobody is paged", happen: afterTaking },
  { title: "[EM2] [EM4] power lost while a caller is kept beside the database: one call-back item when both are back", happen: whileKept },
  { title: "[EM9] [EM4] started while the database is away: a caller is answered and kept, and is one call-back item when it is back", happen: startedWithout },
  { title: "[C12] [C7] power lost while a voicemail is recorded: what was said becomes an urgent message, marked as cut short", happen: whileRecording },
];
