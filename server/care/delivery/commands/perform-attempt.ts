import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Answer, Channel, Errand, Keep, Needs } from "../needs.ts";
import * as store from "../store.ts";

/** [R1] Sends what was claimed and keeps the answer. A channel that throws has given no answer: the attempt stays claimed and is repeated. */
export const performAttempt = (needs: Needs, channels: ReadonlyMap<string, Channel>) => async (errand: Errand): Promise<Answer> => {
  let kept = false;
  const keep: Keep = async (tx, answer) => {
    await keepAnswer(needs, tx, { errand, answer });
    kept = true;
  };
  const answer: Answer = (await channels.get(errand.channel)?.send(errand, keep)) ?? { kind: "failed", reason: "no-such-channel" };
  if (!kept) await needs.db.transaction(system("delivery", { clients: [errand.client] }).scope, (tx) => keep(tx, answer));
  return answer;
};

async function keepAnswer(needs: Needs, tx: Tx, { errand, answer }: { errand: Errand; answer: Answer }): Promise<void> {
  const receipt = { attempt: errand.id, at: needs.world.now(), reason: answer.kind === "failed" ? answer.reason : null, state: answer.kind } as const;
  const first = await store.addReceipt(tx, errand.client, { ...receipt, providerId: answer.kind === "accepted" ? answer.providerId : undefined });
  if (first) await needs.audit.record(tx, system("delivery", { clients: [errand.client] }), `page.${answer.kind}`, { type: "attempt", id: errand.id, client: errand.client });
  await errand.answered(tx);
}
