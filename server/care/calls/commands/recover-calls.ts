import { stat } from "node:fs/promises";
import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { placedElsewhere, placedOn, takeUp, type Placed } from "../../../foundation/nodes/index.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import { bringSound, keepCarried, takeUpLeg } from "../live/carry.ts";
import { createJournal } from "../live/journal.ts";
import { liveCall, type CallParts, type LiveCall } from "../live/board.ts";
import { createRecorder, recordingPath } from "../live/recorder.ts";
import { callBack, standingOf, type Switchboard } from "../live/switchboard.ts";
import type { Needs } from "../needs.ts";
import { arriving, type CallState } from "../rules/call-machine.ts";
import { inherited } from "../rules/inherited.ts";
import * as store from "../store.ts";
import type { StoredCall, Whose } from "../store.ts";

/** Read at a time; what is left is read next, until nothing is. */
const PAGE_MAX = 500;
/** More calls than desks could ever have in wrap-up. */
const WRAP_UP_MAX = 2_000;
/** Callers hear nothing until their turn: some at a time, without leaving the database nothing for others. */
const AT_ONCE = 8;

type Read = <T>(query: (tx: Tx) => Promise<T[]>) => Promise<T[]>;

async function readerOf(needs: Needs): Promise<Read> {
  const clients = await needs.db.transaction(system("recovery").scope, (tx) => needs.clients.allIds(tx));
  const scope = system("recovery", { clients }).scope;
  return (query) => needs.db.transaction(scope, query);
}

/**
 * [C12] After a restart no leg lives. Calls that had an operator go to wrap-up, so that what was typed can be sent; calls that nobody
 * had taken become call-back items; recordings whose writer died are marked cut, and a voicemail among them becomes a message.
 * Each of them is one transaction, so a kill in the middle leaves the rest for the next start. Calls of other nodes are left alone.
 */
export const recoverCalls = (needs: Needs, switchboard: Switchboard) => async (): Promise<{ wrapUp: number; callBack: number; cut: number }> => {
  const read = await readerOf(needs);
  const of: Whose = { only: null, but: await read((tx) => placedElsewhere(tx, needs.nodes.name)) };
  const closed = await close(needs, switchboard, { read, of });
  await readPresence(needs, switchboard);
  return closed;
};

/** [C83] Another node is dead and this one is its heir: its callers go on here. Those whose leg was not kept end as after a restart. */
export const inheritCalls = (needs: Needs, switchboard: Switchboard) => async (node: string): Promise<{ carried: number; wrapUp: number; callBack: number; cut: number }> => {
  const { board } = switchboard;
  takeDesks(needs, switchboard, node);
  const read = await readerOf(needs);
  const placed = await read((tx) => placedOn(tx, node));
  const of: Whose = { only: placed.map(({ id }) => id), but: [] };
  const whole = new Map([...(await read((tx) => store.unfinished(tx, { taken: true, limit: WRAP_UP_MAX, of }))), ...(await read((tx) => store.unfinished(tx, { taken: false, limit: WRAP_UP_MAX, of })))].map((call) => [call.id, call]));
  const carried: Placed[] = [];
  for (const some of inChunks(placed.filter(({ id }) => whole.get(id)?.endedAt === null), AT_ONCE)) {
    const went = await Promise.all(some.map(async (each) => ((await goOn(needs, switchboard, { placed: each, stored: whole.get(each.id)!, node })) ? [each] : [])));
    carried.push(...went.flat());
  }
  const but = carried.map(({ id }) => id);
  const closed = await close(needs, switchboard, { read, of: { only: of.only, but } });
  const cut = await each(() => read((tx) => store.unendedRecordings(tx, { limit: PAGE_MAX, of: { only: but, but: [] } })), (row) => closeRecording(needs, row));
  board.far.delete(node);
  switchboard.assign();
  switchboard.changed();
  return { ...closed, carried: carried.length, cut: closed.cut + cut };
};

async function close(needs: Needs, { board }: Switchboard, { read, of }: { read: Read; of: Whose }): Promise<{ wrapUp: number; callBack: number; cut: number }> {
  const cut = await each(() => read((tx) => store.unendedRecordings(tx, { limit: PAGE_MAX, of })), (row) => closeRecording(needs, row));
  const callBack = await each(() => read((tx) => store.unfinished(tx, { taken: false, limit: PAGE_MAX, of })), (call) => closeUntaken(needs, call));
  const taken = await read((tx) => store.unfinished(tx, { taken: true, limit: WRAP_UP_MAX, of }));
  for (const stored of taken) board.calls.set(stored.id, await backToWrapUp(needs, stored));
  return { wrapUp: taken.length, callBack, cut };
}

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
async function goOn(needs: Needs, switchboard: Switchboard, { placed, stored, node }: Inheritance): Promise<boolean> {
  const taken = await takeUpLeg(needs, placed);
  if (!taken) return false;
  const { leg, said } = taken;
  const at = needs.world.now();
  const seen = switchboard.board.far.get(node)?.calls.find(({ id }) => id === placed.id);
  const state = inherited(seen?.state ?? lastStanding(stored), at);
  const parts = await partsOf(needs, stored);
  const call = liveCall({ ...parts, callerNumber: seen?.callerNumber ?? null, leg, state });
  const ref = { client: call.client, id: call.id };
  await needs.db.transaction(system("recovery", { clients: [call.client] }).scope, (tx) => takeUp(tx, ref, needs.nodes.name!));
  call.journal.note({ at, kind: "inherited", operator: state.operator }, standingOf(state));
  leg.onReoffer(async (offer) => (call.phone ? needs.media.updatePhone(call.phone, offer) : undefined));
  leg.onEnd((how) => void switchboard.tell(call, { kind: "leg-ended", how }));
  switchboard.goOn(call, async () => {
    call.phone = await bringSound(needs, leg, said);
    if (call.phone) void keepCarried(needs, ref, leg);
  });
  return true;
}

