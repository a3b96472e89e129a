import type { Instant } from "../../../foundation/time.ts";
import { into, noOffer, type CallState, type Sound } from "./call-words.ts";

/**
 * [C83] What a call is at the node that takes it up from a dead one. Whoever had it has it still. Legs that were placed for it ended with the
 * dead node, so who was joined with them is on hold, or first in the queue where no operator was left with them.
 */
export function inherited(state: CallState, at: Instant): CallState {
  const alone: CallState = { ...state, ...noOffer, others: [], operatorIn: false, recordingVoicemail: false };
  if (state.phase === "wrap-up" || state.phase === "ended") return alone;
  if (state.operator !== null) return state.phase === "joined" ? into("held", at)(alone, { holdSteps: 0 }) : alone;
  if (state.phase === "parked") return alone;
  if (state.phase === "leaving-voicemail" || state.phase === "saying-goodbye") return into("leaving-voicemail", at)(alone);
  // Silence was on the line: before others, and asked of everybody anew.
  return into("waiting", at)(alone, { returned: true, passedBy: [] });
}

/** What the caller hears as soon as they hear us; an operator who has them is asked for their sound instead. */
export function soundOf({ phase }: CallState): { sound: Sound; loop: boolean } | undefined {
  if (phase === "leaving-voicemail") return { sound: "nobody-ready", loop: false };
  return phase === "talking" || phase === "wrap-up" || phase === "ended" ? undefined : { sound: "hold-tone", loop: true };
}
