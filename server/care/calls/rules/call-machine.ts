import type { PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";

/** What a caller hears while nobody talks to them. Names of prompts, or the tones. */
export type Sound = "greeting" | "recording-greeting" | "hold-tone" | "operator-gone" | "nobody-ready" | "goodbye" | "cannot-record";

export type Phase =
  | "waiting" // connected, or about to be; an operator is wanted
  | "talking"
  | "held"
  | "leaving-voicemail" // the notice plays, then the recording runs
  | "saying-goodbye" // the last prompt, then we hang up
  | "wrap-up" // the caller is gone; the operator finishes the message
  | "ended";

export interface CallState {
  readonly phase: Phase;
  readonly since: Instant;
  /** The account announces recording, so the greeting says so. */
  readonly recording: boolean;
  readonly offeredTo: PersonId | null;
  readonly offeredAt: Instant | null;
  /** Operators who passed this call on, or let the offer run out. */
  readonly passedBy: readonly PersonId[];
  readonly operator: PersonId | null;
  /** Had the call before its browser was gone, and may have typed: theirs until another answers. */
  readonly lastOperator: PersonId | null;
  /** In wrap-up, and nobody finishes it: any operator may take it over. */
  readonly leftBehind: boolean;
  /** Lost its operator: goes to the head of the queue. */
  readonly returned: boolean;
  readonly recordingVoicemail: boolean;
  /** Reminders of the present hold: the desk's, then the one that told the office. */
  readonly holdSteps: number;
  readonly answeredAt: Instant | null;
  /** When the caller was gone, and how; the operator may still be finishing. */
  readonly endedAt: Instant | null;
  readonly endedHow: string | null;
  readonly finishedAt: Instant | null;
  readonly finishReason: string | null;
}

export type CallEvent =
  | { readonly kind: "leg-up" }
  | { readonly kind: "leg-ended"; readonly how: string }
  | { readonly kind: "sound-ended"; readonly sound: Sound }
  | { readonly kind: "offer"; readonly operator: PersonId }
  | { readonly kind: "offer-expired" }
  | { readonly kind: "pass"; readonly operator: PersonId }
  | { readonly kind: "answer"; readonly operator: PersonId }
  | { readonly kind: "hold"; readonly operator: PersonId }
  | { readonly kind: "hold-lasts" } // a limit of the hold has passed
  | { readonly kind: "resume"; readonly operator: PersonId }
  | { readonly kind: "end"; readonly operator: PersonId }
  | { readonly kind: "browser-gone" }
  | { readonly kind: "nobody" }
  | { readonly kind: "voicemail-over" }
  | { readonly kind: "voicemail-failed" } // no file could be opened: a full disk
  | { readonly kind: "left-behind" }
  | { readonly kind: "take-over"; readonly operator: PersonId }
  | { readonly kind: "finish"; readonly operator: PersonId; readonly reason: string };

/** Done by the switchboard, in this order, one call at a time. */
export type Effect =
  | { readonly do: "play"; readonly sound: Sound; readonly loop: boolean }
  | { readonly do: "tell-offer"; readonly operator: PersonId }
  | { readonly do: "bridge" }
  | { readonly do: "unbridge" }
  | { readonly do: "start-voicemail" }
  | { readonly do: "stop-voicemail" }
  | { readonly do: "drop-browser" }
  | { readonly do: "hang-up" };

export type Verdict =
  | { readonly kind: "moved"; readonly state: CallState; readonly effects: readonly Effect[] }
  | { readonly kind: "ignored" }
  | { readonly kind: "refused"; readonly because: "notYours" | "answeredByAnother" | "callEnded" };

export const arriving = (recording: boolean, at: Instant): CallState => ({
  phase: "waiting", since: at, recording, offeredTo: null, offeredAt: null, passedBy: [], operator: null, lastOperator: null, leftBehind: false, returned: false,
  recordingVoicemail: false, holdSteps: 0, answeredAt: null, endedAt: null, endedHow: null, finishedAt: null, finishReason: null,
});

const ignored: Verdict = { kind: "ignored" };
const refused = (because: "notYours" | "answeredByAnother" | "callEnded"): Verdict => ({ kind: "refused", because });
const moved = (state: CallState, ...effects: Effect[]): Verdict => ({ kind: "moved", state, effects });
const noOffer = { offeredTo: null, offeredAt: null } as const;
/** The state with another phase, whose time starts now. */
const into = (phase: Phase, at: Instant) => (state: CallState, change: Partial<CallState> = {}): CallState => ({ ...state, ...change, phase, since: at });
/** The caller is gone; with an operator the call is in wrap-up, without one it is over. [C16] Who had it while it waited again has something to finish. */
function gone(state: CallState, how: string, at: Instant): CallState {
  const ended = { ...noOffer, endedAt: at, endedHow: how, recordingVoicemail: false };
  const heir = state.operator ?? (state.phase === "waiting" ? state.lastOperator : null);
  return heir === null ? into("ended", at)(state, { ...ended, finishedAt: at }) : into("wrap-up", at)(state, { ...ended, operator: heir });
}
const isLive = (state: CallState): boolean => state.phase !== "wrap-up" && state.phase !== "ended";

type On<K extends CallEvent["kind"]> = (state: CallState, event: Extract<CallEvent, { kind: K }>, at: Instant) => Verdict;

const legUp: On<"leg-up"> = (state) => {
  if (state.phase !== "waiting") return ignored; // An operator was quicker than the answer: the bridge is sound enough.
  return moved(state, { do: "play", sound: state.recording ? "recording-greeting" : "greeting", loop: false });
};

const soundEnded: On<"sound-ended"> = (state, event, at) => {
  if (state.phase === "waiting" && event.sound !== "hold-tone") return moved(state, { do: "play", sound: "hold-tone", loop: true });
  if (state.phase === "leaving-voicemail" && event.sound === "nobody-ready") return moved({ ...state, recordingVoicemail: true, since: at }, { do: "start-voicemail" });
  if (state.phase === "saying-goodbye") return moved(gone(state, "voicemail-over", at), { do: "hang-up" });
  return ignored;
};

const offer: On<"offer"> = (state, event, at) =>
  state.phase === "waiting" && state.offeredTo === null ? moved({ ...state, offeredTo: event.operator, offeredAt: at }, { do: "tell-offer", operator: event.operator }) : ignored;

const offerExpired: On<"offer-expired"> = (state) =>
  state.phase === "waiting" && state.offeredTo !== null ? moved({ ...state, ...noOffer, passedBy: [...state.passedBy, state.offeredTo] }) : ignored;

const pass: On<"pass"> = (state, event) => {
  if (state.phase !== "waiting" || state.offeredTo !== event.operator) return ignored; // Gone already: a second press changes nothing.
  return moved({ ...state, ...noOffer, passedBy: [...state.passedBy, event.operator] });
};

const answerAgain = (state: CallState): Verdict => (state.phase === "talking" ? moved(state, { do: "bridge" }) : moved(state));

/** First come, first served; the same operator again is a browser that came back. */
const answer: On<"answer"> = (state, event, at) => {
  if (!isLive(state)) return refused("callEnded");
  if (state.operator === event.operator) return answerAgain(state);
  if (state.phase !== "waiting" || (state.offeredTo !== null && state.offeredTo !== event.operator)) return refused("answeredByAnother");
  if (state.offeredTo === null) return refused("notYours");
  const talking = into("talking", at)(state, { ...noOffer, operator: event.operator, lastOperator: null, passedBy: [], returned: false, answeredAt: state.answeredAt ?? at });
  return moved(talking, { do: "bridge" });
};

const hold: On<"hold"> = (state, event, at) => {
  if (state.operator !== event.operator) return refused("notYours");
  if (state.phase === "held") return ignored;
  if (state.phase !== "talking") return refused("callEnded");
  return moved(into("held", at)(state, { holdSteps: 0 }), { do: "unbridge" }, { do: "play", sound: "hold-tone", loop: true });
};

/** Said to people, never to the line: the caller goes on hearing the tone, and the hold's own clock goes on. */
const holdLasts: On<"hold-lasts"> = (state) => (state.phase === "held" ? moved({ ...state, holdSteps: state.holdSteps + 1 }) : ignored);

const resume: On<"resume"> = (state, event, at) => {
  if (state.operator !== event.operator) return refused("notYours");
  if (state.phase === "talking") return ignored;
  if (state.phase !== "held") return refused("callEnded");
  return moved(into("talking", at)(state), { do: "bridge" });
};

const end: On<"end"> = (state, event, at) => {
  if (state.operator !== event.operator) return refused("notYours");
  if (!isLive(state)) return ignored;
  return moved(gone(state, "ended-by-operator", at), { do: "unbridge" }, { do: "drop-browser" }, { do: "hang-up" });
};

/** The operator's browser is gone, the caller is not: told so, and first in the queue. */
const browserGone: On<"browser-gone"> = (state, _event, at) => {
  if (state.phase !== "talking" && state.phase !== "held") return ignored;
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

const legEnded: On<"leg-ended"> = (state, event, at) => {
  if (!isLive(state)) return ignored;
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
  "leg-up": legUp, "leg-ended": legEnded, "sound-ended": soundEnded, offer, "offer-expired": offerExpired, pass, answer, hold, "hold-lasts": holdLasts, resume, end,
  "browser-gone": browserGone, nobody, "voicemail-over": voicemailOver, "voicemail-failed": voicemailFailed, "left-behind": leftBehind, "take-over": takeOver, finish,
};

/** [C2] What a call does next: from its state and what happened, a new state and what to do. Pure; everything that crosses on the wire meets here. */
export const nextOf = (state: CallState, event: CallEvent, at: Instant): Verdict => (table[event.kind] as On<CallEvent["kind"]>)(state, event as never, at);
