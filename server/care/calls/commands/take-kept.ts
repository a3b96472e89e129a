import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sealedColumn } from "../../../foundation/db/tables.ts";
import { dangerouslyReveal, phi } from "../../../foundation/phi.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { OpenedCall } from "../emergency-port.ts";
import { callBack } from "../live/switchboard.ts";
import { recordingPath } from "../live/recorder.ts";
import type { Needs } from "../needs.ts";
import type { Standing } from "../rules/gate.ts";
import { arriving } from "../rules/call-machine.ts";
import * as store from "../store.ts";

const SAMPLES_PER_SECOND = 8_000;
const CHUNK_BYTES = 8_192;

export type TakenIn = "taken" | "taken-before" | "turned-away";

/**
 * [EM4] A call that was kept while the database was away becomes what it would have become: a call that ended with nobody, with an urgent
 * message of what was said, or a call-back item. Its id was given when it rang, so however often it is offered it is taken once.
 */
export const takeKept = (needs: Needs) => async (kept: OpenedCall): Promise<TakenIn> => {
  const as = system("emergency", { clients: [kept.client] });
  if (await needs.db.transaction(as.scope, (tx) => isThere(tx, kept))) return "taken-before";
  const seconds = Math.round(dangerouslyReveal(kept.said).length / SAMPLES_PER_SECOND);
  if (seconds > 0) await sealSound(needs, kept);
  const sealed = await sealCaller(needs, kept);
  return needs.db.transaction(as.scope, (tx) => write(needs, tx, { as, kept, sealed, seconds }));
};

const isThere = async (tx: Tx, kept: OpenedCall): Promise<boolean> => (await store.findCall(tx, kept.id)) !== undefined || (await store.wasTurnedAway(tx, kept));

/** A file of an earlier try is ours alone: its row would have been written with the call. */
async function sealSound(needs: Needs, kept: OpenedCall): Promise<void> {
  const path = recordingPath(needs.recordings, kept.client, kept.id);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rm(path, { force: true });
  const place = { client: kept.client, ...sealedColumn("calls.recording", "file"), row: kept.id, revision: 0 };
  const writer = await needs.vault.createFile(path, { ...place, at: kept.at, kind: "recording" }, { chunkBytes: CHUNK_BYTES });
  await writer.write(kept.said);
  await writer.close();
}

interface Sealed {
  readonly caller: Buffer | null;
  readonly callerIndex: Buffer | null;
}

async function sealCaller(needs: Needs, { client, id, at, callerNumber, callerName }: OpenedCall): Promise<Sealed> {
  if (callerNumber === null && callerName === null) return { caller: null, callerIndex: null };
  const place = { client, ...sealedColumn("calls.call", "caller"), row: id, revision: 0 };
  const text = JSON.stringify({ number: callerNumber && dangerouslyReveal(callerNumber), name: callerName && dangerouslyReveal(callerName) });
  return {
    caller: await needs.vault.sealText({ ...place, at, kind: "call" }, phi(text)),
    callerIndex: callerNumber && (await needs.vault.blindIndex(client, sealedColumn("calls.call", "caller_index"), callerNumber)),
  };
}

interface Writing {
  readonly as: Actor;
  readonly kept: OpenedCall;
  readonly sealed: Sealed;
  readonly seconds: number;
}

async function write(needs: Needs, tx: Tx, { as, kept, sealed, seconds }: Writing): Promise<TakenIn> {
  if (await isThere(tx, kept)) return "taken-before";
  const { client, id, at } = kept;
  const { kind, agreement } = await needs.agreements.standing(tx, client, at);
  const taken = kind === "in-force" ? agreement : null;
  await needs.audit.record(tx, as, "call.keep", { type: "call", id, client }, taken === null ? "turned-away" : "taken");
  if (taken === null) {
    await turnAway(needs, tx, { ...kept, standing: kind });
    return "turned-away";
  }
  await writeCall(needs, tx, { kept, sealed, agreement: taken, ended: plus(at, { seconds }) });
  if (seconds > 0) await writeVoicemail(needs, tx, { kept, seconds });
  else await needs.facts.record(tx, callBack(kept, needs.world.now()));
  return "taken";
}

async function turnAway(needs: Needs, tx: Tx, { client, id, account, at, standing }: OpenedCall & { standing: Standing }): Promise<void> {
  await store.turnAway(tx, { client, id, account, at, standing });
  await needs.facts.record(tx, { name: "call.turned-away", subject: account, client, at: needs.world.now(), ids: { standing } });
}

async function writeCall(needs: Needs, tx: Tx, { kept, sealed, agreement, ended }: { kept: OpenedCall; sealed: Sealed; agreement: string; ended: Instant }): Promise<void> {
  const { client, id, account, at, dialled, transport } = kept;
  const { recording } = await needs.directory.factsOf(tx, account);
  await store.insertCall(tx, { client, id, account, dialled, transport, at, agreement, ...sealed, recording, scripts: await needs.scripts.stampFor(tx, account, at) });
  await store.insertEvent(tx, kept, { number: 1, at, kind: "ring", operator: null, detail: transport });
  await store.insertEvent(tx, kept, { number: 2, at: ended, kind: "kept-without-database", operator: null, detail: null });
  await store.saveStanding(tx, kept, { ...arriving(false, at), phase: "ended", endedAt: ended, endedHow: "kept-without-database", finishedAt: ended, finishReason: null });
}

/** [C7] Its file has the call's own id: a second try writes the same one. */
async function writeVoicemail(needs: Needs, tx: Tx, { kept: { client, id, at, whole }, seconds }: { kept: OpenedCall; seconds: number }): Promise<void> {
  await store.beginRecording(tx, { client, id, call: id, kind: "voicemail", at });
  await store.endRecording(tx, { client, id, at: plus(at, { seconds }), seconds, state: whole ? "whole" : "cut" });
  await needs.facts.record(tx, { name: "call.voicemail-left", subject: id, client, at: needs.world.now(), ids: { recording: id, cut: !whole } });
}
