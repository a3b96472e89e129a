import type { AccountId, CallId, ClientId, PersonId } from "../../../foundation/ids.ts";
import type { Phi } from "../../../foundation/phi.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { AccountFacts } from "../needs.ts";
import type { DialPurpose, Endpoint, Leg, OutboundLeg } from "../ports.ts";
import type { CallState, Sound } from "../rules/call-machine.ts";
import type { Operator, OperatorState } from "../rules/queue.ts";
import type { Journal } from "./journal.ts";
import type { Recorder } from "./recorder.ts";

/** A call while it lives in this process. A call in wrap-up has no leg any more. */
export interface LiveCall {
  readonly id: CallId;
  readonly client: ClientId;
  readonly accountId: AccountId;
  readonly account: AccountFacts;
  readonly offeredAt: Instant;
  readonly callerNumber: Phi<string> | null;
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly leg: Leg | undefined;
  state: CallState;
  phone: Endpoint | undefined;
  browser: Endpoint | undefined;
  /** When the newest browser was given its answer; reset by `connected`. */
  browserAwaitedSince: Instant | undefined;
  /** The operator's offer, until the bridge effect takes it. */
  browserOffer: BrowserOffer | undefined;
  /** The legs that we placed for this call, by their number. */
  readonly others: Map<number, OtherLeg>;
  /** The number that the next dial effect rings. */
  toDial: ToDial | undefined;
  sound: { readonly name: Sound; readonly loop: boolean } | undefined;
  /** The recording notice played to its end on this leg: only then may audio be kept. */
  noticeHeard: boolean;
  recordingTalk: boolean;
  /** Effects of this call, one after the other. */
  work: Promise<void>;
}

export interface OtherLeg {
  /** Which of the call's legs. */
  readonly number: number;
  readonly leg: OutboundLeg;
  phone: Endpoint | undefined;
}

export interface ToDial {
  readonly number: Phi<string>;
  readonly purpose: DialPurpose;
}

export interface BrowserOffer {
  readonly sdp: string;
  readonly answered: (sdp: string) => void;
  readonly failed: () => void;
}

/** What an operator asked for, and whether their desk is open. What they are doing follows from the calls. */
export interface Presence {
  wish: "ready" | "break" | "finishing" | "away";
  connected: boolean;
  lostAt: Instant | undefined;
  since: Instant;
  /** Calls in a row that rang out at this desk. */
  missed: number;
}

export interface Board {
  readonly calls: Map<CallId, LiveCall>;
  /** Over for everybody who took part; what they leave is still being written. */
  readonly ending: Set<LiveCall>;
  readonly presence: Map<PersonId, Presence>;
}

export const emptyBoard = (): Board => ({ calls: new Map(), ending: new Set(), presence: new Map() });

/** A desk that was closed or lost for longer than this is away: a reload takes less. */
export const RELOAD_SECONDS_MAX = 5;

const ofCall = (call: LiveCall, person: PersonId): OperatorState | undefined => {
  if (call.state.offeredTo === person) return "ringing";
  if (call.state.operator !== person) return undefined;
  if (call.state.phase === "wrap-up") return "wrap-up";
  return call.state.phase === "ended" ? undefined : "on-a-call";
};

export function operatorsOf(board: Board): (Operator & { call: LiveCall | undefined })[] {
  const calls = [...board.calls.values()];
  return [...board.presence].map(([person, p]) => {
    const own = calls.filter((c) => ofCall(c, person) !== undefined);
    const call = own.find((c) => c.state.phase !== "wrap-up") ?? own[0];
    const idle = p.connected ? p.wish : "away";
    // What a desk that is gone has not finished keeps no caller waiting for it.
    const busy = call && (p.connected || call.state.phase !== "wrap-up") ? ofCall(call, person) : undefined;
    return { person, call, state: busy ?? idle, since: call ? call.state.since : p.since };
  });
}

export interface CallParts {
  readonly id: CallId;
  readonly client: ClientId;
  readonly accountId: AccountId;
  readonly account: AccountFacts;
  readonly offeredAt: Instant;
  readonly callerNumber: Phi<string> | null;
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly leg: Leg | undefined;
  readonly state: CallState;
}

export const liveCall = (parts: CallParts): LiveCall => ({
  ...parts,
  phone: undefined, browser: undefined, browserAwaitedSince: undefined, browserOffer: undefined, others: new Map(), toDial: undefined, sound: undefined, noticeHeard: false, recordingTalk: false,
  work: Promise.resolve(),
});
