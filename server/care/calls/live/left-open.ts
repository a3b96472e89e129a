import { stat } from "node:fs/promises";
import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { takeUp } from "../../../foundation/nodes/index.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { arriving } from "../rules/call-machine.ts";
import * as store from "../store.ts";
import type { StoredCall, Whose } from "../store.ts";
import { liveCall, type CallParts, type LiveCall } from "./board.ts";
import { createJournal } from "./journal.ts";
import { createRecorder, recordingPath } from "./recorder.ts";
import { callBack, type Switchboard } from "./switchboard.ts";

/** Read at a time; what is left is read next, until nothing is. */
const PAGE_MAX = 500;
/** More calls than desks could ever have in wrap-up. */
export const WRAP_UP_MAX = 2_000;

/** The rows of every client, as nobody else in this slice may see them. */
export type Read = <T>(query: (tx: Tx) => Promise<T>) => Promise<T>;

export async function readerOf(needs: Needs): Promise<Read> {
  const clients = await needs.db.transaction(system("recovery").scope, (tx) => needs.clients.allIds(tx));
  const scope = system("recovery", { clients }).scope;
  return (query) => needs.db.transaction(scope, query);
}

interface LeftOpen {
  readonly read: Read;
  readonly of: Whose;
}

/** [C12] Whom nobody had taken is rung back; whom an operator had is theirs to finish. */
export async function closeCalls(needs: Needs, { board }: Switchboard, { read, of }: LeftOpen): Promise<{ wrapUp: number; callBack: number }> {
  const callBack = await each(() => read((tx) => store.unfinished(tx, { taken: false, limit: PAGE_MAX, of })), (call) => closeUntaken(needs, call));
  const taken = await read((tx) => store.unfinished(tx, { taken: true, limit: WRAP_UP_MAX, of }));
  for (const stored of taken) board.calls.set(stored.id, await backToWrapUp(needs, stored));
  return { wrapUp: taken.length, callBack };
}

/** Recordings whose writer died. What `isOthers` names is another's: it may have begun since the page was read. */
export async function closeRecordings(needs: Needs, { read, of }: LeftOpen, isOthers: () => Promise<ReadonlySet<string>> = async () => new Set()): Promise<number> {
  const ours = async (): Promise<store.RecordingRow[]> => {
    const rows = await read((tx) => store.unendedRecordings(tx, { limit: PAGE_MAX, of }));
    const others = await isOthers();
    return rows.filter(({ call }) => !others.has(call));
  };
  return each(ours, (row) => needs.db.transaction(system("recovery", { clients: [row.client] }).scope, (tx) => closeRecording(needs, tx, row)));
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

/** Of two who close one recording the first does: it is one message. */
export async function closeRecording(needs: Needs, tx: Tx, row: store.RecordingRow): Promise<void> {
  const at = needs.world.now();
  const seconds = await intactSeconds(recordingPath(needs.recordings, row.client, row.id));
  const closed = await store.endRecording(tx, { client: row.client, id: row.id, at, seconds, state: "cut" });
  if (closed === 0 || row.kind !== "voicemail" || seconds === 0) return;
  await needs.facts.record(tx, { name: "call.voicemail-left", subject: row.call, client: row.client, at, ids: { recording: row.id, cut: true } });
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

export async function partsOf(needs: Needs, stored: StoredCall): Promise<Omit<CallParts, "callerNumber" | "leg" | "state">> {
  const ref = { client: stored.client, id: stored.id };
  const account = await needs.db.transaction(system("recovery", { clients: [stored.client] }).scope, (tx) => needs.directory.factsOf(tx, stored.account));
  return { ...ref, accountId: stored.account, account, offeredAt: stored.offeredAt, journal: createJournal(needs, ref, stored.events), recorder: createRecorder(needs, ref) };
}

const SECOND_BYTES = 8_000;
const intactSeconds = (path: string): Promise<number> => stat(path).then((s) => Math.floor(s.size / SECOND_BYTES), () => 0);
