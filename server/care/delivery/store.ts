import type { Receipt } from "../../../contract/index.ts";
import type { Tx } from "../../foundation/db/db.ts";
import { sql, type Sql } from "../../foundation/db/sql.ts";
import type { AttemptId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";
import type { Attempt, PageKind, PushAddress } from "./needs.ts";

export type State = Receipt | "acknowledged";

/** Claimed: the attempt, with the next number of its message, and its first receipt. Gives the number. */
export const addAttempt = async (tx: Tx, row: Omit<Attempt, "number"> & { claimedAt: Instant; kind: PageKind }): Promise<number> =>
  (await tx.one<{ number: number }>(sql`
    with claimed as (
      insert into delivery.attempt (client_id, id, message_id, revision, number, person_id, channel, repeats, claimed_at, kind)
      select ${row.client}::uuid, ${row.id}::uuid, ${row.message}::uuid, ${row.revision}::int, coalesce(max(number), 0) + 1, ${row.person}::uuid, ${row.channel}, ${row.repeats}::int,
             ${toIso(row.claimedAt)}::timestamptz, ${row.kind}
        from delivery.attempt where client_id = ${row.client}::uuid and message_id = ${row.message}::uuid
      returning client_id, id, number, claimed_at),
    noted as (insert into delivery.receipt (client_id, attempt_id, state, at) select client_id, id, 'claimed', claimed_at from claimed)
    select number from claimed`)).number;

const UNDER_WAY_MAX = 500;
/** Pages to these people by one way that have no answer yet. */
export const underWay = (tx: Tx, ask: { people: readonly PersonId[]; channel: string; since: Instant }): Promise<{ client: ClientId; attempt: AttemptId; message: MessageId; revision: number }[]> =>
  tx.rows<{ client: ClientId; attempt: AttemptId; message: MessageId; revision: number }>(sql`
    select a.client_id as client, a.id as attempt, a.message_id as message, a.revision from delivery.attempt a
     where a.person_id = any (${[...ask.people]}::uuid[]) and a.channel = ${ask.channel} and a.claimed_at >= ${toIso(ask.since)}
       and not exists (select 1 from delivery.receipt r where r.client_id = a.client_id and r.attempt_id = a.id and r.state in ('accepted', 'failed'))
     limit ${UNDER_WAY_MAX}`);

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

export interface Answered extends Try {
  readonly receipts: readonly ReceiptRow[];
}
/** The attempts of one message with what came back, in one question: what the ladder is decided from. */
export const answersFor = async (tx: Tx, client: ClientId, message: MessageId): Promise<Answered[]> => {
  const rows = await tx.rows<Try & Omit<ReceiptRow, "attempt">>(sql`
    select a.id, a.client_id as client, a.message_id as message, a.revision, a.number, a.person_id as person, a.channel, a.repeats, a.claimed_at as "claimedAt",
           r.state, r.at, r.reason
      from delivery.attempt a join delivery.receipt r on r.client_id = a.client_id and r.attempt_id = a.id
     where a.client_id = ${client} and a.message_id = ${message} order by a.number, r.at, r.state`);
  return [...Map.groupBy(rows, (row) => row.id)].map(([attempt, [first, ...rest]]) => {
    const { state: _state, at: _at, reason: _reason, ...one } = first!;
    return { ...one, receipts: [first!, ...rest].map(({ state, at, reason }) => ({ attempt, state, at, reason })) };
  });
};

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
  readonly kind: PageKind;
  readonly placedAt: Instant;
  readonly closedAt: Instant | null;
}

/** The same attempt a second time is the same page, marked as a repeat. */
export const placePage = (tx: Tx, at: { attempt: Attempt; placedAt: Instant }): void =>
  tx.send(sql`
    insert into delivery.inbox (client_id, id, message_id, revision, person_id, repeated, placed_at, kind)
    select client_id, id, message_id, revision, person_id, ${at.attempt.repeats > 0}, ${toIso(at.placedAt)}::timestamptz, kind
      from delivery.attempt where client_id = ${at.attempt.client} and id = ${at.attempt.id}
    on conflict (client_id, id) do update set repeated = true`);

/** Nobody has to take the message any more. Who is told of a correction, or asked to ring back, still is. */
export const closePages = (tx: Tx, at: { client: ClientId; message: MessageId; closedAt: Instant }): Promise<{ person: PersonId }[]> =>
  tx.rows<{ person: PersonId }>(sql`
    update delivery.inbox set closed_at = ${toIso(at.closedAt)}
     where client_id = ${at.client} and message_id = ${at.message} and kind = 'page' and closed_at is null
    returning person_id as person`);

export const closePagesFor = (tx: Tx, at: { client: ClientId; message: MessageId; person: PersonId; closedAt: Instant }): Promise<number> =>
  tx.run(sql`
    update delivery.inbox set closed_at = ${toIso(at.closedAt)}
     where client_id = ${at.client} and message_id = ${at.message} and person_id = ${at.person} and closed_at is null`);

/** Messages of one client of which a page, of whatever kind, still waits for this person. */
export const openFor = async (tx: Tx, at: { client: ClientId; person: PersonId }): Promise<MessageId[]> =>
  (await tx.rows<{ message: MessageId }>(sql`
    select distinct message_id as message from delivery.inbox where client_id = ${at.client} and person_id = ${at.person} and closed_at is null order by 1`)).map((row) => row.message);

