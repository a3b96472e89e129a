import { within, type Actor } from "../../../foundation/actor.ts";
import type { CallId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { operatorsOf, type Board } from "../live/board.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { nextOf } from "../rules/call-machine.ts";
import type { Switchboard } from "../live/switchboard.ts";

/** [C41] A parked caller is taken by somebody who has nobody else on the line. */
const isTalking = (board: Board, person: PersonId): boolean => operatorsOf(board).some((one) => one.person === person && one.state === "on-a-call");

/** [C5] Answers the offered call, or takes a parked one, with this browser's sound. The same operator again is a browser that came back after a reload. */
export const answerCall = (needs: Needs, switchboard: Switchboard) => async (as: Actor & { person: PersonId }, ask: { call: CallId; sdp: string }): Promise<Outcome<{ sdp: string }>> => {
  const call = switchboard.board.calls.get(ask.call);
  if (!call) return refuse(refusals.noSuchCall);
  const event = { kind: "answer", operator: as.person } as const;
  const verdict = nextOf(call.state, event, needs.world.now());
  const actor = within(as, call.client);
  await needs.db.transaction(actor.scope, (tx) => needs.audit.record(tx, actor, "call.answer", { type: "call", id: call.id, client: call.client }, verdict.kind));
  if (verdict.kind === "refused") return refuse(refusals[verdict.because]);
  if (call.state.phase === "parked" && isTalking(switchboard.board, as.person)) return refuse(refusals.onACall);

  const answer = new Promise<string | undefined>((resolve) => {
    call.browserOffer?.failed(); // A double click: the newer offer wins.
    call.browserOffer = { sdp: ask.sdp, answered: resolve, failed: () => resolve(undefined) };
  });
  const told = switchboard.tell(call, event); // Decided again: the world may have moved while the audit entry was written.
  if (told.kind === "refused") return refuse(refusals[told.because]);
  switchboard.connectAgain(call);
  // Whose call it is is on the disk before the operator is told: what is typed next belongs to them after a restart too ([C12]).
  const [sdp] = await Promise.all([answer, call.journal.settled()]);
  return sdp === undefined ? refuse(refusals.noSound) : done({ sdp });
};
