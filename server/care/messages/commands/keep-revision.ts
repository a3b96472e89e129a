import type { HoldReason } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Phi } from "../../../foundation/phi.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { revisionPlace } from "../places.ts";
import type { CallerKeys } from "../rules/caller-keys.ts";
import type { Content } from "../rules/content.ts";
import * as store from "../store.ts";
import { addEvent } from "./add-event.ts";
import { indexCaller } from "./know-caller.ts";

export interface Kept {
  readonly row: store.MessageRow & { readonly savedAt: Instant };
  readonly content: Phi<Content>;
  /** What its caller can be known by again. */
  readonly keys: CallerKeys;
  /** The first words of its line in the timeline. */
  readonly say: string;
  /** Why it waits for the office, when its operator said so. */
  readonly hold?: HoldReason | undefined;
}

export const personOf = (as: Actor): PersonId | null => (as.kind === "person" ? as.person : null);

/** One revision, sealed in one envelope; its line in the timeline, its audit entry, its fact; and somebody begins to be paged about it. */
export const keepRevision = (needs: Needs) => async (tx: Tx, as: Actor, kept: Kept): Promise<void> => {
  const { row } = kept;
  const { client, id: message, revision, urgency, savedAt: at } = row;
  const text = kept.content.map((content) => JSON.stringify(content));
  const content = await needs.vault.sealText({ ...revisionPlace(client, message, revision), at, kind: "message" }, text);
  store.addRevision(tx, { client, message, number: revision, urgency, content, savedBy: personOf(as), savedAt: at });
  await indexCaller(needs, tx, { ...kept.row, keys: kept.keys });
  await addEvent(needs)(tx, { client, message, revision, at, kind: "saved", who: personOf(as), say: kept.say });
  await needs.audit.record(tx, as, revision === 1 ? "message.save" : "message.correct", { type: "message", id: message, client });
  await needs.facts.record(tx, { name: "message.saved", subject: message, client, at, ids: { revision, account: row.account, urgency } });
  await needs.begin(tx, as, { message, revision, client, account: row.account, urgency, call: row.call, ...(kept.hold && { hold: kept.hold }) });
};
