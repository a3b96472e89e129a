import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { MessageId, PersonId } from "../../../foundation/ids.ts";
import { dangerouslyReveal, type Phi } from "../../../foundation/phi.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { revisionPlace, wordsPlace } from "../places.ts";
import type { Content } from "../rules/content.ts";
import { whatChanged, type Change } from "../rules/what-changed.ts";
import * as store from "../store.ts";

export interface OpenedEvent extends Omit<store.EventRow, "words"> {
  readonly words: Phi<string> | null;
}
export interface Opened {
  readonly row: store.MessageRow;
  readonly content: Phi<Content>;
  readonly timeline: readonly OpenedEvent[];
}

const TIMELINE_LINES_MAX = 500;

/** [N7] The newest revision and its timeline, opened; the touch is recorded in the same transaction. Undefined outside the scope. */
export const openMessage = (needs: Needs) => async (tx: Tx, as: Actor, message: MessageId): Promise<Opened | undefined> => {
  const row = await store.find(tx, message);
  if (!row) return undefined;
  await needs.audit.record(tx, as, "message.open", { type: "message", id: message, client: row.client });
  const sealed = await store.revisionContent(tx, { client: row.client, message, number: row.revision });
  const text = await needs.vault.openText(revisionPlace(row.client, message, row.revision), sealed);
  const events = await store.events(tx, { client: row.client, message, limit: TIMELINE_LINES_MAX });
  const timeline: OpenedEvent[] = [];
  for (const event of events) {
    timeline.push({ ...event, words: event.words && (await needs.vault.openText(wordsPlace(row.client, event.id), event.words)) });
  }
  return { row, content: text.map((json) => JSON.parse(json) as Content), timeline };
};

/** A correction, to whoever reads its outcome: when, by whom, and what is other than in an earlier revision. */
export interface Corrected {
  readonly at: Instant;
  readonly by: PersonId | null;
  readonly changed: Phi<readonly Change[]>;
}

/** [N12] Of a message that is open: the touch was recorded when it was opened. */
export const changedSince = (needs: Needs) => async (tx: Tx, { row, content }: Opened, since: number): Promise<Corrected> => {
  const at = { client: row.client, message: row.id };
  const [newest, earlier] = [await store.revision(tx, { ...at, number: row.revision }), await store.revision(tx, { ...at, number: since })];
  const old = await needs.vault.openText(revisionPlace(row.client, row.id, since), earlier.content);
  const before = JSON.parse(dangerouslyReveal(old)) as Content;
  return {
    at: newest.savedAt, by: newest.savedBy,
    changed: content.map((now) => whatChanged({ ...before, urgency: earlier.urgency }, { ...now, urgency: newest.urgency })),
  };
};
