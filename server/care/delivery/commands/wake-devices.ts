import type { Urgency } from "../../../../contract/index.ts";
import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { NotYet, type Finish, type Job } from "../../../foundation/due/index.ts";
import type { AttemptId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import { INBOX, PRIORITY } from "../channels.ts";
import type { Needs } from "../needs.ts";
import { PUSH, PUSH_GUARD } from "../rules/waking.ts";
import { leaveLine } from "../store/roads.ts";
import * as store from "../store.ts";
import { hearServices, leavesOf, wakeAll, type Leaves, type Outcome } from "./ask-services.ts";
import { waitsUntil } from "./take-leave.ts";

export const DEVICES_MAX = 10;
export const NOT_WOKEN = "delivery.not-woken";
/** Why a page failed of which no device could be told. */
export const NOT_WOKEN_REASON = "not-woken";
const TRIES_MAX = 3;
const PAUSE_SECONDS = 10;
/** An open window says within a second that it shows the page; whoever reads it there needs no phone. */
const WINDOW_SECONDS = 3;

interface Ask {
  readonly client: ClientId;
  readonly attempt: AttemptId;
  readonly person: PersonId;
  readonly urgency: Urgency;
  readonly try: number;
  /** At a second try those that were not reached at the first. */
  readonly devices?: string;
}
const askOf = (job: Job): Ask => ({ ...(job.payload as unknown as Ask), client: job.client!, attempt: job.subject as AttemptId });

/** [R5] [R16] Wakes the person's devices. A note beside the attempt says what came of it; the ladder does not wait for it. */
export const wakeDevices = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  const ask = askOf(job);
  const { scope } = system("delivery", { clients: [ask.client] });
  const leave = await needs.db.transaction(scope, (tx) => leaveOf(needs, tx, { ask, finish }));
  if (leave === "nobody") return;
  if ("until" in leave) throw new NotYet(leave.until);
  const outcomes = await wakeAll(needs, leave, ask.urgency);
  await needs.db.transaction(scope, async (tx) => {
    await keep(needs, tx, { ask, job, outcomes, leave });
    await finish(tx);
  });
};

/** [R11] A first try waits for its turn; those that follow it are few and far between. */
async function leaveOf(needs: Needs, tx: Tx, { ask, finish }: { ask: Ask; finish: Finish }): Promise<"nobody" | { readonly until: Instant } | Leaves> {
  const at = needs.world.now();
  const devices = (await store.devicesToWake(tx, ask, DEVICES_MAX)).filter(({ id }) => ask.devices === undefined || ask.devices.includes(id));
  const page = devices.length > 0 ? await store.attempt(tx, ask.attempt) : undefined;
  if (!page) {
    leaveLine(tx, ask.attempt);
    await finish(tx);
    return "nobody";
  }
  const until = ask.try === 1 ? await waitsUntil(needs, tx, { errand: { ...page, channel: PUSH, urgency: ask.urgency }, limits: PUSH_GUARD.limits, at }) : null;
  return until === null ? leavesOf(tx, devices, at) : { until };
}

interface Woke {
  readonly ask: Ask;
  readonly job: Job;
  readonly outcomes: readonly Outcome[];
  readonly leave: Leaves;
}

async function keep(needs: Needs, tx: Tx, { ask, job, outcomes, leave }: Woke): Promise<void> {
  const at = needs.world.now();
  const idsOf = (what: Outcome["outcome"]): string[] => outcomes.filter((one) => one.outcome === what).map(({ id }) => id);
  const [pushed, gone, failed] = [idsOf("pushed"), idsOf("gone"), [...idsOf("failed"), ...leave.passedOver.map(({ id }) => id)]];
  if (gone.length > 0) await store.unsubscribe(tx, gone);
  await hearServices(needs, tx, { outcomes, probes: leave.probes });
  await store.addPushNote(tx, { client: ask.client, id: needs.world.id(), attempt: ask.attempt, at, pushed: pushed.length, gone: gone.length, failed: failed.length + idsOf("refused").length });
  // Each device that was not reached is asked again by itself: an old tablet that was woken says nothing of the phone.
  const again = { kind: job.kind, subject: ask.attempt, client: ask.client, priority: PRIORITY[ask.urgency] };
  if (failed.length > 0 && ask.try < TRIES_MAX) await needs.due.at(tx, { ...again, at: plus(at, { seconds: PAUSE_SECONDS }), payload: { ...job.payload, try: ask.try + 1, devices: failed.join() } });
  if (pushed.length === 0 && ask.try === 1) await needs.due.at(tx, { ...again, kind: NOT_WOKEN, at: plus(at, { seconds: WINDOW_SECONDS }) });
}

/**
 * [R17] Nobody's phone rings, and nobody's window shows the page: it has failed, and whoever works the message hears of it. A page by
 * another way has an answer of its own, which says more.
 */
export const notWoken = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  const client = job.client!;
  const as = system("delivery", { clients: [client] });
  await needs.db.transaction(as.scope, async (tx) => {
    const attempt = await store.attempt(tx, job.subject as AttemptId);
    if (attempt?.channel === INBOX && (await store.isUnseen(tx, attempt))) {
      const at = needs.world.now();
      await store.addReceipt(tx, client, { attempt: attempt.id, state: "failed", at, reason: NOT_WOKEN_REASON });
      await needs.audit.record(tx, as, "page.failed", { type: "attempt", id: attempt.id, client });
      await needs.facts.record(tx, { name: NOT_WOKEN, subject: attempt.message, client, at, ids: { attempt: attempt.id } });
    }
    await finish(tx);
  });
};
