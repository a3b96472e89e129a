import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AttemptId } from "../../../foundation/ids.ts";
import { done, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { changed } from "../schedule.ts";
import * as lists from "../store/lists.ts";

/** [R4] The device of the person who was paged says that the page is there; the desk sees it. */
export const noteOnDevice = (needs: Needs) => async (tx: Tx, as: Actor, attempt: AttemptId): Promise<Outcome<undefined>> => {
  const noted = await needs.delivery.onDevice(tx, as, attempt);
  if (!noted.ok) return noted;
  const row = noted.value && (await lists.newestOf(tx, [noted.value.message]))[0];
  if (row) changed(needs, tx, row);
  return done();
};
