import { system } from "../../../foundation/actor.ts";
import { placedOn, takeUp, type Placed } from "../../../foundation/nodes/index.ts";
import type { Instant } from "../../../foundation/time.ts";
import { liveCall, type LiveCall, type OtherLeg, type SeenCall, type ToDial } from "../live/board.ts";
import { bringSound, keepCarried, takeUpLegs } from "../live/carry.ts";
import { goOnAsAgreed, readRecordedBefore } from "../live/recorded-before.ts";
import { createRecorder } from "../live/recorder.ts";
import { closeCalls, closeRecording, closeRecordings, partsOf, readerOf, WRAP_UP_MAX, type Read } from "../live/left-open.ts";
import { standingOf, type Switchboard } from "../live/switchboard.ts";
import type { Needs } from "../needs.ts";
import type { LegEnd } from "../ports.ts";
import { arriving, type CallState } from "../rules/call-machine.ts";
import { inherited, legsUp } from "../rules/inherited.ts";
import { pendingOf } from "../rules/second-person.ts";
import * as store from "../store.ts";
import type { StoredCall, Whose } from "../store.ts";

/** Callers hear nothing until their turn: some at a time, without leaving the database nothing for others. */
const AT_ONCE = 8;
/** A talk has two sides, and a voicemail may have been begun before. */
const RECORDINGS_OF_A_CALL_MAX = 16;

interface Inherited {
  readonly carried: number;
  readonly wrapUp: number;
  readonly callBack: number;
  readonly cut: number;
}

/** [C83] Another node is dead and this one is its heir: its callers go on here. Those whose leg was not kept end as after a restart. */
export const inheritCalls = (needs: Needs, switchboard: Switchboard, helpAnew: HelpAnew): ((node: string) => Promise<Inherited>) => {
  const legs = new Map<string, Taken>();
  return (node) => inheritFrom(needs, switchboard, { node, helpAnew, legs });
};

async function inheritFrom(needs: Needs, switchboard: Switchboard, heir: Heir): Promise<Inherited> {
  const { node } = heir;
  const { board } = switchboard;
  takeDesks(needs, switchboard, node);
  const read = await readerOf(needs);
  const placed = await read((tx) => placedOn(tx, node));
  const of: Whose = { only: placed.map(({ id }) => id), but: [] };
  const whole = await unfinishedOf(read, of);
  const carried: Placed[] = [];
  let cut = 0;
  for (const some of inChunks(placed.filter(({ id }) => whole.get(id)?.endedAt === null), AT_ONCE)) {
    const went = await Promise.all(some.map((each) => goOn(needs, switchboard, { ...heir, placed: each, stored: whole.get(each.id)! })));
    went.forEach((how, at) => how.isHere && carried.push(some[at]!));
    cut += went.reduce((sum, how) => sum + how.cut, 0);
  }
  const rest = { read, of: { only: of.only, but: carried.map(({ id }) => id) } };
  cut += await closeRecordings(needs, rest);
  const closed = await closeCalls(needs, switchboard, rest);
  board.far.delete(node);
  switchboard.assign();
  switchboard.changed();
  return { ...closed, carried: carried.length, cut };
}

const unfinishedOf = async (read: Read, of: Whose): Promise<ReadonlyMap<string, StoredCall>> => {
  const both = await read(async (tx) => [...(await store.unfinished(tx, { taken: true, limit: WRAP_UP_MAX, of })), ...(await store.unfinished(tx, { taken: false, limit: WRAP_UP_MAX, of }))]);
  return new Map(both.map((call) => [call.id, call]));
};

/** [C17] Whoever had their desk at the dead node gets a reload's time to open it here, and is then what they were. */
function takeDesks(needs: Needs, { board }: Switchboard, node: string): void {
  const at = needs.world.now();
  for (const [person, desk] of board.far.get(node)?.desks ?? []) {
    if (!board.presence.get(person)?.connected) board.presence.set(person, { ...desk, ...(desk.connected && { lostAt: desk.lostAt ?? at }) });
  }
}

/** [C115] How 911 is rung anew for this caller. */
type HelpAnew = (call: LiveCall) => ToDial;

interface Heir {
  readonly node: string;
  readonly helpAnew: HelpAnew;
  /**
   * Taken up, of calls of which something could not be read then: the next look goes on with these. Of two legs of one dialog the one that
   * nobody refreshes would end the call of the other when its time is over (RFC 4028, section 10).
   */
  readonly legs: Map<string, Taken>;
}
interface Inheritance extends Heir {
  readonly placed: Placed;
  readonly stored: StoredCall;
}

