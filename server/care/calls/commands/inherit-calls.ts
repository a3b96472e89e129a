import { system } from "../../../foundation/actor.ts";
import { placedOn, takeUp, type Placed } from "../../../foundation/nodes/index.ts";
import { liveCall } from "../live/board.ts";
import { bringSound, keepCarried, takeUpLeg } from "../live/carry.ts";
import { closeCalls, closeRecording, closeRecordings, partsOf, readerOf, WRAP_UP_MAX, type Read } from "../live/left-open.ts";
import { standingOf, type Switchboard } from "../live/switchboard.ts";
import type { Needs } from "../needs.ts";
import { arriving, type CallState } from "../rules/call-machine.ts";
import { inherited } from "../rules/inherited.ts";
import * as store from "../store.ts";
import type { StoredCall, Whose } from "../store.ts";

/** Callers hear nothing until their turn: some at a time, without leaving the database nothing for others. */
const AT_ONCE = 8;
/** A talk has two sides, and a voicemail may have been begun before. */
const RECORDINGS_OF_A_CALL_MAX = 16;

/** [C83] Another node is dead and this one is its heir: its callers go on here. Those whose leg was not kept end as after a restart. */
export const inheritCalls = (needs: Needs, switchboard: Switchboard) => async (node: string): Promise<{ carried: number; wrapUp: number; callBack: number; cut: number }> => {
  const { board } = switchboard;
  takeDesks(needs, switchboard, node);
  const read = await readerOf(needs);
  const placed = await read((tx) => placedOn(tx, node));
  const of: Whose = { only: placed.map(({ id }) => id), but: [] };
  const whole = await unfinishedOf(read, of);
  const carried: Placed[] = [];
  let cut = 0;
  for (const some of inChunks(placed.filter(({ id }) => whole.get(id)?.endedAt === null), AT_ONCE)) {
    const went = await Promise.all(some.map((each) => goOn(needs, switchboard, { placed: each, stored: whole.get(each.id)!, node })));
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
};

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

interface Inheritance {
  readonly placed: Placed;
  readonly stored: StoredCall;
  readonly node: string;
}

/** Its leg is taken up, its place is here, and the sound follows: the caller hears us, and whoever had them is asked for theirs. */
async function goOn(needs: Needs, switchboard: Switchboard, { placed, stored, node }: Inheritance): Promise<{ isHere: boolean; cut: number }> {
  const taken = await takeUpLeg(needs, placed);
  if (!taken) return { isHere: false, cut: 0 };
  const { leg, said } = taken;
  const at = needs.world.now();
  const seen = switchboard.board.far.get(node)?.calls.find(({ id }) => id === placed.id);
  const state = inherited(seen?.state ?? lastStanding(stored), at);
  const parts = await partsOf(needs, stored);
  const call = liveCall({ ...parts, callerNumber: seen?.callerNumber ?? null, leg, state });
  const ref = { client: call.client, id: call.id };
  const cut = await takePlace(needs, ref);
  call.journal.note({ at, kind: "inherited", operator: state.operator }, standingOf(state));
  leg.onReoffer(async (offer) => (call.phone ? needs.media.updatePhone(call.phone, offer) : undefined));
  leg.onEnd((how) => void switchboard.tell(call, { kind: "leg-ended", how }));
  switchboard.goOn(call, async () => {
    call.phone = await bringSound(needs, leg, said);
    if (call.phone) void keepCarried(needs, ref, leg);
  });
  return { isHere: true, cut };
}

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

/** As far as the disk knows. */
function lastStanding(stored: StoredCall): CallState {
  const { phase, operator, answeredAt, endedAt, endedHow, finishedAt, finishReason } = stored;
  const isTheirs = phase === "talking" || phase === "held" || phase === "joined" || phase === "wrap-up";
  return { ...arriving(stored.recording, stored.offeredAt), phase, answeredAt, endedAt, endedHow, finishedAt, finishReason, ...(isTheirs ? { operator } : { lastOperator: operator }) };
}

const inChunks = <T>(all: readonly T[], size: number): T[][] => Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
