import type { Receipt } from "../../../contract/index.ts";
import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { AttemptId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";
import type { Attempt, PushAddress } from "./needs.ts";

export type State = Receipt | "acknowledged";

export const nextNumber = async (tx: Tx, client: ClientId, message: MessageId): Promise<number> =>
  (await tx.one<{ next: number }>(sql`
    select coalesce(max(number), 0) + 1 as next from delivery.attempt where client_id = ${client} and message_id = ${message}`)).next;

export const addAttempt = (tx: Tx, row: Attempt & { claimedAt: Instant }): Promise<number> =>
  tx.run(sql`
    insert into delivery.attempt (client_id, id, message_id, revision, number, person_id, channel, repeats, claimed_at)
    values (${row.client}, ${row.id}, ${row.message}, ${row.revision}, ${row.number}, ${row.person}, ${row.channel}, ${row.repeats}, ${toIso(row.claimedAt)})`);

export const countRepeat = (tx: Tx, client: ClientId, attempt: AttemptId): Promise<Attempt & { claimedAt: Instant }> =>
  tx.one<Attempt & { claimedAt: Instant }>(sql`
    update delivery.attempt set repeats = repeats + 1 where client_id = ${client} and id = ${attempt}
    returning id, client_id as client, message_id as message, revision, number, person_id as person, channel, repeats, claimed_at as "claimedAt"`);

export const attempt = (tx: Tx, id: AttemptId): Promise<Attempt | undefined> =>
  tx.maybe<Attempt>(sql`
    select id, client_id as client, message_id as message, revision, number, person_id as person, channel, repeats, claimed_at as "claimedAt"
      from delivery.attempt where id = ${id}`);

export interface Try extends Attempt {
  readonly claimedAt: Instant;
}
export const attemptsOf = (tx: Tx, messages: readonly MessageId[]): Promise<Try[]> =>
  tx.rows<Try>(sql`
    select id, client_id as client, message_id as message, revision, number, person_id as person, channel, repeats, claimed_at as "claimedAt"
      from delivery.attempt where message_id = any (${messages}) order by message_id, number`);

export const attemptsFor = (tx: Tx, client: ClientId, message: MessageId): Promise<Try[]> =>
  tx.rows<Try>(sql`
    select id, client_id as client, message_id as message, revision, number, person_id as person, channel, repeats, claimed_at as "claimedAt"
      from delivery.attempt where client_id = ${client} and message_id = ${message} order by number`);

export interface ReceiptRow {
  readonly attempt: AttemptId;
  readonly state: State;
  readonly at: Instant;
  readonly reason: string | null;
}
/** True when this is the first receipt of its kind for the attempt. */
export const addReceipt = async (tx: Tx, client: ClientId, row: ReceiptRow & { providerId?: string }): Promise<boolean> =>
  (await tx.run(sql`
    insert into delivery.receipt (client_id, attempt_id, state, at, reason, provider_id)
    values (${client}, ${row.attempt}, ${row.state}, ${toIso(row.at)}, ${row.reason}, ${row.providerId ?? null})
    on conflict do nothing`)) === 1;

export const receiptsOf = (tx: Tx, attempts: readonly AttemptId[]): Promise<ReceiptRow[]> =>
  tx.rows<ReceiptRow>(sql`
    select attempt_id as attempt, state, at, reason from delivery.receipt where attempt_id = any (${attempts}) order by at, state`);

export interface Page {
  readonly attempt: AttemptId;
  readonly client: ClientId;
  readonly message: MessageId;
  readonly revision: number;
  readonly repeated: boolean;
  readonly placedAt: Instant;
  readonly closedAt: Instant | null;
}

/** The same attempt a second time is the same page, marked as a repeat. */
export const placePage = (tx: Tx, at: { attempt: Attempt; placedAt: Instant }): Promise<number> =>
  tx.run(sql`
    insert into delivery.inbox (client_id, id, message_id, revision, person_id, repeated, placed_at)
    values (${at.attempt.client}, ${at.attempt.id}, ${at.attempt.message}, ${at.attempt.revision}, ${at.attempt.person}, ${at.attempt.repeats > 0}, ${toIso(at.placedAt)})
    on conflict (client_id, id) do update set repeated = true`);

export const closePages = (tx: Tx, at: { client: ClientId; message: MessageId; closedAt: Instant }): Promise<{ person: PersonId }[]> =>
  tx.rows<{ person: PersonId }>(sql`
    update delivery.inbox set closed_at = ${toIso(at.closedAt)}
     where client_id = ${at.client} and message_id = ${at.message} and closed_at is null
    returning person_id as person`);

export const closePagesFor = (tx: Tx, at: { client: ClientId; message: MessageId; person: PersonId; closedAt: Instant }): Promise<number> =>
  tx.run(sql`
    update delivery.inbox set closed_at = ${toIso(at.closedAt)}
     where client_id = ${at.client} and message_id = ${at.message} and person_id = ${at.person} and closed_at is null`);

/** One row for each message, by its newest attempt: paged three times is one line to read. */
export const pages = (tx: Tx, ask: { person: PersonId; since: Instant; limit: number }): Promise<Page[]> =>
  tx.rows<Page>(sql`
    select attempt, client, message, revision, repeated, "placedAt", "closedAt" from (
      select distinct on (client_id, message_id) id as attempt, client_id as client, message_id as message, revision, repeated,
             placed_at as "placedAt", closed_at as "closedAt"
        from delivery.inbox
       where person_id = ${ask.person} and (closed_at is null or closed_at >= ${toIso(ask.since)})
       order by client_id, message_id, placed_at desc, id desc) newest
     order by ("closedAt" is null) desc, "placedAt" desc limit ${ask.limit}`);

export const untaken = async (tx: Tx, person: PersonId): Promise<number> =>
  (await tx.one<{ count: number }>(sql`
    select count(distinct message_id) as count from delivery.inbox where person_id = ${person} and closed_at is null`)).count;

export const isOpen = async (tx: Tx, client: ClientId, attempt: AttemptId): Promise<boolean> =>
  (await tx.maybe(sql`select id from delivery.inbox where client_id = ${client} and id = ${attempt} and closed_at is null`)) !== undefined;

export interface Subscription extends PushAddress {
  readonly id: string;
}
export const subscriptions = (tx: Tx, person: PersonId, limit: number): Promise<Subscription[]> =>
  tx.rows<Subscription>(sql`
    select id, endpoint, p256dh, auth from delivery.push_subscription where person_id = ${person} order by subscribed_at desc limit ${limit}`);

/** A device that somebody else signs in on now wakes that person and nobody else. */
export const subscribe = (tx: Tx, row: Subscription & { person: PersonId; at: Instant }): Promise<number> =>
  tx.run(sql`
    insert into delivery.push_subscription (id, person_id, endpoint, p256dh, auth, subscribed_at)
    values (${row.id}, ${row.person}, ${row.endpoint}, ${row.p256dh}, ${row.auth}, ${toIso(row.at)})
    on conflict (endpoint) do update set person_id = excluded.person_id, p256dh = excluded.p256dh, auth = excluded.auth, subscribed_at = excluded.subscribed_at`);

export const keepNewestSubscriptions = (tx: Tx, person: PersonId, count: number): Promise<number> =>
  tx.run(sql`
    delete from delivery.push_subscription where person_id = ${person} and id not in (
      select id from delivery.push_subscription where person_id = ${person} order by subscribed_at desc limit ${count})`);

export const unsubscribe = (tx: Tx, ids: readonly string[]): Promise<number> =>
  tx.run(sql`delete from delivery.push_subscription where id = any (${ids})`);

export interface PushNote {
  readonly client: ClientId;
  readonly id: string;
  readonly attempt: AttemptId;
  readonly at: Instant;
  readonly pushed: number;
  readonly gone: number;
  readonly failed: number;
}
export const addPushNote = (tx: Tx, row: PushNote): Promise<number> =>
  tx.run(sql`
    insert into delivery.push_note (client_id, id, attempt_id, at, pushed, gone, failed)
    values (${row.client}, ${row.id}, ${row.attempt}, ${toIso(row.at)}, ${row.pushed}, ${row.gone}, ${row.failed})`);