/** Its leg is taken up, its place is here, and the sound follows: the caller hears us, and whoever had them is asked for theirs. */
async function goOn(needs: Needs, switchboard: Switchboard, { placed, stored, node, helpAnew, legs }: Inheritance): Promise<{ isHere: boolean; cut: number }> {
  const taken = legs.get(placed.id) ?? (await takeUpLegs(needs, placed));
  if (!taken) return { isHere: false, cut: 0 };
  legs.set(placed.id, taken);
  const { leg } = taken;
  const seen = switchboard.board.far.get(node)?.calls.find(({ id }) => id === placed.id);
  const { call, cut } = await callHere(needs, { stored, seen, taken });
  legs.delete(placed.id);
  if (pendingOf(call.state)?.target.kind === "911") call.toDial = helpAnew(call);
  leg.onReoffer(async (offer) => (call.phone ? needs.media.updatePhone(call.phone, offer) : undefined));
  leg.onEnd((how) => void switchboard.tell(call, { kind: "leg-ended", how }));
  const others = withOthers(needs, switchboard, { call, taken: taken.others });
  switchboard.goOn(call, async () => {
    await bringSound(needs, call, { said: taken.said, others });
    void keepCarried(needs, call);
  });
  return { isHere: true, cut };
}

type Taken = NonNullable<Awaited<ReturnType<typeof takeUpLegs>>>;
type Others = Taken["others"];

/** As it was at the dead node, with what was agreed and recorded there; and how many recordings were closed. */
async function callHere(needs: Needs, { stored, seen, taken: { leg, others } }: { stored: StoredCall; seen: SeenCall | undefined; taken: Taken }): Promise<{ call: LiveCall; cut: number }> {
  const at = needs.world.now();
  const state = inherited(seen?.state ?? lastStanding(stored, at), at, others.map(({ number }) => number));
  const parts = await partsOf(needs, stored);
  const ref = { client: stored.client, id: stored.id };
  const before = await readRecordedBefore(needs, ref, seen?.marks);
  const cut = await takePlace(needs, ref); // The last that may fail: from here on no later look finds this caller.
  const call = liveCall({ ...parts, recorder: createRecorder(needs, ref, before), callerNumber: seen?.callerNumber ?? null, leg, state });
  goOnAsAgreed(needs, call, before);
  call.journal.note({ at, kind: "inherited", operator: state.operator }, standingOf(state));
  return { call, cut };
}

/** [C88] Whom the state still has on the line is followed here. Anybody else, such as an interpreter who would be alone with the caller, is let go. */
function withOthers(needs: Needs, switchboard: Switchboard, { call, taken }: { call: LiveCall; taken: Others }): Others {
  const isWanted = ({ number }: Others[number]): boolean => legsUp(call.state).includes(number);
  for (const { leg } of taken.filter((other) => !isWanted(other))) leg.hangup();
  return taken.filter(isWanted).map((each) => {
    const { number, leg } = each;
    const other: OtherLeg = { number, leg, phone: undefined, early: false };
    call.others.set(number, other);
    leg.onReoffer(async (offer) => (other.phone ? needs.media.updatePhone(other.phone, offer) : undefined));
    leg.onEnd((how) => void switchboard.tell(call, { kind: "dial-ended", leg: number, why: HUNG_UP.has(how) ? "hung-up" : "lost" }));
    return each;
  });
}

const HUNG_UP: ReadonlySet<LegEnd> = new Set(["remote-hangup", "local-hangup"]);

/**
 * [C87] The place, and the end of what the dead node was recording, in one transaction and before anything is heard here: what is recorded from
 * now on is another file, and an heir that dies at this point leaves either all of it to the next one or nothing.
 */
const takePlace = (needs: Needs, call: store.CallRef): Promise<number> =>
  needs.db.transaction(system("recovery", { clients: [call.client] }).scope, async (tx) => {
    await takeUp(tx, call, needs.nodes.name!);
    const open = await store.unendedRecordings(tx, { limit: RECORDINGS_OF_A_CALL_MAX, of: { only: [call.id], but: [] } });
    for (const row of open) await closeRecording(needs, tx, row);
    return open.length;
  });

/** As far as the disk knows. How long somebody waits whom an operator had is not on it. */
function lastStanding(stored: StoredCall, at: Instant): CallState {
  const { phase, operator, answeredAt, endedAt, endedHow, finishedAt, finishReason } = stored;
  const isTheirs = phase === "talking" || phase === "held" || phase === "joined" || phase === "wrap-up";
  return { ...arriving(stored.recording, answeredAt === null ? stored.offeredAt : at), phase, answeredAt, endedAt, endedHow, finishedAt, finishReason, ...(isTheirs ? { operator } : { lastOperator: operator }) };
}

const inChunks = <T>(all: readonly T[], size: number): T[][] => Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
