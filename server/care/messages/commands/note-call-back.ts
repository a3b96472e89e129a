import type { Tx } from "../../../foundation/db/db.ts";
import type { Needs } from "../needs.ts";
import * as store from "../store.ts";
import { addEvent } from "./add-event.ts";

const SAY: Readonly<Record<store.CallBackOutcome, string>> = {
  "reached": "Called back: reached the caller.",
  "no-answer": "Called back: no answer.",
  "left-word": "Called back: left word to ring again, with nothing of the patient.",
};

/** [N13] A try to ring the caller back, kept and told in the timeline. */
export const noteCallBack = (needs: Needs) => async (tx: Tx, row: Omit<store.CallBackRow, "id">): Promise<void> => {
  store.addCallBack(tx, { ...row, id: needs.world.id() });
  await addEvent(needs)(tx, { client: row.client, message: row.message, revision: row.revision, at: row.at, kind: "called-back", who: row.by, say: SAY[row.outcome] });
};
