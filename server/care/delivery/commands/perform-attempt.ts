import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { NotYet } from "../../../foundation/due/index.ts";
import type { After, Answer, Channel, Errand, Guard, Keep, Needs } from "../needs.ts";
import * as store from "../store.ts";
import { hear, takeLeave } from "./take-leave.ts";

/**
 * [R1] Sends what was claimed and keeps the answer. A channel that throws has given no answer: the attempt stays claimed and is repeated.
 * A page that waits for its turn has not been sent: its job is put off, and it is no repeat when it comes again.
 */
export const performAttempt = (needs: Needs, channels: ReadonlyMap<string, Channel>) => async (errand: Errand): Promise<Answer> => {
  const channel = channels.get(errand.channel);
  if (channel?.guard) return performOutside(needs, errand, { channel, guard: channel.guard });
  const kept = new Set<Answer>();
  const keep: Keep = async (tx, answer) => {
    await keepAnswer(needs, tx, { errand, answer });
    kept.add(answer);
  };
  const answer: Answer = (await channel?.send(errand, keep)) ?? { kind: "failed", reason: "no-such-channel" };
  if (!kept.has(answer)) await inOwn(needs, errand, (tx) => keep(tx, answer));
  return answer;
};

/** [R20] Places what was claimed in this same transaction, where the way allows it. Undefined: it is to be performed when the claim is kept. */
export const placeAttempt = (needs: Needs, channels: ReadonlyMap<string, Channel>) => async (tx: Tx, errand: Errand): Promise<Answer | undefined> =>
  channels.get(errand.channel)?.place?.(tx, errand, (within, answer) => keepAnswer(needs, within, { errand, answer }));

const inOwn = <T>(needs: Needs, { client }: Errand, work: (tx: Tx) => Promise<T>): Promise<T> => needs.db.transaction(system("delivery", { clients: [client] }).scope, work);

/** [R11] [R13] [R14] The same by a way that leads outside: at its turn, for as long as it is borne, and not while the way is given up. */
async function performOutside(needs: Needs, errand: Errand, { channel, guard }: { channel: Channel; guard: Guard }): Promise<Answer> {
  const leave = await takeLeave(needs, errand, guard);
  if (leave.kind === "waits") throw new NotYet(leave.until);
  const kept = new Set<Answer>();
  const keep: Keep = async (tx, answer) => {
    await keepAnswer(needs, tx, { errand, answer });
    if (leave.kind === "go") await hear(needs, tx, { errand, guard, isProbe: leave.isProbe, answer });
    kept.add(answer);
  };
  const keepOnce = async (answer: Answer): Promise<Answer> => {
    if (!kept.has(answer)) await inOwn(needs, errand, (tx) => keep(tx, answer));
    return answer;
  };
  if (leave.kind === "passed-over") return keepOnce({ kind: "failed", reason: "channel-open" });
  // A late answer that cannot be kept is lost as one is that never came: what was kept is the silence.
  const late = (answer: Answer): void => void keepOnce(answer).catch(() => undefined);
  const answer = await borne(needs.after ?? inRealTime, channel.send(errand, keep), { guard, late }).catch(async (error: unknown) => {
    if (error instanceof NotYet) throw error; // It is under way, and its answer is kept when it is back.
    await inOwn(needs, errand, (tx) => hear(needs, tx, { errand, guard, isProbe: leave.isProbe, answer: "threw" }));
    throw error;
  });
  return keepOnce(answer);
}

const inRealTime: After = (milliseconds, ring) => {
  const timer = setTimeout(ring, milliseconds);
  return () => clearTimeout(timer);
};

/** [R14] The way's answer, or "silent" when it takes too long. What comes after that is kept beside: it may have arrived, and sets no ladder back. */
function borne(after: After, sending: Promise<Answer>, { guard, late }: { guard: Guard; late: (answer: Answer) => void }): Promise<Answer> {
  const told = Promise.withResolvers<Answer>();
  let isLate = false;
  const callOff = after(guard.patience.answerSecondsMax * 1000, () => {
    isLate = true;
    told.resolve({ kind: "failed", reason: "silent", fault: "channel" });
  });
  sending.then((answer) => (isLate ? late(answer) : told.resolve(answer)), told.reject).finally(callOff);
  return told.promise;
}

async function keepAnswer(needs: Needs, tx: Tx, { errand, answer }: { errand: Errand; answer: Answer }): Promise<void> {
  const receipt = { attempt: errand.id, at: needs.world.now(), reason: answer.kind === "failed" ? answer.reason : null, state: answer.kind } as const;
  const noting = store.addReceipt(tx, errand.client, { ...receipt, providerId: answer.kind === "accepted" ? answer.providerId : undefined });
  // In this order, and waited for together: whoever goes on from the answer reads it behind the row that was just written.
  const [first] = await Promise.all([noting, errand.answered(tx)]);
  if (first) await needs.audit.record(tx, system("delivery", { clients: [errand.client] }), `page.${answer.kind}`, { type: "attempt", id: errand.id, client: errand.client });
}
