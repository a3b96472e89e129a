import { within, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { ClientId } from "../../../foundation/ids.ts";
import { dangerouslyReveal } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Operating } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";

/** Half an hour of sound: what a desk may open at once. */
const HEARD_BYTES_MAX = 30 * 60 * 8_000;

export interface Heard {
  readonly pcmuBase64: string;
  readonly seconds: number;
  readonly cutShort: boolean;
}

/** [K5] [K12] A recording, opened for whoever may open its message. The touch is committed before the first byte is read. */
export const hearRecording = (needs: Needs) => async (as: Operating, id: string): Promise<Outcome<Heard>> => {
  const found = await needs.db.transaction(as.scope, async (tx): Promise<Outcome<{ client: ClientId; state: string }>> => {
    const row = await needs.calls.findRecording(tx, id);
    if (!row) return refuse(refusals.noSuchRecording);
    const allowed = await mayHear(needs, tx, { as, client: row.client, recording: id });
    await needs.audit.record(tx, within(as, row.client), "recording.hear", { type: "recording", id, client: row.client }, allowed ? "yes" : "no");
    return allowed ? done(row) : refuse(refusals.mayNotHear);
  });
  return found.ok ? play(needs, { ...found.value, id }) : found;
};

/** By a role at the recording's own client, or because dispatch paged this very person about the voicemail. */
async function mayHear(needs: Needs, tx: Tx, { as, client, recording }: { as: Actor & Operating; client: ClientId; recording: string }): Promise<boolean> {
  if (await needs.access.may(tx, as, "recording.hear", client)) return true;
  const message = await needs.messages.ofRecording(tx, recording);
  return message !== undefined && needs.dispatch.isAssigned(tx, { message, person: as.person });
}

async function play(needs: Needs, row: { client: ClientId; id: string; state: string }): Promise<Outcome<Heard>> {
  const parts: Buffer[] = [];
  let bytes = 0;
  let cutShort = row.state !== "whole";
  try {
    for await (const chunk of needs.openRecording(row.client, row.id)) {
      const sound = dangerouslyReveal(chunk);
      bytes += sound.length;
      if (bytes > HEARD_BYTES_MAX) return refuse(refusals.tooLong);
      parts.push(sound);
    }
  } catch (error) {
    if ((error as Error).name !== "StreamCut") throw error;
    cutShort = true; // Its intact part was handed out: better half a voicemail than none.
  }
  return done({ pcmuBase64: Buffer.concat(parts).toString("base64"), seconds: Math.round(bytes / 8_000), cutShort });
}
