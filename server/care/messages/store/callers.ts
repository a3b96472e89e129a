import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, CallId, ClientId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

/** What one revision is known by: one row for its number, one for each person. */
export interface Match {
  readonly id: string;
  readonly number: Buffer | null;
  readonly person: Buffer | null;
}
export interface Matched {
  readonly client: ClientId;
  readonly message: MessageId;
  readonly revision: number;
  readonly account: AccountId;
  readonly savedAt: Instant;
}

export const addMatches = (tx: Tx, of: Matched, rows: readonly Match[]): void =>
  tx.send(sql`
    insert into messages.caller_match (client_id, id, message_id, revision, account_id, number_index, person_index, saved_at)
    select ${of.client}::uuid, id, ${of.message}::uuid, ${of.revision}::int, ${of.account}::uuid, number_index, person_index, ${toIso(of.savedAt)}::timestamptz
      from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ number }) => number)}::bytea[], ${rows.map(({ person }) => person)}::bytea[]) as each (id, number_index, person_index)`);

export interface Known {
  readonly client: ClientId;
  readonly account: AccountId;
  readonly index: Buffer;
  readonly since: Instant;
}

/** Of the newest revision alone: a number that was corrected knows nobody any more. */
export const byNumber = async (tx: Tx, ask: Known): Promise<MessageId | undefined> =>
  (await tx.maybe<{ message: MessageId }>(sql`
    select k.message_id as message
      from messages.caller_match k join messages.message m on m.client_id = k.client_id and m.id = k.message_id and m.revision = k.revision
     where k.client_id = ${ask.client} and k.account_id = ${ask.account} and k.number_index = ${ask.index} and m.saved_at >= ${toIso(ask.since)}
     order by m.saved_at desc limit 1`))?.message;

export const byPerson = async (tx: Tx, ask: Known): Promise<MessageId | undefined> =>
  (await tx.maybe<{ message: MessageId }>(sql`
    select k.message_id as message
      from messages.caller_match k join messages.message m on m.client_id = k.client_id and m.id = k.message_id and m.revision = k.revision
     where k.client_id = ${ask.client} and k.account_id = ${ask.account} and k.person_index = ${ask.index} and m.saved_at >= ${toIso(ask.since)}
     order by m.saved_at desc limit 1`))?.message;

const EARLIER_MAX = 10;
/**
 * [N15] The newest ones, by the newest texts alone, of both: a number that was corrected is nobody's any more. Two walks of an index that
 * end after so many, because whoever rings all night has hundreds of them; a text is no older than its message, so the walk may end there.
 * The question's values stand in a row of their own, so that the database plans it once and not at every message (0.4 ms of each).
 */
export const earlierLike = async (tx: Tx, ask: { client: ClientId; account: AccountId; message: MessageId; since: Instant }): Promise<MessageId[]> =>
  (await tx.rows<{ message: MessageId }>(sql`
    with ask as materialized (
      select ${ask.client}::uuid as client, ${ask.account}::uuid as account, ${ask.message}::uuid as message, ${toIso(ask.since)}::timestamptz as since),
    known as (
      select k.number_index, k.person_index, n.saved_at, ask.client, ask.account, ask.message, ask.since
        from ask
        join messages.caller_match k on k.client_id = ask.client and k.message_id = ask.message and k.account_id = ask.account
        join messages.message n on n.client_id = k.client_id and n.id = k.message_id and n.revision = k.revision)
    select message from (
      select by_number.* from known cross join lateral (
        select m.id as message, m.saved_at
          from messages.caller_match e join messages.message m on m.client_id = e.client_id and m.id = e.message_id and m.revision = e.revision
         where e.client_id = known.client and e.account_id = known.account and e.number_index = known.number_index and e.saved_at >= known.since
           and m.id <> known.message and m.saved_at >= known.since and m.saved_at <= known.saved_at
         order by e.saved_at desc limit ${EARLIER_MAX}) by_number
      union
      select by_person.* from known cross join lateral (
        select m.id as message, m.saved_at
          from messages.caller_match e join messages.message m on m.client_id = e.client_id and m.id = e.message_id and m.revision = e.revision
         where e.client_id = known.client and e.account_id = known.account and e.person_index = known.person_index and e.saved_at >= known.since
           and m.id <> known.message and m.saved_at >= known.since and m.saved_at <= known.saved_at
         order by e.saved_at desc limit ${EARLIER_MAX}) by_person) earlier
     order by saved_at desc, message limit ${EARLIER_MAX}`)).map((one) => one.message);

export interface StatusAsk {
  readonly client: ClientId;
  readonly id: string;
  readonly account: AccountId;
  readonly call: CallId;
  readonly by: PersonId;
  readonly way: "number" | "name";
  readonly told: boolean;
  readonly at: Instant;
}

export const addAsk = (tx: Tx, row: StatusAsk): void =>
  tx.send(sql`
    insert into messages.status_ask (client_id, id, account_id, call_id, by_person, way, told, at)
    values (${row.client}, ${row.id}, ${row.account}, ${row.call}, ${row.by}, ${row.way}, ${row.told}, ${toIso(row.at)})`);

/** Names that were tried: in this call, and for this practice since an instant without being told anything. */
export const namesTried = (tx: Tx, at: { client: ClientId; account: AccountId; call: CallId; since: Instant }): Promise<{ inCall: number; missed: number }> =>
  tx.one<{ inCall: number; missed: number }>(sql`
    select (select count(*) from messages.status_ask where client_id = ${at.client} and call_id = ${at.call} and way = 'name') as "inCall",
           (select count(*) from messages.status_ask where client_id = ${at.client} and account_id = ${at.account} and way = 'name' and not told and at >= ${toIso(at.since)}) as missed`);
