import type { Tx } from "../../foundation/db/db.ts";
import { LostLease, type Finish } from "../../foundation/due/index.ts";
import type { ClientId, DispatchId } from "../../foundation/ids.ts";
import type { Attempt, Errand } from "../delivery/index.ts";
import type { Needs } from "./needs.ts";
import { changed } from "./schedule.ts";
import { isCalledBack } from "./store/called-back.ts";
import * as dispatches from "./store/dispatches.ts";

/** [D6] [D9] `wanted` is asked by the channel at its last moment: once somebody took the message nobody else is paged, and nobody who passed it on meanwhile. */
export const errandOf = (row: dispatches.DispatchRow, attempt: Attempt, answered: Errand["answered"]): Errand => ({
  ...attempt,
  urgency: row.urgency,
  wanted: async (tx) => {
    const [open, back] = await Promise.all([dispatches.isOpen(tx, row.client, row.id), isCalledBack(tx, { client: row.client, attempt: attempt.id })]);
    return open && !back;
  },
  answered,
});

interface Under<T> {
  readonly client: ClientId;
  readonly dispatch: DispatchId;
  readonly finish: Finish;
  /** What else has to be known under the lock: asked in the same breath. */
  readonly also: (tx: Tx) => Promise<T>;
}

/**
 * What follows from an answer, under the dispatch's lock and in the transaction that keeps it. The job is ended here; when it is not
 * this worker's any more (the message was taken or passed on meanwhile, or another worker has it) the answer is kept all the same, and
 * whoever looks at the message hears of it: only what comes next is not this worker's to say.
 */
export const whenAnswered =
  <T>(needs: Pick<Needs, "facts" | "world">, { client, dispatch, finish, also }: Under<T>, then: (tx: Tx, found: { row: dispatches.DispatchRow; held: boolean; also: T }) => Promise<void>): Errand["answered"] =>
  async (tx) => {
    const [row, held, found] = await Promise.all([dispatches.lock(tx, client, dispatch), isHeld(finish(tx)), also(tx)]);
    if (!row) return;
    await then(tx, { row, held, also: found });
    changed(needs, tx, row);
  };

const isHeld = (finishing: Promise<void>): Promise<boolean> =>
  finishing.then(() => true, (error: unknown) => {
    if (error instanceof LostLease) return false;
    throw error;
  });
