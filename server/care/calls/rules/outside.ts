import { plus, type Instant } from "../../../foundation/time.ts";
import { ignored, into, moved, noOffer, type CallState, type DialTarget, type Effect, type On, type Other, type OtherFailure, type OutsideKind, type Sound, type Verdict } from "./call-words.ts";
import { AT_WORK, NOBODY_SECONDS_MAX, type Operator } from "./queue.ts";

/** How long a partner service is rung: one that answers for others answers within a few rings. */
export const PARTNER_RING_SECONDS = 30;
/** A leg tells its own end; one that has not, so long after its last ring, is taken for lost. */
const GRACE_SECONDS = 15;
/** Whoever is with the caller for less is a mailbox, a menu of keys or a wrong hand on the receiver: nobody has spoken with them. The same as of a ring-back. */
const TALK_SECONDS_MIN = 15;
/** Who stays on the line for longer than this, after the other person left, wants more. */
const STAYS_SECONDS = 15;

/** Whom the house rings for a caller, with no operator in it. */
const TARGETS: Readonly<Record<OutsideKind, DialTarget>> = {
  office: { entry: "office", kind: "office", label: "The office" },
  partner: { entry: "partner", kind: "partner", label: "The partner service" },
};
export const isOutside = ({ target }: Other): boolean => target.kind === "office" || target.kind === "partner";
const ringsOutside = ({ others }: CallState): Other | undefined => others.find((other) => isOutside(other) && other.stage !== "joined");

/** What the caller hears of an office that was not reached: what is known of it, and no more. */
const OFFICE_TOLD: Partial<Record<OtherFailure, Sound>> = { "no-answer": "office-no-answer", "voicemail-suspected": "office-no-answer", "busy": "office-busy" };
const officeTold = (why: OtherFailure): Sound => OFFICE_TOLD[why] ?? "office-unreached";
export const TOLD_OF_OFFICE: ReadonlySet<Sound> = new Set(["office-no-answer", "office-busy", "office-unreached"]);

/** [C150] [C153] The number is rung: of an office nobody else is rung meanwhile; of a partner the caller keeps their place in line. */
const sendOut: On<"send-out"> = (state, { to }, at) => {
  if (state.phase !== (to === "office" ? "forwarding" : "waiting") || state.sent[to] !== undefined) return ignored;
  const leg = state.dialled + 1;
  const other: Other = { leg, target: TARGETS[to], stage: "calling", since: at };
  // Of the office the caller was told as they came.
  const told: readonly Effect[] = to === "partner" ? [{ do: "play", sound: "partner-ringing", loop: false }] : [];
  return moved({ ...state, dialled: leg, otherFailed: null, others: [...state.others, other], sent: { ...state.sent, [to]: "ringing" } }, ...told, { do: "dial", leg });
};

/** How long somebody who answered has for the key: the question twice, and time to find it. */
const KEY_SECONDS_MAX = 15;
const TAKE_KEY = "1";

/** [C162] Only a key tells a person from a mailbox; where the practice does without, an answer is enough. */
export function outsideAnswered(state: CallState, other: Other, at: Instant): Verdict {
  return asksKey(state, other) ? moved({ ...state, others: withStage(state, other, { stage: "asked", since: at }) }, { do: "ask-key", leg: other.leg }) : takes(state, other, at);
}
const asksKey = ({ reception: { whenOpen, overflow } }: CallState, { target }: Other): boolean => (target.kind === "office" ? whenOpen.keyToTake : overflow.partner?.keyToTake === true);
const withStage = ({ others }: CallState, { leg }: Other, change: Pick<Other, "stage" | "since">): readonly Other[] => others.map((other) => (other.leg === leg ? { ...other, ...change } : other));

/** [C162] Any other key is nothing: they are asked until their time is over. */
const otherPressed: On<"other-pressed"> = (state, { leg, digit }, at) => {
  const other = state.others.find((one) => one.leg === leg);
  return other?.stage === "asked" && digit === TAKE_KEY ? takes(state, other, at) : ignored;
};

/** [C150] [C153] Nobody stands between: they are with the caller. An operator who was being rung for them is not any more. */
function takes(state: CallState, other: Other, at: Instant): Verdict {
  const sent = { ...state.sent, [other.target.kind]: "answered" };
  return moved(into("joined", at)(state, { ...noOffer, others: [{ ...other, stage: "joined", since: at }], operatorIn: false, otherFailed: null, sent }), { do: "join" });
}

/** [C155] An answer alone is no talk: only its length tells. */
const spokeLong = ({ stage, since, cameBack }: Other, at: Instant): boolean => stage === "joined" && cameBack !== true && at >= plus(since, { seconds: TALK_SECONDS_MIN });

