import type { Urgency } from "../../../contract/index.ts";
import { system } from "../../foundation/actor.ts";
import type { Finish, Job } from "../../foundation/due/index.ts";
import type { Subscriber } from "../../foundation/facts/index.ts";
import type { AttemptId, PersonId } from "../../foundation/ids.ts";
import { plus } from "../../foundation/time.ts";
import { PRIORITY } from "./channels.ts";
import type { Needs } from "./needs.ts";
import * as store from "./store.ts";

export const DEVICES_MAX = 10;
const TRIES_MAX = 3;
const PAUSE_SECONDS = 10;

/** At a second try those that were not reached at the first. */
const stillToWake = ({ devices }: { readonly devices?: string }) => ({ id }: { readonly id: string }): boolean => devices === undefined || devices.includes(id);

/** [R5] Wakes the person's devices. A note beside the attempt says what came of it; it is no receipt and the ladder does not wait for it. */
export const wakeDevices = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  const client = job.client!;
  const attempt = job.subject as AttemptId;
  const ask = job.payload as { person: PersonId; urgency: Urgency; try: number; devices?: string };
  const scope = system("delivery", { clients: [client] }).scope;
  const devices = await needs.db.transaction(scope, async (tx) => {
    const found = (await store.devicesToWake(tx, { client, attempt, person: ask.person }, DEVICES_MAX)).filter(stillToWake(ask));
    if (found.length === 0) await finish(tx);
    return found;
  });
  if (devices.length === 0) return;
  const outcomes = await Promise.all(devices.map(async (device) => ({ id: device.id, outcome: await needs.push.wake(device, ask.urgency) })));

  const count = (what: string): number => outcomes.filter((one) => one.outcome === what).length;
  const note = { pushed: count("pushed"), gone: count("gone"), failed: count("failed") };
  await needs.db.transaction(scope, async (tx) => {
    const at = needs.world.now();
    if (note.gone > 0) await store.unsubscribe(tx, outcomes.filter((one) => one.outcome === "gone").map((one) => one.id));
    await store.addPushNote(tx, { client, id: needs.world.id(), attempt, at, ...note });
    // Each device that was not reached is asked again by itself: an old tablet that was woken says nothing of the phone.
    const left = outcomes.filter((one) => one.outcome === "failed").map((one) => one.id);
    if (left.length > 0 && ask.try < TRIES_MAX) await needs.due.at(tx, { kind: job.kind, subject: attempt, client, at: plus(at, { seconds: PAUSE_SECONDS }), priority: PRIORITY[ask.urgency], payload: { ...ask, try: ask.try + 1, devices: left.join() } });
    await finish(tx);
  });
};

/** [R9] A phone that is forgotten may be in another hand: nothing wakes it, until its person signs in on it again. */
export const forgetDevices = (needs: Needs): Subscriber => (job, finish) =>
  needs.db.transaction(system("delivery").scope, async (tx) => {
    await store.unsubscribeAll(tx, job.subject as PersonId);
    await finish(tx);
  });
