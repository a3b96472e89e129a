import { PLAIN_RECEPTION, type Language, type MenuAct, type OtherKind, type Reception } from "../../../../contract/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { DialFailure } from "../ports.ts";

/** What a caller hears while nobody talks to them. Names of prompts, or the tones. */
export type Sound =
  | "greeting" | "recording-greeting" | "hold-tone" | "operator-gone" | "other-gone" | "nobody-ready" | "goodbye" | "cannot-record"
  | "menu" | "connecting" | "news" | "message-wanted" | "call-back"
  | "office-ringing" | "ringing" | "office-no-answer" | "office-busy" | "office-unreached" | "partner-ringing" | "partner-unreached";

export type Phase =
  | "forwarding" // hears that the office's own telephone rings; nobody of ours is rung for them
  | "choosing" // hears the account's menu; nobody is rung for them yet
  | "waiting" // connected, or about to be; an operator is wanted
  | "talking"
  | "held" // alone with the tone; somebody else may be being called, or be with the operator
  | "parked" // alone with the tone and with no operator: any operator may take them
  | "joined" // the caller and one or two others hear each other; the operator is with them, stands by, or has left
  | "leaving-voicemail" // the notice plays, then the recording runs
  | "saying-goodbye" // the last prompt, then we hang up
  | "wrap-up" // the caller is gone; the operator finishes the message
  | "ended";

/** Somebody else on the call: a number of the account's directory that the operator rang. Words of the practice, nothing of the caller. */
export interface DialTarget {
  readonly entry: string;
  readonly kind: OtherKind;
  readonly label: string;
}

export interface Other {
  /** Which of the call's legs: what an earlier one still says is nobody's business any more. */
  readonly leg: number;
  readonly target: DialTarget;
  /** "asked": they answered for the house, and are asked for the key that takes the caller. "hearing-notice": the operator has joined them; before anything they say is recorded they are told so. */
  readonly stage: "calling" | "ringing" | "asked" | "consulting" | "hearing-notice" | "joined";
  readonly since: Instant;
  /** A call of ours came back while they were rung or answered: it may be this one, and nobody who answers it is known to be a person. */
  readonly cameBack?: true;
}

/** Whom the house rings by itself: the practice's office, or a partner service. */
export type OutsideKind = "office" | "partner";
/** What came of it. */
type Sent = "ringing" | "answered" | OtherFailure;

/** With the caller and the operator that makes four: more would hear each other badly, and nobody could say who is in. */
export const OTHERS_MAX = 2;

/** Why somebody else is not there. A mailbox is told apart by ear alone: the operator says so. */
export type OtherFailure = DialFailure | "hung-up" | "voicemail-suspected" | "lost";

/** What a caller wants, by the key they pressed and by how they came. */
export interface Wants {
  readonly language: Language;
  readonly urgent: boolean;
  /** "none": pressed nothing, or nothing that means anything. Null: was asked nothing. */
  readonly choice: MenuAct | "none" | null;
  /** Rang not long ago, and hung up before anybody spoke. */
  readonly rangBefore: boolean;
  /** Their number is known, so that they can be rung back. */
  readonly hasNumber: boolean;
}

/** Where a caller is in the menu. */
export interface Choosing {
  readonly language: Language;
  /** Wrong keys and changes of language so far. */
  readonly turns: number;
  /** The menu was heard to its end. */
  readonly listeningSince: Instant | null;
  /** The last key did nothing. */
  readonly again: boolean;
}

/** Keys that a caller who waits may press, once they were told so. */
export type Instead = "message" | "call-back";

/** What a caller who waits was told last, and when. */
export interface News {
  readonly at: Instant;
  readonly prompt: string;
  readonly instead: readonly Instead[];
}

