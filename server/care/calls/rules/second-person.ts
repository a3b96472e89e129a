import type { Instant } from "../../../foundation/time.ts";
import { ignored, into, isLive, moved, noOffer, refused, type CallState, type On, type Second, type SecondFailure, type Verdict } from "./call-words.ts";

/** [C31] The caller hears the tone while another number rings. A hold that lasts already goes on lasting: its clock is the caller's. */
const dial: On<"dial"> = (state, { operator, target }, at) => {
  if (state.operator !== operator) return refused("notYours");
  if (state.second !== null) return refused("otherOnLine");
  const leg = state.dialled + 1;
  const change = { dialled: leg, secondFailed: null, second: { leg, target, stage: "calling", since: at } } as const;
  if (state.phase === "held") return moved({ ...state, ...change }, { do: "dial", leg });
  if (state.phase !== "talking") return refused("callEnded");
  return moved(into("held", at)(state, { ...change, holdSteps: 0 }), { do: "unbridge" }, { do: "play", sound: "hold-tone", loop: true }, { do: "dial", leg });
};

/** The second person that this event is about; none when it speaks of an earlier leg. */
const ofLeg = (state: CallState, leg: number): Second | undefined => (state.second?.leg === leg ? state.second : undefined);

const ringing: On<"dial-ringing"> = (state, { leg }, at) => {
  const second = ofLeg(state, leg);
  return second?.stage === "calling" ? moved({ ...state, second: { ...second, stage: "ringing", since: at } }) : ignored;
};

const answered: On<"dial-answered"> = (state, { leg }, at) => {
  const second = ofLeg(state, leg);
  if (second?.stage !== "calling" && second?.stage !== "ringing") return ignored;
  return moved({ ...state, second: { ...second, stage: "consulting", since: at } }, { do: "consult" });
};

/** [C32] Gone while the caller held: the caller goes on hearing the tone. Gone from a patch: to the operator, else to the head of the queue. */
function without(state: CallState, why: SecondFailure, at: Instant): Verdict {
  const change = { second: null, secondFailed: state.second && { target: state.second.target, why, at } };
  if (state.phase !== "joined") return moved({ ...state, ...change });
  if (state.operator !== null) return moved(into("talking", at)(state, change), { do: "bridge" });
  return moved(into("waiting", at)(state, { ...change, ...noOffer, returned: true, passedBy: [] }), { do: "unbridge" }, { do: "play", sound: "other-gone", loop: false });
}

const over = (state: CallState, { leg, why }: { readonly leg: number; readonly why: SecondFailure }, at: Instant): Verdict => (ofLeg(state, leg) ? without(state, why, at) : ignored);

/** A mailbox is nobody: it is hung up on, and the caller was never given to it, or is taken back. */
const voicemail: On<"voicemail-suspected"> = (state, { operator }, at) => {
  if (state.operator !== operator) return refused("notYours");
  const there = state.second?.stage === "consulting" || state.second?.stage === "joined";
  return there ? without(state, "voicemail-suspected", at) : ignored;
};

/** [C33] Caller and second person hear each other; only somebody who answered can be joined. */
const join: On<"join"> = (state, { operator }, at) => {
  if (state.operator !== operator) return refused("notYours");
  if (state.phase === "joined") return ignored;
  if (!isLive(state)) return refused("callEnded");
  if (state.second?.stage !== "consulting") return refused("nobodyThere");
  return moved(into("joined", at)(state, { second: { ...state.second, stage: "joined", since: at }, secondFailed: null }), { do: "join" });
};

/** The operator leaves two people who talk: free for the next caller, and what they typed stays theirs to finish. */
const leave: On<"leave"> = (state, { operator }) => {
  if (state.phase === "joined" && state.operator === null && state.lastOperator === operator) return ignored; // A second press.
  if (state.operator !== operator) return refused("notYours");
  if (state.phase !== "joined") return isLive(state) ? refused("nobodyThere") : refused("callEnded");
  return moved({ ...state, operator: null, lastOperator: operator }, { do: "drop-browser" });
};

export const secondPerson = {
  dial, "dial-ringing": ringing, "dial-answered": answered, "dial-failed": over, "dial-ended": over, "voicemail-suspected": voicemail, join, leave,
} as const;
