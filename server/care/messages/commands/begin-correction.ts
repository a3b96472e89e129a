import type { Draft } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { MessageId } from "../../../foundation/ids.ts";
import type { Phi } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { revisionPlace } from "../places.ts";
import { refusals } from "../refusals.ts";
import type { Content } from "../rules/content.ts";
import * as store from "../store.ts";

export interface Begun {
  readonly revision: number;
  readonly draft: Phi<Draft>;
  readonly script: { readonly id: string; readonly version: number };
  /** The number the call came from, to compare the call-back number with. */
  readonly callerNumber: Phi<string | null>;
}

/** [N8] Whatever was read back was read back of another text: a correction begins without it. The number stays, and is entered again. */
const unread = (draft: Draft): Draft => ({ ...draft, readBack: { ...draft.readBack, names: false, reason: false, numberAgain: "" } });

/** [N8] The newest revision as it was typed, to correct it. It is opened, and that is recorded in the same transaction. */
export const beginCorrection = (needs: Needs) => async (tx: Tx, as: Actor, message: MessageId): Promise<Outcome<Begun>> => {
  const row = await store.find(tx, message);
  if (!row) return refuse(refusals.notFound);
  if (row.scriptId === null || row.scriptVersion === null) return refuse(refusals.nothingTyped);
  await needs.audit.record(tx, as, "message.open", { type: "message", id: message, client: row.client });
  const sealed = await store.revisionContent(tx, { client: row.client, message, number: row.revision });
  const text = await needs.vault.openText(revisionPlace(row.client, message, row.revision), sealed);
  const content = text.map((json) => JSON.parse(json) as Content);
  return done({
    revision: row.revision, draft: content.map(({ draft }) => unread(draft!)), callerNumber: content.map(({ callerNumber }) => callerNumber),
    script: { id: row.scriptId, version: row.scriptVersion },
  });
};