export interface CallState {
  readonly phase: Phase;
  readonly since: Instant;
  /** The account announces recording, so the greeting says so. */
  readonly recording: boolean;
  /** How the account receives its callers, as it was when this one rang. */
  readonly reception: Reception;
  readonly wants: Wants;
  readonly choosing: Choosing | null;
  readonly news: News | null;
  /** Whom the house rang for the caller so far, each once. */
  readonly sent: Readonly<Partial<Record<OutsideKind, Sent>>>;
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
  /** Everybody but the caller and the operator, in the order in which they were rung. At most one of them is not joined yet. */
  readonly others: readonly Other[];
  /** In the talk of the joined, the operator hears and is heard, unless they are with somebody apart at this moment. */
  readonly operatorIn: boolean;
  /** Legs dialled on this call so far. */
  readonly dialled: number;
  /** What came of the last one who is not there, until the next one or until the operator is back with the caller by their own hand. */
  readonly otherFailed: { readonly target: DialTarget; readonly why: OtherFailure; readonly at: Instant } | null;
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
  | { readonly kind: "digit"; readonly digit: string; /** A key may lead to the check-in dialogue at this moment. */ readonly checkInOpen?: boolean }
  | { readonly kind: "menu-over" } // nothing was pressed in time
  | { readonly kind: "news"; readonly prompt: string; readonly instead: readonly Instead[] }
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
  | { readonly kind: "came-back" } // one of our own calls rang the account that this caller rang
  | { readonly kind: "send-out"; readonly to: OutsideKind } // the house rings somebody for a caller
  | { readonly kind: "dial"; readonly operator: PersonId; readonly target: DialTarget }
  | { readonly kind: "dial-ringing"; readonly leg: number }
  | { readonly kind: "dial-early"; readonly leg: number } // their network says or plays something before the answer
  | { readonly kind: "dial-answered"; readonly leg: number }
  | { readonly kind: "other-pressed"; readonly leg: number; readonly digit: string }
  | { readonly kind: "dial-failed"; readonly leg: number; readonly why: OtherFailure }
  | { readonly kind: "dial-ended"; readonly leg: number; readonly why: OtherFailure }
  | { readonly kind: "voicemail-suspected"; readonly operator: PersonId }
  | { readonly kind: "join"; readonly operator: PersonId; readonly notice?: boolean } // the talk is recorded: who joins is told so first
  | { readonly kind: "notice-over"; readonly leg: number; readonly heard: boolean }
  | { readonly kind: "leave"; readonly operator: PersonId }
  | { readonly kind: "step-in"; readonly operator: PersonId }
  | { readonly kind: "step-out"; readonly operator: PersonId }
  | { readonly kind: "let-go"; readonly operator: PersonId; readonly leg: number }
  | { readonly kind: "park"; readonly operator: PersonId }
  | { readonly kind: "park-over" } // nobody took the parked caller in time
  | { readonly kind: "left-behind" }
  | { readonly kind: "take-over"; readonly operator: PersonId }
  | { readonly kind: "finish"; readonly operator: PersonId; readonly reason: string };

/** Done by the switchboard, in this order, one call at a time. */
export type Effect =
  | { readonly do: "play"; readonly sound: Sound; readonly loop: boolean }
  | { readonly do: "tell-offer"; readonly operator: PersonId }
  | { readonly do: "bridge" }
  | { readonly do: "unbridge" }
  | { readonly do: "dial"; readonly leg: number }
  | { readonly do: "consult" } // the operator hears how far the one apart is: the ringing, then them, then nothing
  | { readonly do: "say-notice"; readonly leg: number }
  | { readonly do: "ask-key"; readonly leg: number }
  | { readonly do: "join" } // all who are joined hear each other, the operator with them or not, as the state says
  | { readonly do: "drop-other"; readonly leg: number }
  | { readonly do: "start-voicemail" }
  | { readonly do: "stop-voicemail" }
  | { readonly do: "drop-browser" }
  | { readonly do: "check-in" } // the caller and their sound are somebody else's from now on
  | { readonly do: "hang-up" };

export type { OtherKind };
type Because = "notYours" | "answeredByAnother" | "callEnded" | "otherOnLine" | "nobodyThere" | "talkIsFull" | "interpreterAlone";

export type Verdict =
  | { readonly kind: "moved"; readonly state: CallState; readonly effects: readonly Effect[] }
  | { readonly kind: "ignored" }
  | { readonly kind: "refused"; readonly because: Because };

/** What is known of a caller as they ring. */
export interface Received {
  readonly reception: Reception;
  readonly rangBefore: boolean;
  readonly hasNumber: boolean;
  /** The office is open, and its own telephone is rung first. */
  readonly forward?: boolean;
}
const PLAINLY: Received = { reception: PLAIN_RECEPTION, rangBefore: false, hasNumber: false };
const firstPhase = ({ forward = false, reception }: Received): Phase => (forward ? "forwarding" : reception.menu.on ? "choosing" : "waiting");

export const arriving = (recording: boolean, at: Instant, received: Received = PLAINLY): CallState => ({
  phase: firstPhase(received), since: at, recording, reception: received.reception, wants: { language: "en", urgent: false, choice: null, rangBefore: received.rangBefore, hasNumber: received.hasNumber },
  choosing: firstPhase(received) === "choosing" ? { language: "en", turns: 0, listeningSince: null, again: false } : null, news: null, sent: {},
  offeredTo: null, offeredAt: null, passedBy: [], operator: null, lastOperator: null, leftBehind: false, returned: false,
  recordingVoicemail: false, holdSteps: 0, others: [], operatorIn: false, dialled: 0, otherFailed: null, answeredAt: null, endedAt: null, endedHow: null, finishedAt: null, finishReason: null,
});

export const ignored: Verdict = { kind: "ignored" };
export const refused = (because: Because): Verdict => ({ kind: "refused", because });
export const moved = (state: CallState, ...effects: Effect[]): Verdict => ({ kind: "moved", state, effects });
export const noOffer = { offeredTo: null, offeredAt: null } as const;
/** The state with another phase, whose time starts now. */
export const into = (phase: Phase, at: Instant) => (state: CallState, change: Partial<CallState> = {}): CallState => ({ ...state, ...change, phase, since: at });
/** Phases without an operator in which whoever had the call last still has what they typed. */
const LASTS: ReadonlySet<Phase> = new Set(["waiting", "joined", "parked"]);
/** The caller is gone; with an operator the call is in wrap-up, without one it is over. [C16] Who had it while it waited again has something to finish. */
export function gone(state: CallState, how: string, at: Instant): CallState {
  const ended = { ...noOffer, endedAt: at, endedHow: how, recordingVoicemail: false };
  const heir = state.operator ?? (LASTS.has(state.phase) ? state.lastOperator : null);
  return heir === null ? into("ended", at)(state, { ...ended, finishedAt: at }) : into("wrap-up", at)(state, { ...ended, operator: heir });
}
export const isLive = (state: CallState): boolean => state.phase !== "wrap-up" && state.phase !== "ended";

/** What one kind of event does. */
export type On<K extends CallEvent["kind"]> = (state: CallState, event: Extract<CallEvent, { kind: K }>, at: Instant) => Verdict;
