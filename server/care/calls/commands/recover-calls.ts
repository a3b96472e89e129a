import { stat } from "node:fs/promises";
import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import { createJournal } from "../live/journal.ts";
import { liveCall, type LiveCall } from "../live/board.ts";
import { createRecorder, recordingPath } from "../live/recorder.ts";
import { callBack, type Switchboard } from "../live/switchboard.ts";
import type { Needs } from "../needs.ts";
import { arriving } from "../rules/call-machine.ts";
import * as store from "../store.ts";
import type { StoredCall } from "../store.ts";

/** Read at a time; what is left is read next, until nothing is. */
const PAGE_MAX = 500;
/** More calls than desks could ever have in wrap-up. */
const WRAP_UP_MAX = 2_000;

/**
 * [C12] After a restart no leg lives. Calls that had an operator go to wrap-up, so that what was typed can be sent; calls that nobody
 * had taken become call-back items; recordings whose writer died are marked cut, and a voicemail among them becomes a message.
 * Each of them is one transaction, so a kill in the middle leaves the rest for the next start.
 */
export const recoverCalls = (needs: Needs, switchboard: Switchboard) => async (): Promise<{ wrapUp: number; callBack: number; cut: number }> => {
  const clients = await needs.db.transaction(system("recovery").scope, (tx) => needs.clients.allIds(tx));
  const scope = system("recovery", { clients }).scope;
  const read = <T>(query: (tx: Tx) => Promise<T[]>): Promise<T[]> => needs.db.transaction(scope, query);

  const cut = await each(() => read((tx) => store.unendedRecordings(tx, PAGE_MAX)), (row) => closeRecording(needs, row));
  const callBack = await each(() => read((tx) => store.unfinished(tx, { taken: false, limit: PAGE_MAX })), (call) => closeUntaken(needs, call));
  const taken = await read((tx) => store.unfinished(tx, { taken: true, limit: WRAP_UP_MAX }));
  for (const stored of taken) switchboard.board.calls.set(stored.id, await backToWrapUp(needs, stored));
  await readPresence(needs, switchboard);
  return { wrapUp: taken.length, callBack, cut };
};

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
  const ref = { client: stored.client, id: stored.id };
  const journal = createJournal(needs, ref, stored.events);
  const account = await needs.db.transaction(system("recovery", { clients: [stored.client] }).scope, (tx) => needs.directory.factsOf(tx, stored.account));
  const ended = endedNow(stored, at);
  const state = { ...arriving(stored.recording, ended.endedAt), ...ended, phase: "wrap-up", since: at, operator: stored.operator, answeredAt: stored.answeredAt } as const;
  journal.note({ at, kind: "service-restarted", operator: stored.operator }, state);
  return liveCall({ ...ref, accountId: stored.account, account, offeredAt: stored.offeredAt, callerNumber: null, leg: undefined, state, journal, recorder: createRecorder(needs, ref) });
}

const SECOND_BYTES = 8_000;
const intactSeconds = (path: string): Promise<number> => stat(path).then((s) => Math.floor(s.size / SECOND_BYTES), () => 0);
