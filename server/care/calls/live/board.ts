import type { Language, Skills } from "../../../../contract/index.ts";
import type { AccountId, CallId, ClientId, PersonId } from "../../../foundation/ids.ts";
import type { Phi } from "../../../foundation/phi.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { AccountFacts } from "../needs.ts";
import type { DialPurpose, Endpoint, Leg, OutboundLeg, Piece, Place, SentOn } from "../ports.ts";
import type { CallState, Sound } from "../rules/call-machine.ts";
import type { Operator, OperatorState } from "../rules/queue.ts";
import type { Journal } from "./journal.ts";
import type { Recorder } from "./recorder.ts";

/** What desks see of a call, whichever node has it. */
export interface SeenCall {
  readonly id: CallId;
  readonly client: ClientId;
  readonly accountId: AccountId;
  readonly account: AccountFacts;
  readonly offeredAt: Instant;
  readonly callerNumber: Phi<string> | null;
  readonly state: CallState;
  /** As the node that has it said; of a call that is ours `board.marksOf` knows. */
  readonly marks?: Marks;
}

/** What stands beside a call at every desk, and is no part of its state. */
export interface Marks {
  readonly listener: { readonly person: PersonId; readonly whispers: boolean } | null;
  readonly recordingDeclined: boolean;
  readonly unrecorded: readonly Unrecorded[];
}

/** [C122] Somebody in the talk with whom nothing is recorded: they pressed 9, or did not hear the whole notice. */
export interface Unrecorded {
  readonly leg: number;
  readonly declined: boolean;
}

/** A call while it lives in this process. A call in wrap-up has no leg any more. */
export interface LiveCall extends SeenCall {
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
  /** [C157] The check-in dialogue that this call went on in: whether somebody was proved there. */
  proving: Promise<boolean> | undefined;
  /** [C140] What the caller hears while they wait; undefined: the piece that comes with the house. */
  music: Piece | undefined;
  /** [C158] The practice's own greeting in each language in which this caller has not heard it yet. */
  greetings: Map<Language, Buffer>;
  sound: { readonly name: Sound; readonly loop: boolean; readonly greeting?: Buffer } | undefined;
  /** The recording notice played to its end on this leg: only then may audio be kept. */
  noticeHeard: boolean;
  recordingTalk: boolean;
  /** [C122] Legs of others who heard the notice whole and did not decline, and those whom the present recording was begun with. */
  readonly told: Set<number>;
  /** [C122] Legs of others who pressed 9. */
  readonly saidNo: Set<number>;
  recordedWith: readonly number[];
  /** [C89] Brings the caller's sound here, once: it waits for the operator's. */
  follow: (() => void) | undefined;
  /** [C70] The machine takes what is keyed on hold. */
  isKeyed: boolean;
  /** Effects of this call, one after the other. */
  work: Promise<void>;
}

export interface OtherLeg {
  /** Which of the call's legs. */
  readonly number: number;
  /** As we placed it, or as we took it up from a node that had. */
  readonly leg: OutboundLeg | Leg;
  phone: Endpoint | undefined;
  /** Their network can be heard before they answer. */
  early: boolean;
}

export interface ToDial {
  readonly number: Phi<string>;
  readonly purpose: DialPurpose;
  /** The number to present, where the trunk lets us. */
  readonly from?: string | undefined;
  /** The caller themselves is rung through. */
  readonly sentOn?: SentOn | undefined;
  /** Of 911. */
  readonly place?: Place | undefined;
  readonly ringSecondsMax?: number;
  /** Told as soon as the leg is there. */
  readonly placed?: (leg: OutboundLeg) => void;
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
  /** When the desk was opened last: of two nodes that show it, the later one has it. */
  openedAt: Instant;
  lostAt: Instant | undefined;
  since: Instant;
  /** Calls in a row that rang out at this desk. */
  missed: number;
  /** On the telephone with 911, without a caller. */
  onHelp?: boolean;
}

