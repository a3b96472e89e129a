import type { Draft } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, CallId, ClientId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { dangerouslyReveal, phi, type Phi } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { notReady, refusals } from "../refusals.ts";
import { callerKeys } from "../rules/caller-keys.ts";
import { contentOf } from "../rules/content.ts";
import { leftToDo, type Script } from "../rules/left-to-do.ts";
import * as store from "../store.ts";
import { keepRevision } from "./keep-revision.ts";

export interface SaveAsk {
  readonly call: CallId;
  readonly account: AccountId;
  readonly client: ClientId;
  /** The sender's own key: the same key twice is the same message. */
  readonly key: string;
  readonly draft: Phi<Draft>;
  /** The version that was stamped on the call. */
  readonly script: Script & { readonly id: string; readonly version: number };
  /** E.164, or null when withheld. */
  readonly callerNumber: Phi<string> | null;
  readonly takenDownBy: PersonId;
}

export interface Sent {
  readonly message: MessageId;
  readonly revision: number;
  readonly sentAt: Instant;
}

/** [N3] [N5] The draft becomes a message, and is worked from this instant on: both, or neither. */
export const saveMessage = (needs: Needs) => async (tx: Tx, as: Actor, ask: SaveAsk): Promise<Outcome<Sent>> => {
  const draft = dangerouslyReveal(ask.draft);
  const left = leftToDo(draft, ask.script)[0];
  if (left) return (await sentBefore(tx, ask)) ?? refuse(notReady(left));

  const { content, urgency } = contentOf(draft, ask.script, ask.callerNumber && dangerouslyReveal(ask.callerNumber));
  const row = {
    id: needs.world.id() as MessageId, client: ask.client, account: ask.account, call: ask.call, sendKey: ask.key, origin: "operator", urgency,
    revision: 1, scriptId: ask.script.id, scriptVersion: ask.script.version, recording: null, takenDownBy: ask.takenDownBy, savedAt: needs.world.now(),
  } as const;
  // Sent before, or the other of two sends that crossed: that one has committed when this answers false.
  if (!(await store.add(tx, row))) return (await sentBefore(tx, ask)) ?? refuse(refusals.keyOfAnother);
  await keepRevision(needs)(tx, as, { row, content: phi(content), keys: callerKeys(content, draft, ask.script), say: "Sent", hold: draft.hold });
  store.removeDraft(tx, ask);
  return done(sent(row));
};

async function sentBefore(tx: Tx, ask: SaveAsk): Promise<Outcome<Sent> | undefined> {
  const before = await store.sentBefore(tx, ask);
  if (!before) return undefined;
  if (before.sendKey !== ask.key) return refuse(refusals.alreadySent);
  return before.call === ask.call ? done(sent({ ...before, revision: 1 })) : refuse(refusals.keyOfAnother);
}

export const sent = (row: Pick<store.MessageRow, "id" | "revision" | "savedAt">): Sent => ({ message: row.id, revision: row.revision, sentAt: row.savedAt });
