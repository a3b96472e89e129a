import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

const ROWS_MAX = 20_000;

/** Seconds from sent to taken of the urgent and emergency messages that were sent since then and are taken; for the floor. */
export const takenSeconds = async (tx: Tx, since: Instant): Promise<number[]> =>
  (await tx.rows<{ seconds: number }>(sql`
    select extract(epoch from taken_at - begun_at)::float8 as seconds
      from dispatch.dispatch
     where begun_at >= ${toIso(since)} and state = 'taken' and urgency <> 'routine'
     limit ${ROWS_MAX}`)).map((row) => row.seconds);