/** How many pages of this kind waited for this person and do no longer. */
export const closeKind = (tx: Tx, at: { client: ClientId; message: MessageId; person: PersonId; kind: PageKind; closedAt: Instant }): Promise<number> =>
  tx.run(sql`
    update delivery.inbox set closed_at = ${toIso(at.closedAt)}
     where client_id = ${at.client} and message_id = ${at.message} and person_id = ${at.person} and kind = ${at.kind} and closed_at is null`);

/** One row for each message, by its newest attempt that still waits, else its newest: paged three times is one line to read. */
export const pages = (tx: Tx, ask: { person: PersonId; since: Instant; limit: number }): Promise<Page[]> =>
  tx.rows<Page>(sql`
    select attempt, client, message, revision, repeated, kind, "placedAt", "closedAt" from (
      select distinct on (client_id, message_id) id as attempt, client_id as client, message_id as message, revision, repeated,
             case when bool_or(kind = 'corrected' and closed_at is null) over same then 'corrected' else kind end as kind,
             placed_at as "placedAt", closed_at as "closedAt"
        from delivery.inbox
       where person_id = ${ask.person} and (closed_at is null or closed_at >= ${toIso(ask.since)})
      window same as (partition by client_id, message_id)
       order by client_id, message_id, (closed_at is null) desc, placed_at desc, id desc) newest
     order by ("closedAt" is null) desc, "placedAt" desc limit ${ask.limit}`);

/** Messages that wait to be taken or to be read anew. Being asked to ring back is no message that nobody has. */
export const untaken = async (tx: Tx, person: PersonId): Promise<number> =>
  (await tx.one<{ count: number }>(sql`
    select count(distinct message_id) as count from delivery.inbox where person_id = ${person} and closed_at is null and kind <> 'reminder'`)).count;

/** What a person's open windows are told: how many messages wait, and the newest attempt of each, newest first. */
export const waiting = (person: PersonId, limit: number): Sql => sql`
    with open as (
      select distinct on (client_id, message_id) id, placed_at, kind
        from delivery.inbox where person_id = ${person} and closed_at is null
       order by client_id, message_id, placed_at desc, id desc)
    select (select count(*) from open where kind <> 'reminder') as untaken,
           array(select newest.id::text from (select id, placed_at from open order by placed_at desc, id desc limit ${limit}) newest order by newest.placed_at desc, newest.id desc) as attempts`;

export interface Subscription extends PushAddress {
  readonly id: string;
}
export const hasDevice = async (tx: Tx, person: PersonId): Promise<boolean> =>
  (await tx.one<{ has: boolean }>(sql`select exists (select 1 from delivery.push_subscription where person_id = ${person}) as has`)).has;

/** The person's devices, newest first, as long as the page waits for them; none once somebody took the message. */
export const devicesToWake = (tx: Tx, page: { client: ClientId; attempt: AttemptId; person: PersonId }, limit: number): Promise<Subscription[]> =>
  tx.rows<Subscription>(sql`
    select id, endpoint, p256dh, auth from delivery.push_subscription
     where person_id = ${page.person}
       and exists (select 1 from delivery.inbox where client_id = ${page.client} and id = ${page.attempt} and closed_at is null)
     order by subscribed_at desc limit ${limit}`);

/** A person's devices, newest first, whatever they are woken for. */
export const devicesOf = (tx: Tx, person: PersonId, limit: number): Promise<Subscription[]> =>
  tx.rows<Subscription>(sql`
    select id, endpoint, p256dh, auth from delivery.push_subscription where person_id = ${person} order by subscribed_at desc limit ${limit}`);

/** Which of these people have a device that is woken. */
export const withDevice = async (tx: Tx, people: readonly PersonId[]): Promise<PersonId[]> =>
  (await tx.rows<{ person: PersonId }>(sql`select distinct person_id as person from delivery.push_subscription where person_id = any (${[...people]}::uuid[])`)).map(({ person }) => person);

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

export const unsubscribeAll = (tx: Tx, person: PersonId): Promise<number> =>
  tx.run(sql`delete from delivery.push_subscription where person_id = ${person}`);

/** The page waits, and neither a device nor a window of its person has shown that it is there. */
export const isUnseen = async (tx: Tx, at: Pick<Attempt, "client" | "id">): Promise<boolean> =>
  (await tx.maybe(sql`
    select id from delivery.inbox
     where client_id = ${at.client} and id = ${at.id} and closed_at is null
       and not exists (select 1 from delivery.receipt where client_id = ${at.client} and attempt_id = ${at.id} and state in ('on-device', 'opened'))`)) !== undefined;

/** One address at each push service that some device is reached by. */
export const anEndpointOfEachService = async (tx: Tx): Promise<string[]> =>
  (await tx.rows<{ endpoint: string }>(sql`select distinct on (split_part(endpoint, '/', 3)) endpoint from delivery.push_subscription order by split_part(endpoint, '/', 3) limit 200`)).map(({ endpoint }) => endpoint);

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
