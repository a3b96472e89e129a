import type { Draft } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { MessageId } from "../../../foundation/ids.ts";
import { dangerouslyReveal, phi, type Phi } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { revisionPlace } from "../places.ts";
import { notReady, refusals } from "../refusals.ts";
import { callerKeys } from "../rules/caller-keys.ts";
import { contentOf, type Content } from "../rules/content.ts";
import { leftToDo, type Script } from "../rules/left-to-do.ts";
import * as store from "../store.ts";
import { keepRevision } from "./keep-revision.ts";
import { sent, type Sent } from "./save-message.ts";

export interface CorrectAsk {
  readonly message: MessageId;
  /** The revision the corrector had open. */
  readonly basedOn: number;
  readonly draft: Phi<Draft>;
  /** The script version the message was taken down with. */
  readonly script: Script;
}

/** [N8] A new revision, worked anew: who took the old one has not taken this. The old one stays. */
export const correctMessage = (needs: Needs) => async (tx: Tx, as: Actor, ask: CorrectAsk): Promise<Outcome<Sent>> => {
  const before = await store.find(tx, ask.message);
  if (!before) return refuse(refusals.notFound);
  const locked = await store.lock(tx, before.client, before.id);
  if (locked?.revision !== ask.basedOn) return refuse(refusals.revisionMoved);
  const draft = dangerouslyReveal(ask.draft);
  const left = leftToDo(draft, ask.script)[0];
  if (left) return refuse(notReady(left));

  const old = await needs.vault.openText(revisionPlace(before.client, before.id, ask.basedOn), await store.revisionContent(tx, { client: before.client, message: before.id, number: ask.basedOn }));
  const { content, urgency } = contentOf(draft, ask.script, (JSON.parse(dangerouslyReveal(old)) as Content).callerNumber);
  const row = { ...before, revision: ask.basedOn + 1, urgency, savedAt: needs.world.now() };
  store.setNewest(tx, row);
  await keepRevision(needs)(tx, as, { row, content: phi(content), keys: callerKeys(content, draft, ask.script), say: "Corrected", hold: draft.hold });
  return done(sent(row));
};
