import type { Tx } from "../../../foundation/db/db.ts";
import type { ClientId, MessageId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { schedule } from "../schedule.ts";
import * as dispatches from "../store/dispatches.ts";

/**
 * [D30] For a way that takes its time, such as a telephone call: its page is looked at again then. What is known of it by that time decides; an
 * answer that never came is a page to repeat. A message that nobody works on any more is left alone.
 */
export const lookAgainAt = (needs: Needs) => async (tx: Tx, ask: { client: ClientId; message: MessageId; revision: number; at: Instant }): Promise<void> => {
  const row = await dispatches.lockNewest(tx, ask.message);
  if (row?.state === "working" && row.revision === ask.revision) await schedule(needs, tx, { row, dueAt: ask.at });
};
