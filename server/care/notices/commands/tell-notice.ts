import type { Tx } from "../../../foundation/db/db.ts";
import type { Needs } from "../needs.ts";
import * as store from "../store.ts";
import type { NewNotice } from "../store.ts";

/** [NT8] For slices that stand to the right: told in the transaction in which it became true. */
export const tellNotice = (needs: Needs) => async (tx: Tx, told: Omit<NewNotice, "id">): Promise<void> => {
  await store.tell(tx, { ...told, id: needs.world.id() });
  tx.afterCommit(needs.moved);
};
