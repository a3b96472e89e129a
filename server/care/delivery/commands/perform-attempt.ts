import { system } from "../../../foundation/actor.ts";
import type { Answer, Channel, Errand, Needs } from "../needs.ts";
import * as store from "../store.ts";

/** [R1] Sends what was claimed and keeps the answer. A channel that throws has given no answer: the attempt stays claimed and is repeated. */
export const performAttempt = (needs: Needs, channels: ReadonlyMap<string, Channel>) => async (errand: Errand): Promise<Answer> => {
  const channel = channels.get(errand.channel);
  const answer: Answer = channel ? await channel.send(errand) : { kind: "failed", reason: "no-such-channel" };
  const as = system("delivery", { clients: [errand.client] });
  await needs.db.transaction(as.scope, async (tx) => {
    const receipt = { attempt: errand.id, at: needs.world.now(), reason: answer.kind === "failed" ? answer.reason : null, state: answer.kind } as const;
    const first = await store.addReceipt(tx, errand.client, { ...receipt, providerId: answer.kind === "accepted" ? answer.providerId : undefined });
    if (first) await needs.audit.record(tx, as, `page.${answer.kind}`, { type: "attempt", id: errand.id, client: errand.client });
  });
  return answer;
};
