import type { Actor } from "../../foundation/actor.ts";
import type { Tx } from "../../foundation/db/db.ts";
import { sealedColumn } from "../../foundation/db/tables.ts";
import type { AccountId, CallId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import { dangerouslyReveal, phi, type Phi } from "../../foundation/phi.ts";
import { answerCall } from "./commands/answer-call.ts";
import { dialEntry } from "./commands/dial-entry.ts";
import { handleCall } from "./commands/handle-call.ts";
import { inheritCalls } from "./commands/inherit-calls.ts";
import { recoverCalls } from "./commands/recover-calls.ts";
import { declineForCaller } from "./commands/decline-recording.ts";
import { listenIn, stopListening, whisper } from "./commands/supervise-call.ts";
import { takeKept } from "./commands/take-kept.ts";
import { setOperatorState } from "./commands/set-operator-state.ts";
import { helpDoor } from "./help-door.ts";
import { desksOf, emptyBoard, operatorsOf, seenCalls, type LiveCall, type Marks } from "./live/board.ts";
import { keptSoFar } from "./live/carry.ts";
import { createKeyed } from "./live/keyed.ts";
import { inRealTime } from "./live/spoken.ts";
import { listen } from "./live/listen.ts";
import { unrecordedOf } from "./live/consent.ts";
import { recordingPath } from "./live/recorder.ts";
import { deskLines } from "./live/desk-lines.ts";
import { createSupervision, type Ear } from "./live/supervision.ts";
import { createSwitchboard, type Listeners } from "./live/switchboard.ts";
import type { Needs } from "./needs.ts";
import { isLive } from "./rules/call-words.ts";
import { lacksLanguage } from "./live/the-line.ts";
import * as store from "./store.ts";
import type { StoredCall } from "./store.ts";

export type { Needs as CallsNeeds } from "./needs.ts";
export type { HelpCall } from "./live/help.ts";
export type { KnownDesk } from "./store/emergencies.ts";
export type { StoredCall, StampedScript, TalkRow } from "./store.ts";
export type {
  Carrying, DialAsk, DialEnd, DialFailure, DialLimit, DialProgress, DialPurpose, Endpoint, Leg, LegEnd, MediaEngine, MediaEvent, OutboundLeg, RecordSink, SipTransport, Speech, SpokenSound, Telephony, TrunkStanding, TrunkWay,
} from "./ports.ts";
export { answerWithoutDatabase } from "./live/emergency.ts";
export type { CopiedGate, Emergency, KeptCall, Keeping, OpenedCall } from "./emergency-port.ts";
export { createSpokenLine, inRealTime, words, type After, type Placed, type SpokenAsk, type SpokenCall, type SpokenEnd, type SpokenLine, type Utterance } from "./live/spoken.ts";
export type { Connected } from "./live/spoken-join.ts";
export type { Heard, Question } from "./rules/dialogue.ts";
export { createAlarmLine, type AlarmAnswer, type AlarmLine } from "./live/alarm-line.ts";
export { refusals } from "./refusals.ts";
export { standingOfHold } from "./rules/holding.ts";
export { seenOutside } from "./rules/outside.ts";
export { byTurn } from "./rules/queue.ts";

export type Calls = ReturnType<typeof createCalls>;
export type Operating = Actor & { readonly person: PersonId };

interface StoredCaller {
  readonly number: Phi<string> | null;
  /** Who stands for the number; null: nobody but the caller. */
  readonly proof: "asserted" | "verified" | null;
  readonly name: Phi<string> | null;
}

/** What is asked of calls that are on the disk. */
const storedCalls = (needs: Needs) => ({
  find: (tx: Tx, id: CallId) => store.findCall(tx, id),
  noteMessage: store.noteMessage,
  answerTimes: store.answerTimes,
  shifts: store.shifts,
  findRecording: store.findRecording,
  talkRecordings: store.talkRecordings,
  recordingPath: (client: ClientId, id: string) => recordingPath(needs.recordings, client, id),
  recordingPlace: (client: ClientId, id: string) => ({ client, ...sealedColumn("calls.recording", "file"), row: id, revision: 0 }),
  /** The caller's number and name of a stored call. Whoever asks records the touch in the same transaction. */
  caller: async (call: { client: ClientId; id: CallId; caller: Buffer | null }): Promise<StoredCaller> => {
    if (call.caller === null) return { number: null, proof: null, name: null };
    const place = { client: call.client, ...sealedColumn("calls.call", "caller"), row: call.id, revision: 0 };
    const { number, proof, name } = JSON.parse(dangerouslyReveal(await needs.vault.openText(place, call.caller))) as { number: string | null; proof?: StoredCaller["proof"]; name: string | null };
    return { number: number === null ? null : phi(number), proof: proof ?? null, name: name === null ? null : phi(name) };
  },
  callerIndex: (client: ClientId, number: Phi<string>) => needs.vault.blindIndex(client, sealedColumn("calls.call", "caller_index"), number),
  callsFrom: store.callsFrom,
  byCaller: store.byCaller,
  countOf: store.countOf,
  earlierFrom: (tx: Tx, ask: { client: ClientId; account: AccountId; message: MessageId }) => store.earlierFrom(tx, { ...ask, at: needs.world.now() }),
});

/** The telephone side of the service: calls as they live, their log, and the operators who take them. */
export function createCalls(needs: Needs, listeners: Listeners) {
  const board = emptyBoard();
  const switchboard = createSwitchboard(needs, board, listeners);
  const reception = listen(needs, switchboard);
  const supervision = createSupervision(needs, board, () => listeners.changed());
  const floor = { needs, board, supervision };
  board.marksOf = (call) => ({ listener: listenerOf(supervision.of(call.id)), recordingDeclined: call.recorder.declined, unrecorded: unrecordedOf(call) });
  const marksOf = (id: CallId): Marks => board.marksOf(board.calls.get(id)!);
  const help = helpDoor(needs, switchboard, listeners);
  const inherit = inheritCalls(needs, switchboard, help.anew);
  const trouble = watched(reception.trouble, () => listeners.changed());
  const inTurn = oneAtATime();

  return {
    answer: answerCall(needs, switchboard),
    /** [C70] */
    keyed: createKeyed(needs.media, board, needs.after ?? inRealTime),
    handle: handleCall(needs, switchboard),
    dial: dialEntry(needs, switchboard),
    help,
    setOperatorState: setOperatorState(needs, switchboard),
    /** Once, at start, before the first ring. */
    recover: async () => {
      const letIn = reception.hold();
      return inTurn(recoverCalls(needs, switchboard)).finally(letIn);
    },
    declineRecording: declineForCaller(needs, switchboard),
    listen: listenIn(floor),
    whisper: whisper(floor),
    stopListening: stopListening(floor),
    /** [C64] Whoever was signed out, or may less than a moment ago, hears nothing more of any call. */
    endListening: (person: PersonId) => supervision.leave(person),
    /** [C83] Another node is dead, and this one takes up what it left. */
    inherit: (node: string) => inTurn(async () => {
      const went = await inherit(node);
      help.nodeDied(node, (id) => board.calls.get(id) && legOfHelp(board.calls.get(id)!));
      return went;
    }),
    /** Time passed. Call it a few times a second. */
    tick: () => {
      switchboard.tick();
      supervision.look();
      trouble.look();
    },
    /** New calls get 503; live ones go on. */
    drain: () => reception.drain(),
    /** A call that was kept while the database was away. */
    takeKept: takeKept(needs),
    trouble: reception.trouble,

    ...deskLines(needs, switchboard, listeners),

    /** [C82] The node that has this call, or this person's desk. Null: this one, or none. */
    nodeOfCall: (id: CallId): string | null => (board.calls.has(id) ? null : ([...board.far].find(([, { calls }]) => calls.some((call) => call.id === id))?.[0] ?? null)),
    nodeOfDesk: (person: PersonId): string | null => desksOf(board).get(person)?.node ?? null,
    /** Who has a desk open at this moment, at whichever node. One that is lost, or whose node is not heard, is none. */
    atDesks: (): readonly PersonId[] => [...desksOf(board)].flatMap(([person, { connected, lostAt }]) => (connected && lostAt === undefined ? [person] : [])),

    /** What lives in the house now. The caller's number is opened by `caller`, which is audited by whoever asks. */
    live: () => seenCalls(board).map((c) => ({ id: c.id, client: c.client, account: c.accountId, accountName: c.account.name, state: c.state, offeredAt: c.offeredAt, callerNumber: c.callerNumber, needsInterpreter: lacksLanguage(board, c.state), ...(c.marks ?? marksOf(c.id)) })),
    operators: () => operatorsOf(board).map(({ call, ...o }) => ({ ...o, accountName: call?.account.name ?? null, call: call && isLive(call.state) && o.state === "on-a-call" ? call.id : null })),
    /** Everything that happened so far has had its effects and is on the disk. */
    settled: async () => {
      for (const call of [...board.calls.values(), ...board.ending]) await Promise.all([call.work, keptSoFar(call)]);
      await supervision.settled();
    },

    /** Whether this operator has the call, or had it last and nobody has it now: by what lives here, else by what is stored. */
    isWith: (person: PersonId, call: StoredCall): boolean => {
      const state = seenCalls(board).find(({ id }) => id === call.id)?.state ?? call;
      return (state.operator ?? ("lastOperator" in state ? state.lastOperator : null)) === person;
    },
    ...storedCalls(needs),
  };
}

/** [C114] The leg to 911 that was dialled for this caller, while it is there. */
const legOfHelp = ({ state, others }: LiveCall) => {
  const other = state.others.find(({ target }) => target.kind === "911");
  return other && others.get(other.leg)?.leg;
};

const listenerOf = (ear: Ear | undefined): { readonly person: PersonId; readonly whispers: boolean } | null => ear ? { person: ear.as.person, whispers: ear.whispers } : null;

/** Tells when what it looks at has changed since the last look. */
function watched<T>(what: () => T, changed: () => void): { look(): void } {
  let last = what();
  return {
    look: () => {
      const now = what();
      if (now === last) return;
      last = now;
      changed();
    },
  };
}

/** [C86] What is put away at the start is not what was inherited a moment before. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
