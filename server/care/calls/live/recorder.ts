import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { system } from "../../../foundation/actor.ts";
import { sealedColumn } from "../../../foundation/db/tables.ts";
import { phi } from "../../../foundation/phi.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import type { RecordSink } from "../ports.ts";
import * as store from "../store.ts";
import type { CallRef, RecordingRow } from "../store.ts";
import { declineRecordings } from "../store/consent.ts";
import { untilWritten } from "./until-written.ts";

type Kind = RecordingRow["kind"];

/** [C9] Sealed files of one call. What is heard is sealed while it is written, so a crash leaves an openable beginning. */
export interface Recorder {
  /** `legs`: the others who are in the talk that is recorded. */
  begin(kind: Kind, at: Instant, legs?: readonly number[]): Promise<RecordSink>;
  /** Ends all files of this call, and tells once all that ever ended are on the disk whether a voicemail of some length is among them. */
  end(at: Instant): Promise<{ voicemail: boolean }>;
  /** [C121] The caller wants no recording of the talk: from this moment nothing is written, and what was is gone. Voicemails stay. */
  decline(at: Instant): Promise<void>;
  /** [C122] The same of all that was recorded with this one of the others, by somebody who speaks for themselves alone. */
  declineLeg(leg: number, at: Instant): Promise<void>;
  readonly declined: boolean;
}

const SAMPLES_PER_SECOND = 8_000;
const CHUNK_BYTES = 8_192; // About one second of sound: what a crash can cost.
const RECORDING_BYTES_MAX = 4 * 3600 * SAMPLES_PER_SECOND;
/** Shorter voicemails are a receiver put down. */
const VOICEMAIL_SECONDS_MIN = 1;

export const recordingPath = (folder: string, client: string, id: string): string => join(folder, client, `${id}.sealed`);

interface OpenFile {
  readonly id: string;
  readonly kind: Kind;
  bytes: number;
  failed: boolean;
  /** Declined: nothing more is written. */
  gone: boolean;
  readonly close: () => Promise<number>;
  readonly abandon: () => Promise<void>;
}

type RecorderNeeds = Pick<Needs, "db" | "world" | "vault" | "recordings" | "log" | "audit" | "facts">;

const writeDeclined = (needs: RecorderNeeds, call: CallRef, { ids, at }: { ids: readonly string[]; at: Instant }): Promise<void> => {
  const actor = system("calls", { clients: [call.client] });
  return untilWritten(needs.log, { what: "declined", call: call.id }, () => needs.db.transaction(actor.scope, async (tx) => {
    await declineRecordings(tx, call, { ids, at });
    for (const id of ids) await needs.audit.record(tx, actor, "recording.declined", { type: "recording", id, client: call.client });
  }));
};

/** Full disk, or the limit: the call goes on, and the row says that the file was cut. */
function cutShort({ log }: RecorderNeeds, { call, file, error }: { call: CallRef; file: OpenFile; error: Error }): void {
  file.failed = true;
  log.error("calls.recording-cut", { call: call.id, error: error.name });
}

/** What another node had recorded of the call, and whether its caller had said no there. */
export interface RecordedBefore {
  readonly declined: boolean;
  readonly talks: readonly { readonly id: string; readonly legs: readonly number[] }[];
}
const NOTHING: RecordedBefore = { declined: false, talks: [] };

export function createRecorder(needs: RecorderNeeds, call: CallRef, before: RecordedBefore = NOTHING): Recorder {
  const actor = system("calls", { clients: [call.client] });
  const files: OpenFile[] = [];
  const ended: Promise<boolean>[] = [];
  const talks = [...before.talks];
  let { declined } = before;

  const begin = async (kind: Kind, at: Instant, legs: readonly number[] = []): Promise<RecordSink> => {
    const id = needs.world.id();
    await mkdir(join(needs.recordings, call.client), { recursive: true, mode: 0o700 });
    await needs.db.transaction(actor.scope, async (tx) => {
      await store.beginRecording(tx, { client: call.client, id, call: call.id, kind, at, legs });
      await needs.audit.record(tx, actor, "recording.begin", { type: "recording", id, client: call.client }, kind);
    });
    const place = { client: call.client, ...sealedColumn("calls.recording", "file"), row: id, revision: 0 };
    const writer = await needs.vault.createFile(recordingPath(needs.recordings, call.client, id), { ...place, at, kind: "recording" }, { chunkBytes: CHUNK_BYTES, bytesMax: RECORDING_BYTES_MAX });
    const file: OpenFile = { id, kind, bytes: 0, failed: false, gone: false, close: () => writer.close(), abandon: () => writer.abandon() };
    files.push(file);
    if (kind !== "voicemail") talks.push({ id, legs });
    return (pcmu) => {
      if (file.failed || file.gone) return;
      file.bytes += pcmu.length;
      writer.write(phi(pcmu)).catch((error: Error) => cutShort(needs, { call, file, error }));
    };
  };

  /** [C7] The end of the file and what it leaves to do are one transaction, tried until it is written. */
  const endFile = async (file: OpenFile, at: Instant): Promise<boolean> => {
    const whole = await file.close().then(() => !file.failed, () => false);
    const seconds = Math.round(file.bytes / SAMPLES_PER_SECOND);
    const left = file.kind === "voicemail" && seconds >= VOICEMAIL_SECONDS_MIN;
    const write = (): Promise<void> => needs.db.transaction(actor.scope, async (tx) => {
      await store.endRecording(tx, { client: call.client, id: file.id, at, seconds, state: whole ? "whole" : "cut" });
      if (left) await needs.facts.record(tx, { name: "call.voicemail-left", subject: call.id, client: call.client, at, ids: { recording: file.id, cut: !whole } });
    });
    await untilWritten(needs.log, { what: "recording", call: call.id }, write);
    return left;
  };

  /** The files first: a database that is away keeps none of them alive. A voicemail follows a notice of its own, and stays. */
  const drop = async (ids: readonly string[], at: Instant): Promise<void> => {
    const open = files.filter(({ id }) => ids.includes(id));
    for (const file of open) file.gone = true;
    files.splice(0, files.length, ...files.filter(({ gone }) => !gone));
    await Promise.allSettled([...ended, ...open.map((file) => file.abandon())]);
    for (const id of ids) await rm(recordingPath(needs.recordings, call.client, id), { force: true });
    await writeDeclined(needs, call, { ids, at });
  };

  return {
    begin,
    decline: (at) => {
      declined = true;
      return drop(talks.map(({ id }) => id), at);
    },
    declineLeg: (leg, at) => drop(talks.filter(({ legs }) => legs.includes(leg)).map(({ id }) => id), at),
    get declined() {
      return declined;
    },
    end: async (at) => {
      ended.push(...files.splice(0).map((file) => endFile(file, at)));
      return { voicemail: (await Promise.all(ended)).includes(true) };
    },
  };
}