/** [C151] [C154] They were not reached, or are gone. Who spoke with the caller and hung up has done what they were rung for. */
export function outsideGone(state: CallState, other: Other, { why, at }: { readonly why: OtherFailure; readonly at: Instant }): Verdict {
  const { leg, target } = other;
  const to = target.kind as OutsideKind;
  const spoke = state.sent[to] === "answered" && why === "hung-up" && spokeLong(other, at);
  const left: CallState = { ...state, others: state.others.filter((other) => other.leg !== leg), otherFailed: { target, why, at }, sent: { ...state.sent, [to]: spoke ? "answered" : why } };
  if (state.phase === "joined") return moved(into("waiting", at)(left, { ...noOffer, returned: true, passedBy: [] }), { do: "unbridge" }, { do: "play", sound: "other-gone", loop: false });
  if (state.phase === "forwarding") return asByNight(left, officeTold(why), at);
  return moved(left, { do: "play", sound: "partner-unreached", loop: false });
}

/** [C151] The caller goes on as they would have with the office closed, and hears why. */
function asByNight(state: CallState, sound: Sound, at: Instant): Verdict {
  const next = state.reception.menu.on ? into("choosing", at)(state, { choosing: { language: "en", turns: 0, listeningSince: null, again: false } }) : into("waiting", at)(state);
  return moved(next, { do: "play", sound, loop: false });
}

/** [C152] Which of the calls we placed came back nobody can tell by its number: of those that may be it, none counts as a talk. */
const cameBack: On<"came-back"> = (state) =>
  state.others.some(isOutside) ? moved({ ...state, others: state.others.map((other) => (isOutside(other) ? { ...other, cameBack: true } : other)) }) : ignored;

export const outsideTurns = { "send-out": sendOut, "came-back": cameBack, "other-pressed": otherPressed } as const;

/** [C150] [C153] Whom it is time to ring for this caller. An offer that rings is waited for; with nobody at work at all nothing else is. */
export function toSendOut(state: CallState, operators: readonly Operator[], at: Instant): OutsideKind | undefined {
  if (state.phase === "forwarding") return state.sent.office === undefined ? "office" : undefined;
  const { partner } = state.reception.overflow;
  if (partner === null || !mayGoToPartner(state)) return undefined;
  const seconds = operators.some((one) => AT_WORK.includes(one.state)) ? partner.seconds : Math.min(partner.seconds, NOBODY_SECONDS_MAX);
  return at >= plus(state.since, { seconds }) ? "partner" : undefined;
}
const mayGoToPartner = ({ phase, offeredTo, sent }: CallState): boolean => phase === "waiting" && offeredTo === null && sent.partner === undefined;

const ringSecondsOf = ({ reception }: CallState, { target }: Other): number => (target.kind === "office" ? (reception.whenOpen.ringSeconds ?? 0) : PARTNER_RING_SECONDS);

/** [C154] [C162] Whoever answered and pressed nothing is a mailbox; a leg that never told how it ended is lost. Nobody waits for either for ever. */
export function overOutside(state: CallState, at: Instant): { readonly leg: number; readonly why: OtherFailure } | undefined {
  const other = ringsOutside(state);
  if (!other) return undefined;
  const isAsked = other.stage === "asked";
  const seconds = isAsked ? KEY_SECONDS_MAX : ringSecondsOf(state, other) + GRACE_SECONDS;
  return at >= plus(other.since, { seconds }) ? { leg: other.leg, why: isAsked ? "voicemail-suspected" : "lost" } : undefined;
}

/** [C156] Whom the house rings for a caller, or has given them to. */
export function seenOutside({ others }: Pick<CallState, "others">): { readonly kind: OutsideKind; readonly talks: boolean } | undefined {
  const other = others.find(isOutside);
  return other && { kind: other.target.kind as OutsideKind, talks: other.stage === "joined" };
}

/** [C155] Somebody spoke with the caller, who asked for no more: there is nothing to ring back for. */
export const isServedOutside = ({ sent }: Pick<CallState, "sent">): boolean => Object.values(sent).includes("answered");

/** [C155] The caller hung up: of a talk that was none, or out of the line they had come back into and stayed in, with something unsaid. */
export function asLeft(state: CallState, at: Instant): CallState {
  return isServedOutside(state) && leavesUnsaid(state, at) ? { ...state, sent: { office: "hung-up", partner: "hung-up" } } : state;
}

function leavesUnsaid({ phase, since, others }: CallState, at: Instant): boolean {
  if (phase === "joined") return others.some((other) => isOutside(other) && !spokeLong(other, at));
  return phase === "waiting" && at >= plus(since, { seconds: STAYS_SECONDS });
}
