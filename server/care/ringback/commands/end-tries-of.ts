import { system } from "../../../foundation/actor.ts";
import { GUARD, endIn } from "../place-try.ts";
import type { Needs } from "../needs.ts";
import * as store from "../store.ts";

/** [RB4] A process died with these tries. `node`: of one that had a name; null: all there are, in a house of one that begins. */
export const endTriesOf = (needs: Needs) => async (node: string | null): Promise<number> => {
  const clients = await needs.db.transaction(system("ringback").scope, (tx) => needs.clients.everyId(tx));
  return needs.db.transaction(system("ringback", { clients }).scope, async (tx) => {
    const rows = await store.liveTries(tx, node);
    for (const row of rows) {
      await needs.due.cancel(tx, { subject: row.id, kinds: [GUARD] });
      await endIn(needs, tx, { row, end: { outcome: { kind: "cut-off" }, answeredAt: null, endedAt: needs.world.now() } });
    }
    return rows.length;
  });
};
