import { system } from "../../../foundation/actor.ts";
import type { Finish, Job } from "../../../foundation/due/index.ts";
import type { Needs } from "../needs.ts";
import { endIn } from "../place-try.ts";
import * as store from "../store.ts";

/** [RB4] Whoever rang has died with its process: told as cut off, when no line could be up any more. */
export const endLostTry = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  const client = job.client!;
  await needs.db.transaction(system("ringback", { clients: [client] }).scope, async (tx) => {
    const row = await store.findTry(tx, { client, id: job.subject });
    if (row) await endIn(needs, tx, { row, end: { outcome: { kind: "cut-off" }, answeredAt: null, endedAt: needs.world.now() } });
    await finish(tx);
  });
};
