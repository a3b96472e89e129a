import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { AccountId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";

export interface Try {
  readonly client: ClientId;
  readonly id: string;
  readonly account: AccountId;
  readonly message: MessageId;
  readonly revision: number;
  readonly person: PersonId;
  readonly begunAt: Instant;
}

/** `node`: of the process that rings; null in a house of one. */
export const addTry = (tx: Tx, t: Try & { readonly node: string | null }): Promise<number> =>
  tx.run(sql`
    insert into ringback.try (client_id, id, account_id, message_id, revision, person_id, begun_at, node)
    values (${t.client}, ${t.id}, ${t.account}, ${t.message}, ${t.revision}, ${t.person}, ${toIso(t.begunAt)}, ${t.node})`);

const LIVE_MAX = 500;
/** Tries of a node that nobody has ended; without a node, whoever made them. */
export const liveTries = (tx: Tx, node: string | null): Promise<Try[]> =>
  tx.rows<Try>(sql`
    select client_id as client, id, account_id as account, message_id as message, revision, person_id as person, begun_at as "begunAt"
      from ringback.try where ended_at is null and (${node}::text is null or node = ${node}) order by begun_at limit ${LIVE_MAX}`);

/** False: it was ended before. */
export const endTry = async (tx: Tx, t: Pick<Try, "client" | "id">, end: { answeredAt: Instant | null; endedAt: Instant; outcome: string }): Promise<boolean> =>
  (await tx.run(sql`
    update ringback.try set answered_at = ${end.answeredAt === null ? null : toIso(end.answeredAt)}, ended_at = ${toIso(end.endedAt)}, outcome = ${end.outcome}
     where client_id = ${t.client} and id = ${t.id} and ended_at is null`)) === 1;

/** Held until the transaction ends, so that of two tries of one person at once the second sees the first. */
export const oneTryAtATime = (tx: Tx, person: PersonId): Promise<number> => tx.run(sql`select pg_advisory_xact_lock(hashtextextended('ringback ' || ${person}::text, 0))`);

/** Whether a try of this person that was begun since then goes on, at whichever node. */
export const isTrying = async (tx: Tx, person: PersonId, since: Instant): Promise<boolean> =>
  (await tx.maybe(sql`select 1 as yes from ringback.try where person_id = ${person} and ended_at is null and begun_at > ${toIso(since)} limit 1`)) !== undefined;

/** Tries since an instant, about this message and by this person. */
export const triesSince = (tx: Tx, ask: { client: ClientId; message: MessageId; person: PersonId; since: Instant }): Promise<{ ofMessage: number; ofPerson: number }> =>
  tx.one<{ ofMessage: number; ofPerson: number }>(sql`
    select count(*) filter (where client_id = ${ask.client} and message_id = ${ask.message}) as "ofMessage", count(*) filter (where person_id = ${ask.person}) as "ofPerson"
      from ringback.try where begun_at >= ${toIso(ask.since)}`);

export const findTry = (tx: Tx, t: Pick<Try, "client" | "id">): Promise<Try | undefined> =>
  tx.maybe<Try>(sql`
    select client_id as client, id, account_id as account, message_id as message, revision, person_id as person, begun_at as "begunAt"
      from ringback.try where client_id = ${t.client} and id = ${t.id}`);
