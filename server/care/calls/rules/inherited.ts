import type { Instant } from "../../../foundation/time.ts";
import { into, noOffer, type CallState, type Other, type Sound } from "./call-words.ts";
import { joinedOf, servesAlone } from "./second-person.ts";

const isUp = ({ stage }: Other): boolean => stage !== "calling" && stage !== "ringing";
/** What was being said to them apart ended with the node: they are with the operator. */
const asLeft = (other: Other): Other => (other.stage === "joined" ? other : { ...other, stage: "consulting" });

/** The others who have answered: another node can go on with these. Who is still being rung ends with the node that rings them. */
export const legsUp = ({ others }: Pick<CallState, "others">): readonly number[] => others.filter(isUp).map(({ leg }) => leg);

/**
 * [C83] What a call is at the node that takes it up from a dead one. Whoever had it has it still, and those who talked talk on [C88]: `taken`
 * are the others whose legs came too. Who is left without anybody is on hold with their operator, or first in the queue.
 */
export function inherited(state: CallState, at: Instant, taken: readonly number[] = []): CallState {
  const alone: CallState = { ...state, ...noOffer, others: [], operatorIn: false, recordingVoicemail: false };
  if (state.phase === "wrap-up" || state.phase === "ended") return alone;
  const all: CallState = { ...alone, others: state.others.filter((other) => isUp(other) && taken.includes(other.leg)).map(asLeft), operatorIn: state.operatorIn };
  if (state.operator !== null) return withOperator(all, at);
  if (state.phase === "joined" && joinedOf(all).some(servesAlone)) return { ...all, others: joinedOf(all) };
  return withNobody(alone, at);
}

function withNobody(alone: CallState, at: Instant): CallState {
  if (alone.phase === "parked") return alone;
  if (alone.phase === "leaving-voicemail" || alone.phase === "saying-goodbye") return into("leaving-voicemail", at)(alone);
  // Silence was on the line: before others, and asked of everybody anew.
  return into("waiting", at)(alone, { returned: true, passedBy: [] });
}

/** Their operator has them: in the talk, or apart with somebody, or alone. */
function withOperator(all: CallState, at: Instant): CallState {
  if (all.phase !== "joined") return { ...all, operatorIn: false };
  return joinedOf(all).length > 0 ? all : into("held", at)(all, { holdSteps: 0, operatorIn: false });
}

/** What the caller hears as soon as they hear us; an operator who has them is asked for their sound instead, and those who talk hear each other. */
export function soundOf(state: CallState): { sound: Sound; loop: boolean } | undefined {
  if (state.phase === "leaving-voicemail") return { sound: "nobody-ready", loop: false };
  return SPOKEN_WITH.has(state.phase) ? undefined : { sound: "hold-tone", loop: true };
}

const SPOKEN_WITH: ReadonlySet<CallState["phase"]> = new Set(["talking", "joined", "wrap-up", "ended"]);
