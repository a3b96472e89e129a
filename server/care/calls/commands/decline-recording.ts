import { within, type Actor } from "../../../foundation/actor.ts";
import type { CallId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { declineRecording } from "../live/consent.ts";
import type { Switchboard } from "../live/switchboard.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";

/** [C121] The caller told the operator that they do not want to be recorded. A second press finds nothing left to decline. */
export const declineForCaller = (needs: Needs, switchboard: Switchboard) => async (as: Actor & { person: PersonId }, ask: { call: CallId }): Promise<Outcome<undefined>> => {
  const call = switchboard.board.calls.get(ask.call);
  if (!call) return refuse(refusals.noSuchCall);
  const isTheirs = call.state.operator === as.person;
  if (isTheirs) declineRecording(needs, call, { by: "operator", operator: as.person });
  const actor = within(as, call.client);
  await needs.db.transaction(actor.scope, (tx) => needs.audit.record(tx, actor, "recording.decline", { type: "call", id: call.id, client: call.client }, isTheirs ? "yes" : "notYours"));
  switchboard.changed();
  return isTheirs ? done() : refuse(refusals.notYours);
};
