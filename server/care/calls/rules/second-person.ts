import type { Instant } from "../../../foundation/time.ts";
import { ignored, into, isLive, moved, noOffer, OTHERS_MAX, refused, type CallState, type On, type Other, type OtherFailure, type Verdict } from "./call-words.ts";
import { isOutside, outsideAnswered, outsideGone } from "./outside.ts";

const isJoined = ({ stage }: Other): boolean => stage === "joined";
/** Whoever is being rung, or is with the operator apart. */
export const pendingOf = ({ others }: Pick<CallState, "others">): Other | undefined => others.find((other) => !isJoined(other));
export const joinedOf = ({ others }: Pick<CallState, "others">): readonly Other[] => others.filter(isJoined);
const ofLeg = ({ others }: CallState, leg: number): Other | undefined => others.find((other) => other.leg === leg);
const replaced = ({ others }: CallState, other: Other): readonly Other[] => others.map((one) => (one.leg === other.leg ? other : one));

/** [C37] An interpreter serves a talk and has nothing to tell a caller: without anybody else the caller is with nobody. */
export const servesAlone = ({ target }: Other): boolean => target.kind !== "interpreter";

/** [C36] Whether the operator hears the talk of the joined and is heard there now. */
export const isOperatorIn = (state: CallState): boolean => state.phase === "joined" && state.operator !== null && state.operatorIn && !pendingOf(state);

/** [C111] 911 is asked none of this: a number that still rings gives way to it. */
function whyNotOneMore(state: CallState): "otherOnLine" | "talkIsFull" | undefined {
  if (pendingOf(state)) return "otherOnLine";
  return state.others.length >= OTHERS_MAX ? "talkIsFull" : undefined;
}

/** [C31] The caller hears the tone while another number rings, or goes on talking with whoever is joined. A hold that lasts already goes on lasting: its clock is the caller's. */
const dial: On<"dial"> = (state, { operator, target }, at) => {
  if (state.operator !== operator) return refused("notYours");
  const refusal = target.kind === "911" ? undefined : whyNotOneMore(state);
  if (refusal) return refused(refusal);
  const leg = state.dialled + 1;
  const change = { dialled: leg, otherFailed: null, others: [...(target.kind === "911" ? joinedOf(state) : state.others), { leg, target, stage: "calling", since: at } as const] };
  if (state.phase === "held") return moved({ ...state, ...change }, { do: "dial", leg });
  if (state.phase === "joined") return moved({ ...state, ...change }, { do: "join" }, { do: "dial", leg });
  if (state.phase !== "talking") return refused("callEnded");
  return moved(into("held", at)(state, { ...change, holdSteps: 0 }), { do: "unbridge" }, { do: "play", sound: "hold-tone", loop: true }, { do: "dial", leg });
};

const ringing: On<"dial-ringing"> = (state, { leg }, at) => {
  const other = ofLeg(state, leg);
  return other?.stage === "calling" ? moved({ ...state, others: replaced(state, { ...other, stage: "ringing", since: at }) }, { do: "consult" }) : ignored;
};

/** Some networks say that they ring, and some let it be heard at once. */
const early: On<"dial-early"> = (state, { leg }, at) => {
  const other = ofLeg(state, leg);
  if (other?.stage === "ringing") return moved(state, { do: "consult" });
  return ringing(state, { kind: "dial-ringing", leg }, at);
};

const answered: On<"dial-answered"> = (state, { leg }, at) => {
  const other = ofLeg(state, leg);
  if (other?.stage !== "calling" && other?.stage !== "ringing") return ignored;
  if (isOutside(other)) return outsideAnswered(state, other, at);
  return moved({ ...state, others: replaced(state, { ...other, stage: "consulting", since: at }) }, { do: "consult" });
};

/** [C37] The operator is not in the talk any more. Undefined: whoever is left there cannot serve the caller. */
export function withoutOperator(state: CallState): Verdict | undefined {
  const others = joinedOf(state);
  if (!others.some(servesAlone)) return undefined;
  const left: CallState = { ...state, others, operator: null, lastOperator: state.operator, operatorIn: false };
  return state.operatorIn ? moved(left, { do: "join" }, { do: "drop-browser" }) : moved(left, { do: "drop-browser" });
}

/** Nobody is with the caller any more: the operator is, or is apart with somebody, or has left and the caller comes first in the queue. */
function alone(state: CallState, at: Instant): Verdict {
  if (state.operator === null) return moved(into("waiting", at)(state, { ...noOffer, others: [], returned: true, passedBy: [] }), { do: "unbridge" }, { do: "play", sound: "other-gone", loop: false });
  if (pendingOf(state)) return moved(into("held", at)(state, { holdSteps: 0, operatorIn: false }), { do: "unbridge" }, { do: "play", sound: "hold-tone", loop: true });
  return moved(into("talking", at)(state, { operatorIn: false }), { do: "bridge" });
}

/** [C32] [C37] One of the others is gone. A caller who held goes on hearing the tone; those who are left in a talk go on. */
function without(state: CallState, { leg, ...change }: { readonly leg: number } & Pick<CallState, "otherFailed">, at: Instant): Verdict {
  const left = { ...state, ...change, others: state.others.filter((other) => other.leg !== leg) };
  if (state.phase !== "joined") return moved(left, { do: "consult" });
  const joined = joinedOf(left);
  if (joined.length === 0 || (state.operator === null && !joined.some(servesAlone))) return alone(left, at);
  return moved(left, { do: "join" });
}