export interface Board {
  readonly calls: Map<CallId, LiveCall>;
  /** Over for everybody who took part; what they leave is still being written. */
  readonly ending: Set<LiveCall>;
  readonly presence: Map<PersonId, Presence>;
  /** What operators can do, as it was last read. */
  readonly skills: Map<PersonId, Skills>;
  /** When calls were answered, the newest last: for what callers are told of the wait. */
  readonly answers: Instant[];
  /** What the other nodes showed last. Empty in a house of one. */
  readonly far: Map<string, Picture>;
  /** Free operators of whom one of two nodes is asking the other, and until when: neither offers them anything else meanwhile. */
  readonly promised: Map<PersonId, Instant>;
  marksOf: (call: LiveCall) => Marks;
}

/** What another node has. Once its line is cut its desks are nobody's, and its calls are as they were until an heir has them. */
export interface Picture {
  readonly calls: readonly SeenCall[];
  readonly desks: ReadonlyMap<PersonId, Presence>;
  readonly cut: boolean;
}

export const emptyBoard = (): Board => ({ calls: new Map(), ending: new Set(), presence: new Map(), skills: new Map(), answers: [], far: new Map(), promised: new Map(), marksOf: () => ({ listener: null, recordingDeclined: false, unrecorded: [] }) });

/** Every call of the house. */
export const seenCalls = ({ calls, far }: Board): SeenCall[] => (far.size === 0 ? [...calls.values()] : [...calls.values(), ...[...far.values()].flatMap((picture) => picture.calls.filter(({ id }) => !calls.has(id)))]);

/** A desk, and the node where it is open: null is here. */
export interface Desk extends Presence {
  readonly node: string | null;
}

/** Every desk of the house, each where it was opened last. */
export function desksOf({ presence, far }: Board): ReadonlyMap<PersonId, Desk> {
  const all = new Map([...presence].map(([person, desk]): [PersonId, Desk] => [person, { ...desk, node: null }]));
  for (const [node, { desks, cut }] of far) {
    for (const [person, desk] of desks) {
      const there = { ...desk, connected: desk.connected && !cut, node };
      const known = all.get(person);
      if (!known || isRather(there, known)) all.set(person, there);
    }
  }
  return all;
}

const isRather = (one: Presence, other: Presence): boolean => (one.connected === other.connected ? one.connected && one.openedAt > other.openedAt : one.connected);

/** A desk that was closed or lost for longer than this is away: a reload takes less. */
export const RELOAD_SECONDS_MAX = 5;

const ofCall = (call: SeenCall, person: PersonId): OperatorState | undefined => {
  if (call.state.offeredTo === person) return "ringing";
  if (call.state.operator !== person) return undefined;
  if (call.state.phase === "wrap-up") return "wrap-up";
  return call.state.phase === "ended" ? undefined : "on-a-call";
};

export function operatorsOf(board: Board): (Operator & { call: SeenCall | undefined; node: string | null })[] {
  const calls = seenCalls(board);
  return [...desksOf(board)].map(([person, p]) => {
    const own = calls.filter((c) => ofCall(c, person) !== undefined);
    const call = own.find((c) => c.state.phase !== "wrap-up") ?? own[0];
    const wish = p.wish === "ready" && board.promised.has(person) ? "ringing" : p.wish;
    const idle = p.connected ? wish : "away";
    const skills = board.skills.get(person);
    return { person, call, ...(skills && { skills }), node: p.node, state: busyAt(p, { person, call }) ?? idle, since: call ? call.state.since : p.since };
  });
}

/** What a desk that is gone has not finished keeps no caller waiting for it. */
function busyAt({ onHelp, connected }: Presence, { person, call }: { readonly person: PersonId; readonly call: SeenCall | undefined }): OperatorState | undefined {
  if (onHelp) return "on-a-call";
  return call && (connected || call.state.phase !== "wrap-up") ? ofCall(call, person) : undefined;
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
  phone: undefined, follow: undefined, browser: undefined, browserAwaitedSince: undefined, browserOffer: undefined, others: new Map(), toDial: undefined, proving: undefined, greetings: new Map(), music: undefined, sound: undefined, noticeHeard: false, recordingTalk: false, told: new Set(), saidNo: new Set(), recordedWith: [], isKeyed: false,
  work: Promise.resolve(),
});
