import { system } from "../../foundation/actor.ts";
import type { Tx } from "../../foundation/db/db.ts";
import type { Answer, Channel, Errand, Keep, Needs } from "./needs.ts";
import * as store from "./store.ts";

export const INBOX = "inbox";
/** Urgent pages overtake routine ones, also where work is waiting. */
export const PRIORITY = { emergency: 1, urgent: 2, routine: 4 } as const;

/**
 * [R3] Our own secure inbox. Accepted means: the row is committed. The row, its receipt and the work of waking the devices are one
 * transaction, and in it is asked whether the page is still wanted: once somebody took the message, nobody else is paged.
 */
export const inboxChannel = (needs: Pick<Needs, "db" | "world" | "due" | "live">): Channel => ({
  name: INBOX,
  send: (errand: Errand, keep: Keep): Promise<Answer> =>
    needs.db.transaction(system("delivery", { clients: [errand.client] }).scope, async (tx): Promise<Answer> => {
      if (await errand.wanted(tx)) return place(needs, tx, { errand, keep });
      const answer: Answer = { kind: "failed", reason: "no-longer-wanted" };
      await keep(tx, answer);
      return answer;
    }),
  place: (tx, errand, keep) => place(needs, tx, { errand, keep }),
});

async function place(needs: Pick<Needs, "world" | "due" | "live">, tx: Tx, { errand, keep }: { errand: Errand; keep: Keep }): Promise<Answer> {
  const at = needs.world.now();
  const answer: Answer = { kind: "accepted" };
  store.placePage(tx, { attempt: errand, placedAt: at });
  tx.afterCommit(() => {
    needs.live.paged(errand.person, errand.id); // [R18] Before `keep`, which has others told: nothing is asked before this is said.
    needs.live.inboxChanged(errand.person);
  });
  const [hasDevice] = await Promise.all([store.hasDevice(tx, errand.person), keep(tx, answer)]);
  if (hasDevice && !errand.silent) await needs.due.at(tx, { kind: "delivery.push", subject: errand.id, client: errand.client, at, priority: PRIORITY[errand.urgency], payload: { person: errand.person, urgency: errand.urgency, try: 1 } });
  return answer;
}
