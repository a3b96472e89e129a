import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AttemptId, ClientId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Attempt, Needs, PageKind } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { leaveLineOf } from "../store/roads.ts";
import * as store from "../store.ts";

/** [R4] The person's own device says that the page is there. Gives the attempt when this is news. */
export const noteOnDevice = (needs: Needs) => async (tx: Tx, as: Actor, id: AttemptId): Promise<Outcome<Attempt | undefined>> => {
  const attempt = await store.attempt(tx, id);
  if (!attempt || as.kind !== "person" || attempt.person !== as.person) return refuse(refusals.notFound);
  const news = await store.addReceipt(tx, attempt.client, { attempt: id, state: "on-device", at: needs.world.now(), reason: null });
  if (news) await needs.audit.record(tx, as, "page.on-device", { type: "attempt", id, client: attempt.client });
  return done(news ? attempt : undefined);
};

/** [R4] The person has the message open. Their newest attempt gets the receipt, once; gives its number when this is news. */
export const noteOpened = (needs: Needs) => async (tx: Tx, ask: { client: ClientId; message: MessageId; person: PersonId }): Promise<Attempt | undefined> => {
  const newest = (await store.attemptsFor(tx, ask.client, ask.message)).findLast((one) => one.person === ask.person);
  if (!newest) return undefined;
  await closeNotice(needs)(tx, { ...ask, kind: "corrected" });
  return (await store.addReceipt(tx, ask.client, { attempt: newest.id, state: "opened", at: needs.world.now(), reason: null })) ? newest : undefined;
};

/** [R4] [R6] The person took the message: a receipt on their newest attempt, and the page waits for nobody any more. */
export const noteAcknowledged = (needs: Needs) => async (tx: Tx, ask: { client: ClientId; message: MessageId; person: PersonId }): Promise<Attempt | undefined> => {
  const at = needs.world.now();
  const newest = (await store.attemptsFor(tx, ask.client, ask.message)).findLast((one) => one.person === ask.person);
  if (newest) await store.addReceipt(tx, ask.client, { attempt: newest.id, state: "acknowledged", at, reason: null });
  await closePages(needs)(tx, ask);
  await closeNotice(needs)(tx, { ...ask, kind: "corrected" });
  return newest;
};

export const closePages = (needs: Needs) => async (tx: Tx, ask: { client: ClientId; message: MessageId }): Promise<void> => {
  leaveLineOf(tx, { ...ask, person: null });
  const closed = await store.closePages(tx, { client: ask.client, message: ask.message, closedAt: needs.world.now() });
  for (const person of new Set(closed.map((row) => row.person))) tx.afterCommit(() => needs.live.inboxChanged(person));
};

/** [R10] What this person was told, or asked, is read or done. */
export const closeNotice = (needs: Needs) => async (tx: Tx, ask: { client: ClientId; message: MessageId; person: PersonId; kind: PageKind }): Promise<void> => {
  if ((await store.closeKind(tx, { ...ask, closedAt: needs.world.now() })) > 0) tx.afterCommit(() => needs.live.inboxChanged(ask.person));
};

/** The page waits for this one person no longer: they may not read it any more. */
export const closePagesFor = (needs: Needs) => async (tx: Tx, ask: { client: ClientId; message: MessageId; person: PersonId }): Promise<void> => {
  leaveLineOf(tx, ask);
  await store.closePagesFor(tx, { ...ask, closedAt: needs.world.now() });
  tx.afterCommit(() => needs.live.inboxChanged(ask.person));
};
