import { sealedColumn } from "../../foundation/db/tables.ts";
import type { CallId, ClientId, MessageId } from "../../foundation/ids.ts";
import type { Place } from "../../trust/vault/index.ts";

/** Where this slice's sealed values belong. An envelope opens in its own place and nowhere else. */
export const draftPlace = (at: { client: ClientId; call: CallId }, version: number): Place => ({
  client: at.client, ...sealedColumn("messages.draft", "content"), row: at.call, revision: version,
});
export const revisionPlace = (client: ClientId, message: MessageId, revision: number): Place => ({
  client, ...sealedColumn("messages.revision", "content"), row: message, revision,
});
export const wordsPlace = (client: ClientId, event: string): Place => ({
  client, ...sealedColumn("messages.event", "words"), row: event, revision: 0,
});
