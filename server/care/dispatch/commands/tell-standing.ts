import type { Tx } from "../../../foundation/db/db.ts";
import type { MessageId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import * as lists from "../store/lists.ts";

/** How a message stands, for whoever may tell its caller: nothing of it is opened. */
export interface Standing {
  readonly taken: { readonly by: string | null; readonly at: Instant } | null;
  readonly zone: string;
}

export const tellStanding = (needs: Needs) => async (tx: Tx, message: MessageId): Promise<Standing | undefined> => {
  const row = (await lists.newestOf(tx, [message]))[0];
  if (!row) return undefined;
  if (row.takenBy === null || row.takenAt === null) return { taken: null, zone: row.zone };
  return { taken: { by: (await needs.namesOf(tx, [row.takenBy])).get(row.takenBy) ?? null, at: row.takenAt }, zone: row.zone };
};
