import type { Instant } from "../../../foundation/time.ts";
import { into, noOffer, type CallState, type Other, type Sound } from "./call-words.ts";
import { isOutside } from "./outside.ts";
import { joinedOf, servesAlone } from "./second-person.ts";

const isUp = ({ stage }: Other): boolean => stage !== "calling" && stage !== "ringing";
/** What was being said to them apart ended with the node: they are with the operator. [C162] Who was asked for a key is asked anew. */
function asLeft(other: Other, at: Instant): Other {
  if (other.stage === "joined") return other;
  return other.stage === "asked" ? { ...other, since: at } : { ...other, stage: "consulting" };
}
const anew = (other: Other, at: Instant): Other => ({ ...other, stage: "calling", since: at });

/** An office or a partner who answered as the node died, and of whom the caller does not know yet, is rung anew: nobody of ours is there to ring them. */
function whatBecomes(other: Other, { isTaken, at }: { readonly isTaken: boolean; readonly at: Instant }): Other | [] {
  const goesOn = isTaken && (isUp(other) || !isOutside(other));
  if (goesOn) return asLeft(other, at);
  const isRung = !isUp(other) || (isOutside(other) && other.stage !== "joined");
  return isRung ? anew(other, at) : [];
}

/** The others who have answered: another node can go on with these. */
export const legsUp = ({ others }: Pick<CallState, "others">): readonly number[] => others.filter(isUp).map(({ leg }) => leg);

/** What another node has to know of the others: who answered, and whose telephone rings. Whoever moves between the two is kept anew. */
export const kept = ({ others }: Pick<CallState, "others">): string => others.filter(({ stage }) => stage !== "calling").map((other) => `${other.leg} ${isUp(other) ? "up" : "rings"}`).join();

/**
 * [C83] What a call is at the node that takes it up from a dead one. Whoever had it has it still, and those who talked talk on [C88]: `taken`
 * are the others whose legs came too. Who was still being rung is rung anew [C115]. Who is left without anybody is on hold with their
 * operator, or first in the queue.
 */
export function inherited(state: CallState, at: Instant, taken: readonly number[] = []): CallState {
  const alone: CallState = { ...state, ...noOffer, others: [], operatorIn: false, recordingVoicemail: false };
  if (state.phase === "wrap-up" || state.phase === "ended") return alone;
  const others = state.others.flatMap((other) => whatBecomes(other, { isTaken: taken.includes(other.leg), at }));
  const all: CallState = { ...alone, others, operatorIn: state.operatorIn };
  if (state.operator !== null) return withOperator(all, at);
  if (state.phase === "joined" && joinedOf(all).some(servesAlone)) return { ...all, others: joinedOf(all) };
  return withNobody({ ...all, sent: withoutLost(state, others), operatorIn: false }, at);
}

/** [C155] A talk with the office or a partner that ended with the node is none that served anybody. */
function withoutLost(state: CallState, left: readonly Other[]): CallState["sent"] {
  const lost = state.others.filter((other) => isOutside(other) && !left.some(({ leg }) => leg === other.leg));
  return { ...state.sent, ...Object.fromEntries(lost.map(({ target }) => [target.kind, "lost"])) };
}

/** [C116] Whoever waited has waited as long as before, and is in line as before among those who came with them. */
function withNobody(state: CallState, at: Instant): CallState {
  const rung = state.others.filter((other) => isOutside(other) && other.stage !== "joined");
  const alone: CallState = { ...state, others: [] };
  if (alone.phase === "parked") return alone;
  if (alone.phase === "leaving-voicemail" || alone.phase === "saying-goodbye") return into("leaving-voicemail", at)(alone);
  if (alone.phase === "forwarding" && alone.reception.whenOpen.forwardTo !== null) return into("forwarding", at)(alone, { others: rung });
  // Silence was on the line: before others, and asked of everybody anew.
  const first = { returned: true, passedBy: [], others: alone.phase === "waiting" ? rung : [] };
  return into("waiting", alone.phase === "waiting" ? alone.since : at)(alone, first);
}

/** Their operator has them: in the talk, or apart with somebody, or alone. */
function withOperator(all: CallState, at: Instant): CallState {
  if (all.phase !== "joined") return { ...all, operatorIn: false };
  return joinedOf(all).length > 0 ? all : into("held", at)(all, { holdSteps: 0, operatorIn: false });
}

/** [C123] What is owed to a caller of an account that records: they did not hear the notice to its end, and did not decline either. */
interface Owed { readonly notice: boolean }

/** What the caller hears as soon as they hear us; an operator who has them is asked for their sound instead, and those who talk hear each other. */
export function soundOf(state: CallState, { notice }: Owed): { sound: Sound; loop: boolean } | undefined {
  if (state.phase === "leaving-voicemail") return { sound: "nobody-ready", loop: false };
  if (state.phase === "forwarding") return { sound: "ringing", loop: true };
  if (SPOKEN_WITH.has(state.phase)) return undefined;
  return state.phase === "waiting" && notice ? { sound: "recording-greeting", loop: false } : { sound: "hold-tone", loop: true };
}

const SPOKEN_WITH: ReadonlySet<CallState["phase"]> = new Set(["talking", "joined", "wrap-up", "ended"]);
