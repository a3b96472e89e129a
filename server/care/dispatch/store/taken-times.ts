import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { MessageId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

const ROWS_MAX = 20_000;

/** Seconds from sent to taken of the urgent and emergency messages that were sent since then and are taken; for the floor. */
export const takenSeconds = async (tx: Tx, since: Instant): Promise<number[]> =>
  (await tx.rows<{ seconds: number }>(sql`
    select extract(epoch from taken_at - begun_at)::float8 as seconds
      from dispatch.dispatch
     where begun_at >= ${toIso(since)} and state = 'taken' and urgency <> 'routine'
     limit ${ROWS_MAX}`)).map((row) => row.seconds);

/** When a person took each of these; a message that nobody has taken is left out. */
export const takenAt = async (tx: Tx, messages: readonly MessageId[]): Promise<ReadonlyMap<MessageId, Instant>> =>
  new Map((await tx.rows<{ message: MessageId; at: Instant }>(sql`
    select message_id as message, max(taken_at) as at
      from dispatch.dispatch
     where message_id = any (${messages}) and state = 'taken'
     group by message_id`)).map(({ message, at }) => [message, at]));

/** Who has this revision now: whoever took it, or took it over later. Undefined: nobody. */
export const takerOf = async (tx: Tx, { message, revision }: { message: MessageId; revision: number }): Promise<PersonId | undefined> =>
  (await tx.maybe<{ by: PersonId }>(sql`
    select taken_by as by from dispatch.dispatch where message_id = ${message} and revision = ${revision} and state = 'taken'`))?.by;
