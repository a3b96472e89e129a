import { within } from "../../../foundation/actor.ts";
import { phi, Phi } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Operating } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";

/** [K4] A person says that the cue is dealt with. */
export const finishCue = (needs: Needs, moved: () => void) => async (as: Operating, id: string): Promise<Outcome<undefined>> => {
  const outcome = await needs.db.transaction(as.scope, async (tx) => {
    const cue = await store.findCue(tx, id);
    if (!cue) return refuse(refusals.noSuchCue);
    await store.finishCue(tx, { client: cue.client, id, at: needs.world.now(), by: as.person });
    await needs.audit.record(tx, within(as, cue.client), "cue.done", { type: "cue", id, client: cue.client }, cue.kind);
    return done();
  });
  moved();
  return outcome;
};

/** Half an hour of sound: what a desk may open at once. */
const HEARD_BYTES_MAX = 30 * 60 * 8_000;

/** [K5] A recording, opened for staff. The touch is committed before the first byte is read. */
export const hearRecording = (needs: Needs) => async (as: Operating, id: string): Promise<Outcome<{ pcmuBase64: string; seconds: number; cutShort: boolean }>> => {
  const row = await needs.db.transaction(as.scope, async (tx) => {
    const found = await needs.calls.findRecording(tx, id);
    if (found) await needs.audit.record(tx, within(as, found.client), "recording.hear", { type: "recording", id, client: found.client });
    return found;
  });
  if (!row) return refuse(refusals.noSuchRecording);
  const parts: Buffer[] = [];
  let bytes = 0;
  let cutShort = row.state !== "whole";
  try {
    for await (const chunk of needs.openRecording(row.client, id)) {
      const sound = Phi.reveal(chunk);
      bytes += sound.length;
      if (bytes > HEARD_BYTES_MAX) return refuse(refusals.tooLong);
      parts.push(sound);
    }
  } catch (error) {
    if ((error as Error).name !== "StreamCut") throw error;
    cutShort = true; // Its intact part was handed out: better half a voicemail than none.
  }
  return done({ pcmuBase64: Buffer.concat(parts).toString("base64"), seconds: Math.round(bytes / 8_000), cutShort });
};

const HITS_MAX = 20;
interface Hit {
  readonly kind: "account" | "clinician" | "message";
  readonly id: string;
  readonly title: string;
  readonly detail: string;
}

/** [K8] Practices and clinicians by name, past messages by the caller's number. */
export const find = (needs: Needs) => async (as: Operating, words: string): Promise<Outcome<{ hits: Hit[] }>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const accounts = await needs.directory.find(tx, words, HITS_MAX);
    const clinicians = await needs.people.findClinicians(tx, as, { words, limit: HITS_MAX });
    const number = needs.directory.normalise(words);
    const messages: Hit[] = [];
    for (const client of number === undefined ? [] : as.scope.clients) {
      const callerIndex = await needs.calls.callerIndex(client, phi(number!));
      for (const call of await needs.calls.byCaller(tx, { client, callerIndex, limit: HITS_MAX })) {
        if (call.message) messages.push({ kind: "message", id: call.message, title: "Message from this number", detail: new Date(call.at).toISOString() });
      }
    }
    await needs.audit.record(tx, as, "desk.find", { type: "person", id: as.person }, number === undefined ? "by-name" : "by-number");
    const hits = [...messages, ...accounts.map((a) => ({ kind: "account" as const, id: a.id, title: a.name, detail: a.detail })), ...clinicians.map((c) => ({ kind: "clinician" as const, id: c.id, title: c.name, detail: "Clinician" }))];
    return done({ hits: hits.slice(0, HITS_MAX) });
  });
