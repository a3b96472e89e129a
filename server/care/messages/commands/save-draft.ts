import type { Draft } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, CallId, ClientId } from "../../../foundation/ids.ts";
import { dangerouslyReveal, type Phi } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { draftPlace } from "../places.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";

export interface DraftAsk {
  readonly call: CallId;
  readonly client: ClientId;
  readonly account: AccountId;
  /** The version this window last knew: 0 before the first save. */
  readonly version: number;
  readonly draft: Phi<Draft>;
}

const DRAFT_BYTES_MAX = 64 * 1024;

/** [N1] Keeps what is typed, sealed, while the call lives. Two windows cannot overwrite each other unseen. */
export const saveDraft = (needs: Needs) => async (tx: Tx, as: Actor, ask: DraftAsk): Promise<Outcome<{ version: number; savedAt: Instant }>> => {
  const at = needs.world.now();
  const text = ask.draft.map((draft) => JSON.stringify(draft));
  if (Buffer.byteLength(dangerouslyReveal(text)) > DRAFT_BYTES_MAX) return refuse(refusals.draftTooLong);
  const [sent, before] = await Promise.all([store.idOfCall(tx, ask), store.lockDraft(tx, ask)]);
  if (sent) return refuse(refusals.alreadySent);
  if ((before?.version ?? 0) !== ask.version) return refuse(refusals.draftMoved);

  const version = ask.version + 1;
  const content = await needs.vault.sealText({ ...draftPlace(ask, version), at, kind: "message" }, text);
  const row = { account: ask.account, version, content, savedAt: at };
  if (before) store.replaceDraft(tx, ask, row);
  else {
    if (!(await store.addDraft(tx, ask, row))) return refuse(refusals.draftMoved);
    await needs.audit.record(tx, as, "draft.open", { type: "call", id: ask.call, client: ask.client });
  }
  return done({ version, savedAt: at });
};

/** The draft of a call as it was last saved, for the call card. */
export const openDraft = (needs: Needs) => async (tx: Tx, at: store.DraftKey): Promise<{ draft: Phi<Draft>; version: number } | undefined> => {
  const row = await store.lockDraft(tx, at);
  if (!row) return undefined;
  const text = await needs.vault.openText(draftPlace(at, row.version), row.content);
  return { draft: text.map((json) => JSON.parse(json) as Draft), version: row.version };
};
