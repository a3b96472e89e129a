import type { Tx } from "../../../foundation/db/db.ts";
import type { Subscriber } from "../../../foundation/facts/index.ts";
import type { AttemptId, ClientId, MessageId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import { loadOne, workOf } from "../load.ts";
import type { Needs } from "../needs.ts";
import { isWaitedFor } from "../rules/answer-of.ts";
import { schedule } from "../schedule.ts";
import * as dispatches from "../store/dispatches.ts";
import { worker } from "./work-step.ts";

/**
 * [D30] For a way that takes its time, such as a telephone call: its page is looked at again then. What is known of it by that time decides; an
 * answer that never came is a page to repeat. A message that nobody works on any more is left alone.
 */
export const lookAgainAt = (needs: Needs) => async (tx: Tx, ask: { client: ClientId; message: MessageId; revision: number; at: Instant }): Promise<void> => {
  const row = await dispatches.lockNewest(tx, ask.message);
  if (row?.state === "working" && row.revision === ask.revision) await schedule(needs, tx, { row, dueAt: ask.at });
};

/** [D41] A page that woke nobody is not waited for. */
export const lookAtNotWoken = (needs: Needs): Subscriber => (job, finish) =>
  needs.db.transaction(worker(job.client!).scope, async (tx) => {
    const row = await dispatches.lockNewest(tx, job.subject as MessageId);
    if (row?.state === "working" && isWaitedFor(workOf(await loadOne(needs, tx, row)), job.payload.attempt as AttemptId)) await schedule(needs, tx, { row, dueAt: needs.world.now() });
    await finish(tx);
  });
