import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { CallCard } from "../../contract/index.ts";
import type { Person } from "./person.ts";
import type { Point } from "./points.ts";
import { checkAll, desk, finish, newWords, noteTaken, paged, row, sendOf, talk, typed, type Scene, type Talk } from "./scene.ts";

/** What the server said yes to before it died. */
interface Promised {
  readonly seen: Partial<Talk>;
  answered: boolean;
  version?: number;
  message?: string;
  takenBy?: Person;
}

/** A little more than the job took last time, so that kills fall on all of it, on a fast machine and a slow one. */
const JOB_MARGIN = 1.15;
/** The job is longer than it was taken for when it was not done by here. */
const LATE_SHARE = 0.9;
const LONGER = 1.5;

/** The whole main job, and power lost at any instant of it: what was promised is there, and the rest of the job can be done. */
export const anywhere: Point = {
  title: "power lost at any instant of the main job",
  happen: async (scene) => {
    const words = newWords();
    const key = randomUUID();
    const promised: Promised = { seen: {}, answered: false };
    const instant = scene.chance();
    const began = performance.now();
    let tookMs: number | undefined;
    const doing = wholeJob(scene, { words, key, promised }).then(() => void (tookMs = performance.now() - began), () => undefined);
    await wait(instant * scene.pace.jobMs);
    await scene.service.kill();
    await doing;
    if (tookMs !== undefined) scene.pace.jobMs = tookMs * JOB_MARGIN;
    else if (instant > LATE_SHARE) scene.pace.jobMs *= LONGER;
    await promised.seen.close?.();
    await scene.service.restart();
    const end = await goOn(scene, { words, key, promised });
    await checkAll(scene);
    return `killed ${reached(promised)}; ${end}`;
  },
};

interface Job {
  readonly words: string;
  readonly key: string;
  readonly promised: Promised;
}

async function wholeJob(scene: Scene, { words, key, promised }: Job): Promise<void> {
  const { id } = await talk(scene, promised.seen);
  promised.answered = true;
  promised.version = (await scene.operator.must("saveDraft", { params: { call: id }, body: { version: 0, draft: typed(words) } })).version;
  const { message } = await scene.operator.must("send", sendOf(id, words, key));
  promised.message = message;
  const clinician = await paged(scene, message);
  await clinician.must("message", { params: { message } });
  await clinician.must("acknowledge", { params: { message }, body: { revision: 1 } });
  promised.takenBy = clinician;
}

async function goOn(scene: Scene, { words, key, promised }: Job): Promise<string> {
  const { id } = promised.seen;
  const card = id === undefined ? undefined : await scene.operator.ask("card", { params: { call: id } });
  if (promised.answered) assert(card?.ok, "an answered call is still its operator's");
  if (id === undefined || !card?.ok) return ringBack(scene);
  checkDraft(card.value, { words, promised });
  await sendAndTake(scene, id, { words, key, promised });
  await finish(scene, { id, caller: promised.seen.caller!, close: async () => undefined });
  return "sent and taken once";
}

/** A draft that became a message is gone, also when the answer that said so never came. */
function checkDraft(card: CallCard, { words, promised }: Pick<Job, "words" | "promised">): void {
  if (promised.version === undefined || card.message !== null) return;
  assert.deepEqual({ draft: card.draft, version: card.draftVersion }, { draft: typed(words), version: promised.version }, "every word typed");
}

async function sendAndTake(scene: Scene, id: string, { words, key, promised }: Job): Promise<void> {
  const { message } = await scene.operator.must("send", sendOf(id, words, key));
  if (promised.message) assert.equal(message, promised.message, "the same key is the same message");
  scene.kept.set(message, { words });
  if (promised.takenBy) assert.equal((await row(scene, message)).state, "taken", "taken stays taken");
  const clinician = promised.takenBy ?? (await paged(scene, message));
  await clinician.must("acknowledge", { params: { message }, body: { revision: 1 } });
  await noteTaken(scene, clinician, message);
}

async function ringBack(scene: Scene): Promise<string> {
  const { cues } = await desk(scene);
  for (const cue of cues) await scene.operator.must("cueDone", { params: { cue: cue.id }, body: {} });
  return `${cues.length} to ring back`;
}

function reached({ seen, answered, version, message, takenBy }: Promised): string {
  if (takenBy) return "after it was taken";
  if (message) return "after sending";
  if (version !== undefined) return "after a draft";
  if (answered) return "after the answer";
  return seen.id === undefined ? "before the offer" : "after the offer";
}