/** As far as the disk knows. */
function lastStanding(stored: StoredCall): CallState {
  const { phase, operator, answeredAt, endedAt, endedHow, finishedAt, finishReason } = stored;
  const isTheirs = phase === "talking" || phase === "held" || phase === "joined" || phase === "wrap-up";
  return { ...arriving(stored.recording, stored.offeredAt), phase, answeredAt, endedAt, endedHow, finishedAt, finishReason, ...(isTheirs ? { operator } : { lastOperator: operator }) };
}

/** The longest night shift there is, with its hand-over. */
const SHIFT_HOURS_MAX = 14;

/** [C17] A desk that was ready is ready again as soon as its line is back; until then it counts for nobody. */
async function readPresence(needs: Needs, { board }: Switchboard): Promise<void> {
  const at = needs.world.now();
  const said = await needs.db.transaction(system("recovery").scope, (tx) => store.lastStates(tx, plus(at, { hours: -SHIFT_HOURS_MAX })));
  for (const { person, state } of said) {
    if (state !== "ready" && state !== "break" && state !== "finishing") continue;
    board.presence.set(person, { wish: state, connected: false, openedAt: at, lostAt: undefined, since: at, missed: 0 });
  }
}

/** Page after page, each row dealt with so that it is not read again. */
async function each<T>(page: () => Promise<T[]>, deal: (row: T) => Promise<void>): Promise<number> {
  let count = 0;
  for (let rows = await page(); rows.length > 0; rows = await page()) {
    for (const row of rows) await deal(row);
    count += rows.length;
  }
  return count;
}

const inChunks = <T>(all: readonly T[], size: number): T[][] => Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

async function closeRecording(needs: Needs, row: store.RecordingRow): Promise<void> {
  const at = needs.world.now();
  const seconds = await intactSeconds(recordingPath(needs.recordings, row.client, row.id));
  await needs.db.transaction(system("recovery", { clients: [row.client] }).scope, async (tx) => {
    await store.endRecording(tx, { client: row.client, id: row.id, at, seconds, state: "cut" });
    if (row.kind !== "voicemail" || seconds === 0) return;
    await needs.facts.record(tx, { name: "call.voicemail-left", subject: row.call, client: row.client, at, ids: { recording: row.id, cut: true } });
  });
}

const endedNow = (stored: StoredCall, at: Instant) => ({ endedAt: stored.endedAt ?? at, endedHow: stored.endedHow ?? "service-restarted" });

async function closeUntaken(needs: Needs, stored: StoredCall): Promise<void> {
  const at = needs.world.now();
  const ref = { client: stored.client, id: stored.id };
  const voicemail = await needs.db.transaction(system("recovery", { clients: [stored.client] }).scope, (tx) => store.hasVoicemail(tx, ref));
  const over = { ...stored, ...endedNow(stored, at), phase: "ended", finishedAt: at, finishReason: "service-restarted" } as const;
  const journal = createJournal(needs, ref, stored.events);
  journal.note({ at, kind: "service-restarted" }, over, voicemail ? undefined : callBack(ref, at));
  await journal.settled();
}

async function backToWrapUp(needs: Needs, stored: StoredCall): Promise<LiveCall> {
  const at = needs.world.now();
  const parts = await partsOf(needs, stored);
  const ended = endedNow(stored, at);
  const state = { ...arriving(stored.recording, ended.endedAt), ...ended, phase: "wrap-up", since: at, operator: stored.operator, answeredAt: stored.answeredAt } as const;
  parts.journal.note({ at, kind: "service-restarted", operator: stored.operator }, state);
  if (needs.nodes.name !== null) await needs.db.transaction(system("recovery", { clients: [stored.client] }).scope, (tx) => takeUp(tx, stored, needs.nodes.name!));
  return liveCall({ ...parts, callerNumber: null, leg: undefined, state });
}

async function partsOf(needs: Needs, stored: StoredCall): Promise<Omit<CallParts, "callerNumber" | "leg" | "state">> {
  const ref = { client: stored.client, id: stored.id };
  const account = await needs.db.transaction(system("recovery", { clients: [stored.client] }).scope, (tx) => needs.directory.factsOf(tx, stored.account));
  return { ...ref, accountId: stored.account, account, offeredAt: stored.offeredAt, journal: createJournal(needs, ref, stored.events), recorder: createRecorder(needs, ref) };
}

const SECOND_BYTES = 8_000;
const intactSeconds = (path: string): Promise<number> => stat(path).then((s) => Math.floor(s.size / SECOND_BYTES), () => 0);
