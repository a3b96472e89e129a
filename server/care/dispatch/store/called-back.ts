import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AttemptId, ClientId } from "../../../foundation/ids.ts";

/** [D9] [D15] This page's person passed it on, or covers the practice no longer. Asked behind the lock of its dispatch. */
export const isCalledBack = async (tx: Tx, at: { client: ClientId; attempt: AttemptId }): Promise<boolean> =>
  (await tx.maybe(sql`select id from dispatch.decision where client_id = ${at.client} and attempt_id = ${at.attempt} and passed_at is not null limit 1`)) !== undefined;
