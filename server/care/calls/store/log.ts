import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { CallRef } from "../store.ts";
import type { Logged } from "../rules/log-words.ts";

/** A call of hours notes some dozens. */
const EVENTS_MAX = 2_000;

export const logOf = (tx: Tx, call: CallRef): Promise<Logged[]> =>
  tx.rows<Logged>(sql`select kind, detail from calls.call_event where client_id = ${call.client} and call_id = ${call.id} order by number limit ${EVENTS_MAX}`);
