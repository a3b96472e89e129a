import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, MessageId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { DispatchRow } from "./dispatches.ts";

/** Not acknowledged, worst first; then what was taken since. Of a message that was corrected after somebody took it, the newest text alone. */
export const working = (tx: Tx, ask: { takenSince: Instant; limit: number }): Promise<DispatchRow[]> =>
  tx.rows<DispatchRow>(sql`
    select id, client_id as client, message_id as message, revision, account_id as account, account_name as "accountName", zone, urgency,
           ladder_version as "ladderVersion", steps, quiet, state, begun_at as "begunAt", next_at as "nextAt", alarm_at as "alarmAt", quiet_until as "quietUntil",
           given_to as "givenTo", taken_by as "takenBy", taken_at as "takenAt"
      from dispatch.dispatch d
     where state in ('working', 'alarm') or (state = 'taken' and taken_at >= ${toIso(ask.takenSince)} and not exists (
             select 1 from dispatch.dispatch n where n.client_id = d.client_id and n.message_id = d.message_id and n.revision > d.revision))
     order by (state = 'alarm') desc, (state = 'working') desc, taken_at desc, case urgency when 'emergency' then 1 when 'urgent' then 2 else 3 end, begun_at, id
     limit ${ask.limit}`);

/** How many nobody has taken. */
export const countOpen = async (tx: Tx): Promise<number> =>
  (await tx.one<{ count: number }>(sql`select count(*) as count from dispatch.dispatch where state in ('working', 'alarm')`)).count;

export const newestOf = (tx: Tx, messages: readonly MessageId[]): Promise<DispatchRow[]> =>
  tx.rows<DispatchRow>(sql`
    select distinct on (message_id) id, client_id as client, message_id as message, revision, account_id as account, account_name as "accountName", zone, urgency,
           ladder_version as "ladderVersion", steps, quiet, state, begun_at as "begunAt", next_at as "nextAt", alarm_at as "alarmAt", quiet_until as "quietUntil",
           given_to as "givenTo", taken_by as "takenBy", taken_at as "takenAt"
      from dispatch.dispatch where message_id = any (${messages}) order by message_id, revision desc`);

export interface SearchedFor {
  readonly account: AccountId | null;
  readonly state: string | null;
  /** Only what stands behind this row. */
  readonly after: { readonly begunAt: Instant; readonly message: MessageId | null } | null;
  readonly limit: number;
}
const NO_MESSAGE = "00000000-0000-0000-0000-000000000000";

/** Newest first, of the accounts in scope. */
export const search = (tx: Tx, ask: SearchedFor): Promise<DispatchRow[]> =>
  tx.rows<DispatchRow>(sql`
    select id, client_id as client, message_id as message, revision, account_id as account, account_name as "accountName", zone, urgency,
           ladder_version as "ladderVersion", steps, quiet, state, begun_at as "begunAt", next_at as "nextAt", alarm_at as "alarmAt", quiet_until as "quietUntil",
           given_to as "givenTo", taken_by as "takenBy", taken_at as "takenAt"
      from dispatch.dispatch d
     where state <> 'superseded'
       and not exists (select 1 from dispatch.dispatch n where n.client_id = d.client_id and n.message_id = d.message_id and n.revision > d.revision)
       and (${ask.account}::uuid is null or account_id = ${ask.account}::uuid)
       and (${ask.state}::text is null or state = ${ask.state}::text)
       and (${ask.after === null} or (begun_at, message_id) < (${toIso(ask.after?.begunAt ?? (0 as Instant))}::timestamptz, ${ask.after?.message ?? NO_MESSAGE}::uuid))
     order by begun_at desc, message_id desc limit ${ask.limit}`);
