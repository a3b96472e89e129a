import type { PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import { gone, ignored, into, isLive, moved, noOffer, refused, type CallEvent, type CallState, type Effect, type On, type Sound, type Verdict } from "./call-words.ts";
import { menuHeard, menuTurns, sayMenu } from "./menu.ts";
import { asLeft, isOutside, outsideTurns, TOLD_OF_OFFICE } from "./outside.ts";
import { parking } from "./parking.ts";
import { secondPerson, withoutOperator } from "./second-person.ts";

export { arriving } from "./call-words.ts";
export type { CallEvent, CallState, DialTarget, Effect, Other, OtherFailure, OtherKind, OutsideKind, Phase, Received, Sound, Verdict } from "./call-words.ts";

const legUp: On<"leg-up"> = (state) => {
  if (state.phase === "choosing") return sayMenu(state, {});
  if (state.phase === "forwarding") return moved(state, { do: "play", sound: "office-ringing", loop: false });
  if (state.phase !== "waiting") return ignored; // An operator was quicker than the answer: the bridge is sound enough.
  return moved(state, { do: "play", sound: state.recording ? "recording-greeting" : "greeting", loop: false });
};

const NOTICES: ReadonlySet<Sound> = new Set(["nobody-ready", "message-wanted"]);

/** [C151] Whoever was told of the office hears next what they would have heard first. */
const afterOffice = (state: CallState, sound: Sound): Effect => (TOLD_OF_OFFICE.has(sound) && state.recording ? { do: "play", sound: "recording-greeting", loop: false } : { do: "play", sound: "hold-tone", loop: true });

const ofMenu: On<"sound-ended"> = (state, { sound }, at) => (TOLD_OF_OFFICE.has(sound) ? sayMenu(state, {}) : menuHeard(state, at));

const soundEnded: On<"sound-ended"> = (state, event, at) => {
  if (state.phase === "choosing") return ofMenu(state, event, at);
  if (state.phase === "forwarding") return moved(state, { do: "play", sound: "ringing", loop: true });
  if (state.phase === "waiting" && event.sound !== "hold-tone") return moved(state, afterOffice(state, event.sound));
  if (state.phase === "leaving-voicemail" && NOTICES.has(event.sound)) return moved({ ...state, recordingVoicemail: true, since: at }, { do: "start-voicemail" });
  return state.phase === "saying-goodbye" ? goodbyeSaid(state, event, at) : ignored;
};
const goodbyeSaid: On<"sound-ended"> = (state, { sound }, at) => moved(gone(state, sound === "call-back" ? "call-back-asked" : "voicemail-over", at), { do: "hang-up" });

const offer: On<"offer"> = (state, event, at) =>
  state.phase === "waiting" && state.offeredTo === null ? moved({ ...state, offeredTo: event.operator, offeredAt: at }, { do: "tell-offer", operator: event.operator }) : ignored;

const offerExpired: On<"offer-expired"> = (state) =>
  state.phase === "waiting" && state.offeredTo !== null ? moved({ ...state, ...noOffer, passedBy: [...state.passedBy, state.offeredTo] }) : ignored;

const pass: On<"pass"> = (state, event) => {
  if (state.phase !== "waiting" || state.offeredTo !== event.operator) return ignored; // Gone already: a second press changes nothing.
  return moved({ ...state, ...noOffer, passedBy: [...state.passedBy, event.operator] });
};

const answerAgain = (state: CallState): Verdict => (state.phase === "talking" ? moved(state, { do: "bridge" }) : moved(state));

/** A call is for whoever it is offered to; one that is parked is for anybody. */
function whyNotAnswer({ phase, offeredTo }: CallState, operator: PersonId): "answeredByAnother" | "notYours" | undefined {
  if (phase === "parked") return undefined;
  if (phase !== "waiting" || (offeredTo !== null && offeredTo !== operator)) return "answeredByAnother";
  return offeredTo === null ? "notYours" : undefined;
}

/** First come, first served; the same operator again is a browser that came back. */
const answer: On<"answer"> = (state, event, at) => {
  if (!isLive(state)) return refused("callEnded");
  if (state.operator === event.operator) return answerAgain(state);
  const refusal = whyNotAnswer(state, event.operator);
  if (refusal) return refused(refusal);
  const talking = into("talking", at)(state, { ...noOffer, operator: event.operator, lastOperator: null, passedBy: [], returned: false, answeredAt: state.answeredAt ?? at });
  return moved(talking, { do: "bridge" });
};

const hold: On<"hold"> = (state, event, at) => {
  if (state.operator !== event.operator) return refused("notYours");
  if (state.phase === "held" || state.phase === "joined") return ignored;
  if (state.phase !== "talking") return refused("callEnded");
  return moved(into("held", at)(state, { holdSteps: 0, otherFailed: null }), { do: "unbridge" }, { do: "play", sound: "hold-tone", loop: true });
};

/** Said to people, never to the line: the caller goes on hearing the tone, and the hold's own clock goes on. */
const holdLasts: On<"hold-lasts"> = (state) => (state.phase === "held" || state.phase === "parked" ? moved({ ...state, holdSteps: state.holdSteps + 1 }) : ignored);

const end: On<"end"> = (state, event, at) => {
  if (state.operator !== event.operator) return refused("notYours");
  if (!isLive(state)) return ignored;
  return moved(gone(state, "ended-by-operator", at), { do: "unbridge" }, { do: "drop-browser" }, { do: "hang-up" });
};

/** The operator's browser is gone, the caller is not: told so, and first in the queue. */
const browserGone: On<"browser-gone"> = (state, _event, at) => {
  if (state.phase === "joined" && state.operator !== null) {
    const left = withoutOperator(state);
    if (left) return left; // The others go on talking.
  } else if (state.phase !== "talking" && state.phase !== "held") return ignored;
  const back = into("waiting", at)(state, { operator: null, lastOperator: state.operator, returned: true, passedBy: [] });
  return moved(back, { do: "unbridge" }, { do: "drop-browser" }, { do: "play", sound: "operator-gone", loop: false });
};

const nobody: On<"nobody"> = (state, _event, at) =>
  state.phase === "waiting" ? moved(into("leaving-voicemail", at)(state, noOffer), { do: "play", sound: "nobody-ready", loop: false }) : ignored;

const voicemailOver: On<"voicemail-over"> = (state, _event, at) =>
  state.phase === "leaving-voicemail" && state.recordingVoicemail
    ? moved(into("saying-goodbye", at)(state, { recordingVoicemail: false }), { do: "stop-voicemail" }, { do: "play", sound: "goodbye", loop: false })
    : ignored;

const voicemailFailed: On<"voicemail-failed"> = (state, _event, at) =>
  state.phase === "leaving-voicemail"
    ? moved(into("saying-goodbye", at)(state, { recordingVoicemail: false }), { do: "play", sound: "cannot-record", loop: false })
    : ignored;

const legEnded: On<"leg-ended"> = (before, event, at) => {
  if (!isLive(before)) return ignored;
  const state = asLeft(before, at);
  if (state.operator !== null) return moved(gone(state, event.how, at), { do: "drop-browser" });
  return state.recordingVoicemail ? moved(gone(state, event.how, at), { do: "stop-voicemail" }) : moved(gone(state, event.how, at));
};

const leftBehind: On<"left-behind"> = (state) => (state.phase === "wrap-up" && !state.leftBehind ? moved({ ...state, leftBehind: true }) : ignored);

const takeOver: On<"take-over"> = (state, event, at) => {
  if (state.phase === "ended") return refused("callEnded");
  if (state.operator === event.operator) return moved({ ...state, leftBehind: false, since: at });
  return state.leftBehind ? moved({ ...state, operator: event.operator, leftBehind: false, since: at }) : refused("notYours");
};

const finish: On<"finish"> = (state, event, at) => {
  if (state.operator !== event.operator) return refused("notYours");
  if (state.phase === "ended") return ignored;
  if (state.phase !== "wrap-up") return refused("notYours");
  return moved(into("ended", at)(state, { finishedAt: at, finishReason: event.reason }));
};

const table: { readonly [K in CallEvent["kind"]]: On<K> } = {
  "leg-up": legUp, "leg-ended": legEnded, "sound-ended": soundEnded, offer, "offer-expired": offerExpired, pass, answer, hold, "hold-lasts": holdLasts, end,
  "browser-gone": browserGone, nobody, "voicemail-over": voicemailOver, "voicemail-failed": voicemailFailed, "left-behind": leftBehind, "take-over": takeOver, finish, ...menuTurns, ...secondPerson, ...parking, ...outsideTurns,
};

/** [C153] A partner rings for a caller who waits; whoever an operator rang does not. */
function keptOf({ phase, others }: CallState): CallState["others"] {
  if (phase === "held" || phase === "joined") return others;
  return phase === "waiting" || phase === "forwarding" ? others.filter(isOutside) : [];
}

/** Others belong to a caller on hold or to a talk: whatever else the call became, and whoever took their place, their legs are hung up. */
function withoutStray(before: CallState, verdict: Verdict): Verdict {
  if (verdict.kind !== "moved") return verdict;
  const others = keptOf(verdict.state);
  const state = others.length === verdict.state.others.length ? verdict.state : { ...verdict.state, others };
  const strays = before.others.filter(({ leg }) => !state.others.some((other) => other.leg === leg));
  return moved(state, ...strays.map(({ leg }) => ({ do: "drop-other", leg }) as const), ...verdict.effects);
}

/** [C2] What a call does next: from its state and what happened, a new state and what to do. Pure; everything that crosses on the wire meets here. */
export const nextOf = (state: CallState, event: CallEvent, at: Instant): Verdict => withoutStray(state, (table[event.kind] as On<CallEvent["kind"]>)(state, event as never, at));
