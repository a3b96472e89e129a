import type { Tx } from "../../foundation/db/db.ts";
import type { MessageId, PersonId } from "../../foundation/ids.ts";
import { plus } from "../../foundation/time.ts";
import type { Needs } from "./needs.ts";
import * as decisions from "./store/decisions.ts";
import type { DispatchRow } from "./store/dispatches.ts";
import * as lists from "./store/lists.ts";

/** How long whoever was paged may still read a message that somebody took: to ring back, and to look something up the week after. */
const AFTER_TAKEN = { days: 7 };

/** [D15] Whether having been paged about this message counts for this person now. */
export async function isAssigned(needs: Needs, tx: Tx, { row, person }: { row: DispatchRow; person: PersonId }): Promise<boolean> {
  if (row.takenAt !== null && plus(row.takenAt, AFTER_TAKEN) <= needs.world.now()) return false;
  return (await decisions.isAssigned(tx, { ...row, person })) && needs.covers(tx, row, person);
}

/** The same for whoever knows only the message: a recording follows it. */
export const isAssignedTo = (needs: Needs) => async (tx: Tx, { message, person }: { message: MessageId; person: PersonId }): Promise<boolean> => {
  const row = (await lists.newestOf(tx, [message]))[0];
  return row !== undefined && isAssigned(needs, tx, { row, person });
};
