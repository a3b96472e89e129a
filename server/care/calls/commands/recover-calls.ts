import { stat } from "node:fs/promises";
import { system } from "../../../foundation/actor.ts";
import type { Instant } from "../../../foundation/time.ts";
import { createJournal } from "../live/journal.ts";
import { liveCall, type LiveCall } from "../live/board.ts";
import { createRecorder, recordingPath } from "../live/recorder.ts";
import { leaveCallBack, type Switchboard } from "../live/switchboard.ts";
import type { Needs } from "../needs.ts";
import { arriving } from "../rules/call-machine.ts";
import * as store from "../store.ts";
import type { StoredCall } from "../store.ts";

/**
 * [C12] After a restart no leg lives. Calls that had an operator go to wrap-up, so that what was typed can be sent; calls that nobody
 * had taken become call-back items; recordings whose writer died are marked cut, and a voicemail among them becomes a message.
 */
export const recoverCalls = (needs: Needs, switchboard: Switchboard) => async (): Promise<{ wrapUp: number; callBack: number; cut: number }> => {
  const clients = await needs.db.transaction(system("recovery").scope, (tx) => needs.clients.allIds(tx));
  const scope = system("recovery", { clients }).scope;
  const unended = await needs.db.transaction(scope, (tx) => store.unendedRecordings(tx));
  const voicemails = new Set<string>();
  for (const row of unended) if (await closeRecording(needs, row)) voicemails.add(row.call);

  const calls = await needs.db.transaction(scope, (tx) => store.unfinished(tx));
  const taken = calls.filter((call) => call.operator !== null);
  const untaken = calls.filter((call) => call.operator === null);
  for (const stored of taken) switchboard.board.calls.set(stored.id, await backToWrapUp(needs, stored));
  for (const stored of untaken) await closeUntaken(needs, stored, voicemails.has(stored.id));
  return { wrapUp: taken.length, callBack: untaken.length, cut: unended.length };
};

/** True when a voicemail of some length is in the intact part. */
async function closeRecording(needs: Needs, row: store.RecordingRow): Promise<boolean> {
  const at = needs.world.now();
  const seconds = await intactSeconds(recordingPath(needs.recordings, row.client, row.id));
  const left = row.kind === "voicemail" && seconds > 0;
  await needs.db.transaction(system("recovery", { clients: [row.client] }).scope, async (tx) => {
    await store.endRecording(tx, { client: row.client, id: row.id, at, seconds, state: "cut" });
    if (left) await needs.facts.record(tx, { name: "call.voicemail-left", subject: row.call, client: row.client, at, ids: { recording: row.id, cut: true } });
  });
  return left;
}

const endedNow = (stored: StoredCall, at: Instant) => ({ endedAt: stored.endedAt ?? at, endedHow: stored.endedHow ?? "service-restarted" });

async function closeUntaken(needs: Needs, stored: StoredCall, voicemail: boolean): Promise<void> {
  const at = needs.world.now();
  const ref = { client: stored.client, id: stored.id };
  const journal = createJournal(needs, ref, stored.events);
  journal.note({ at, kind: "service-restarted" }, { ...stored, ...endedNow(stored, at), phase: "ended", finishedAt: at, finishReason: "service-restarted" });
  await journal.settled();
  if (!voicemail) await leaveCallBack(needs, ref);
}

async function backToWrapUp(needs: Needs, stored: StoredCall): Promise<LiveCall> {
  const at = needs.world.now();
  const ref = { client: stored.client, id: stored.id };
  const journal = createJournal(needs, ref, stored.events);
  const account = await needs.db.transaction(system("recovery", { clients: [stored.client] }).scope, (tx) => needs.directory.factsOf(tx, stored.account));
  const ended = endedNow(stored, at);
  const state = { ...arriving(stored.recording, ended.endedAt), ...ended, phase: "wrap-up", operator: stored.operator, answeredAt: stored.answeredAt } as const;
  journal.note({ at, kind: "service-restarted", operator: stored.operator }, state);
  return liveCall({ ...ref, accountId: stored.account, account, offeredAt: stored.offeredAt, callerNumber: null, leg: undefined, state, journal, recorder: createRecorder(needs, ref) });
}

const SECOND_BYTES = 8_000;
const intactSeconds = (path: string): Promise<number> => stat(path).then((s) => Math.floor(s.size / SECOND_BYTES), () => 0);
