import { within, type Actor } from "../../../foundation/actor.ts";
import type { CallId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Switchboard } from "../live/switchboard.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import type { CallEvent } from "../rules/call-machine.ts";

type Act =
  | { readonly kind: "pass" | "hold" | "park" | "resume" | "end" | "take-over" | "join" | "leave" | "step-in" | "step-out" | "voicemail-suspected" }
  | { readonly kind: "let-go"; readonly leg: number }
  | { readonly kind: "finish"; readonly reason: string };

/** Pass on, hold, park, back, join, step in and out, end, take over, finish: one press, one event. A second press of the same finds nothing left to do and says so by doing nothing. */
export const handleCall = (needs: Needs, switchboard: Switchboard) => async (as: Actor & { person: PersonId }, ask: { call: CallId; act: Act }): Promise<Outcome<undefined>> => {
  const call = switchboard.board.calls.get(ask.call);
  if (!call) return ask.act.kind === "finish" || ask.act.kind === "end" ? done() : refuse(refusals.noSuchCall);
  const verdict = switchboard.tell(call, { ...ask.act, operator: as.person, ...(ask.act.kind === "join" && { notice: call.recordingTalk }) } as CallEvent);
  const actor = within(as, call.client);
  await needs.db.transaction(actor.scope, (tx) => needs.audit.record(tx, actor, `call.${ask.act.kind}`, { type: "call", id: call.id, client: call.client }, verdict.kind));
  return verdict.kind === "refused" ? refuse(refusals[verdict.because]) : done();
};
