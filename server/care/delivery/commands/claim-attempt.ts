import type { Tx } from "../../../foundation/db/db.ts";
import type { AttemptId, ClientId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { INBOX } from "../channels.ts";
import type { Attempt, Needs, PageKind } from "../needs.ts";
import { myTurn } from "../store/roads.ts";
import * as store from "../store.ts";

export interface ClaimAsk {
  readonly client: ClientId;
  readonly message: MessageId;
  readonly revision: number;
  readonly person: PersonId;
  /** Our own inbox, unless said otherwise. */
  readonly channel?: string;
  /** A page to take the message, unless said otherwise. */
  readonly kind?: PageKind;
  /** Its id, from whoever writes of it in the same breath. */
  readonly attempt?: AttemptId | undefined;
}

/** [R1] Says, before anything is sent, that it will be. Whoever calls holds the lock of the message's dispatch, so numbers do not collide. */
export const claimAttempt = (needs: Needs) => async (tx: Tx, { kind = "page", channel = INBOX, attempt: id = needs.world.id() as AttemptId, ...ask }: ClaimAsk): Promise<Attempt> => {
  const attempt = { ...ask, id, channel, repeats: 0, claimedAt: needs.world.now() };
  return { ...attempt, number: await store.addAttempt(tx, { ...attempt, kind }) };
};

/** [R2] The same attempt once more, with the same id, because nobody knows whether it was sent. Counted. */
export const claimAgain = async (tx: Tx, ask: { client: ClientId; attempt: AttemptId }): Promise<Attempt> => {
  // Whoever waits for a turn was never sent, so this is no repeat; a phone that waits to be woken is of a page that was.
  const [turn, attempt] = [await myTurn(tx, ask.attempt), await store.attempt(tx, ask.attempt)];
  return attempt && turn?.channel === attempt.channel ? attempt : store.countRepeat(tx, ask.client, ask.attempt);
};
