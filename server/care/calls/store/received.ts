import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { CallRef } from "../store.ts";

export const stampReception = (tx: Tx, call: CallRef, version: number): Promise<number> =>
  tx.run(sql`update calls.call set reception_version = ${version} where client_id = ${call.client} and id = ${call.id}`);

/** Whether this number rang the account since then and was gone before anybody spoke: by its blind index. */
export const rangInVain = async (tx: Tx, ask: { client: ClientId; account: AccountId; callerIndex: Buffer; since: Instant }): Promise<boolean> =>
  (await tx.one<{ there: boolean }>(sql`
    select exists (
      select 1 from calls.call
       where client_id = ${ask.client} and caller_index = ${ask.callerIndex} and account_id = ${ask.account}
         and offered_at >= ${toIso(ask.since)} and ended_at is not null and answered_at is null and message_id is null) as there`)).there;