const failed = (other: Other, why: OtherFailure, at: Instant): Pick<CallState, "otherFailed"> => ({ otherFailed: { target: other.target, why, at } });

const over = (state: CallState, { leg, why }: { readonly leg: number; readonly why: OtherFailure }, at: Instant): Verdict => {
  const other = ofLeg(state, leg);
  if (!other) return ignored;
  return isOutside(other) ? outsideGone(state, other, { why, at }) : without(state, { leg, ...failed(other, why, at) }, at);
};

/** A mailbox is nobody: it is hung up on, and the caller was never given to it, or is taken back. Of two it is whoever answered last. */
const voicemail: On<"voicemail-suspected"> = (state, { operator }, at) => {
  if (state.operator !== operator) return refused("notYours");
  const last = state.others.findLast((other) => isApart(other) || isJoined(other));
  return last ? without(state, { leg: last.leg, ...failed(last, "voicemail-suspected", at) }, at) : ignored;
};

/** [C37] The operator hangs up on one of them. */
const letGo: On<"let-go"> = (state, { operator, leg }, at) => {
  if (state.operator !== operator) return refused("notYours");
  return ofLeg(state, leg) ? without(state, { leg, otherFailed: null }, at) : ignored;
};

function whyNotTheirs(state: CallState, operator: CallState["operator"]): "notYours" | "callEnded" | undefined {
  if (state.operator !== operator) return "notYours";
  return isLive(state) ? undefined : "callEnded";
}

/** [C33] [C36] Caller and others hear each other; only somebody who answered can be joined. With an interpreter, or with two, the operator is in the talk. */
const join: On<"join"> = (state, { operator, notice = false }, at) => {
  const refusal = whyNotTheirs(state, operator);
  if (refusal) return refused(refusal);
  const pending = pendingOf(state);
  if (!pending) return state.phase === "joined" ? ignored : refused("nobodyThere");
  if (!isApart(pending)) return refused("nobodyThere");
  if (!(notice && isToBeTold(pending))) return moved(together(state, pending, at), { do: "join" });
  return moved({ ...state, others: replaced(state, { ...pending, stage: "hearing-notice", since: at }) }, { do: "say-notice", leg: pending.leg });
};

/** They answered, and the operator is with them, and nobody else is; the notice is for their ear alone. */
export const isApart = ({ stage }: Other): boolean => stage === "consulting" || stage === "hearing-notice";
/** [C122] Once, and nothing is put between a caller and whoever sends help. */
const isToBeTold = ({ stage, target }: Other): boolean => stage === "consulting" && !BRINGS_HELP.has(target.kind);
const BRINGS_HELP: ReadonlySet<Other["target"]["kind"]> = new Set(["911", "emergency-centre"]);

/** [C122] Heard or cut short, they are joined now; which of the two decides about the recording alone. */
const noticeOver: On<"notice-over"> = (state, { leg }, at) => {
  const other = ofLeg(state, leg);
  return other?.stage === "hearing-notice" ? moved(together(state, other, at), { do: "join" }) : ignored;
};

function together(state: CallState, pending: Other, at: Instant): CallState {
  const others = replaced(state, { ...pending, stage: "joined", since: at });
  const operatorIn = state.operatorIn || others.length > 1 || !servesAlone(pending);
  return { ...(state.phase === "joined" ? state : into("joined", at)(state)), others, operatorIn, otherFailed: null };
}

const step = (to: boolean) => (state: CallState, { operator }: { readonly operator: CallState["operator"] }): Verdict => {
  if (state.operator !== operator) return refused("notYours");
  if (state.phase !== "joined") return isLive(state) ? refused("nobodyThere") : refused("callEnded");
  if (pendingOf(state)) return refused("otherOnLine");
  return state.operatorIn === to ? ignored : moved({ ...state, operatorIn: to }, { do: "join" });
};

/** The operator leaves people who talk: free for the next caller, and what they typed stays theirs to finish. */
const leave: On<"leave"> = (state, { operator }) => {
  if (state.phase === "joined" && state.operator === null && state.lastOperator === operator) return ignored; // A second press.
  if (state.operator !== operator) return refused("notYours");
  if (state.phase !== "joined") return isLive(state) ? refused("nobodyThere") : refused("callEnded");
  return withoutOperator(state) ?? refused("interpreterAlone");
};

/** [C32] One press: whoever is not joined yet is given up, else everybody is, and the operator is where they came from. */
const resume: On<"resume"> = (state, { operator }, at) => {
  if (state.operator !== operator) return refused("notYours");
  if (state.phase === "talking") return ignored;
  if (state.phase === "joined" && pendingOf(state)) return moved({ ...state, others: joinedOf(state), otherFailed: null }, { do: "join" });
  if (state.phase !== "held" && state.phase !== "joined") return refused("callEnded");
  return moved(into("talking", at)(state, { otherFailed: null, operatorIn: false }), { do: "bridge" });
};

export const secondPerson = {
  dial, "dial-ringing": ringing, "dial-early": early, "dial-answered": answered, "dial-failed": over, "dial-ended": over, "voicemail-suspected": voicemail, "let-go": letGo,
  "notice-over": noticeOver, join, leave, "step-in": step(true), "step-out": step(false), resume,
} as const;
