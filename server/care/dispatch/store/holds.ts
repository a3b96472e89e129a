import type { HoldFinding, HoldReason } from "../../../../contract/index.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, DispatchId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

export interface HoldRow {
  readonly client: ClientId;
  readonly id: string;
  readonly dispatch: DispatchId;
  readonly message: MessageId;
  readonly revision: number;
  readonly account: AccountId;
  readonly heldAt: Instant;
  readonly until: Instant;
  readonly by: PersonId | null;
  readonly reason: HoldReason | null;
  readonly officeHad: boolean;
  readonly reviewedBy: PersonId | null;
  readonly reviewedAt: Instant | null;
  readonly finding: HoldFinding | null;
}
type NewHold = Omit<HoldRow, "officeHad" | "reviewedBy" | "reviewedAt" | "finding">;

/** True: it was not kept before. */
export const add = async (tx: Tx, row: NewHold): Promise<boolean> =>
  (await tx.run(sql`
    insert into dispatch.hold (client_id, id, dispatch_id, message_id, revision, account_id, held_at, until_at, held_by, reason)
    values (${row.client}, ${row.id}, ${row.dispatch}, ${row.message}, ${row.revision}, ${row.account}, ${toIso(row.heldAt)}, ${toIso(row.until)}, ${row.by}, ${row.reason})
    on conflict (client_id, dispatch_id) do nothing`)) === 1;

export const ofDispatch = (tx: Tx, at: { client: ClientId; dispatch: DispatchId }): Promise<HoldRow | undefined> =>
  tx.maybe<HoldRow>(sql`
    select client_id as client, id, dispatch_id as dispatch, message_id as message, revision, account_id as account, held_at as "heldAt", until_at as until, held_by as by,
           reason, office_had as "officeHad", reviewed_by as "reviewedBy", reviewed_at as "reviewedAt", finding
      from dispatch.hold where client_id = ${at.client} and dispatch_id = ${at.dispatch}`);

export const setOfficeHad = (tx: Tx, at: Pick<HoldRow, "client" | "id">): Promise<number> =>
  tx.run(sql`update dispatch.hold set office_had = true where client_id = ${at.client} and id = ${at.id}`);

export const find = (tx: Tx, id: string): Promise<HoldRow | undefined> =>
  tx.maybe<HoldRow>(sql`
    select client_id as client, id, dispatch_id as dispatch, message_id as message, revision, account_id as account, held_at as "heldAt", until_at as until, held_by as by,
           reason, office_had as "officeHad", reviewed_by as "reviewedBy", reviewed_at as "reviewedAt", finding
      from dispatch.hold where id = ${id}`);

/** Held until the transaction ends: of two who review at once, the first is the one who did. */
export const lock = (tx: Tx, id: string): Promise<HoldRow | undefined> =>
  tx.maybe<HoldRow>(sql`
    select client_id as client, id, dispatch_id as dispatch, message_id as message, revision, account_id as account, held_at as "heldAt", until_at as until, held_by as by,
           reason, office_had as "officeHad", reviewed_by as "reviewedBy", reviewed_at as "reviewedAt", finding
      from dispatch.hold where id = ${id} for update`);

export const setReviewed = (tx: Tx, row: Pick<HoldRow, "client" | "id"> & { by: PersonId; at: Instant; finding: HoldFinding }): Promise<number> =>
  tx.run(sql`
    update dispatch.hold set reviewed_by = ${row.by}, reviewed_at = ${toIso(row.at)}, finding = ${row.finding}
     where client_id = ${row.client} and id = ${row.id} and reviewed_at is null`);

/** Not reviewed yet, the longest first; then what was reviewed since. */
export const forReview = (tx: Tx, ask: { reviewedSince: Instant; limit: number }): Promise<HoldRow[]> =>
  tx.rows<HoldRow>(sql`
    select client_id as client, id, dispatch_id as dispatch, message_id as message, revision, account_id as account, held_at as "heldAt", until_at as until, held_by as by,
           reason, office_had as "officeHad", reviewed_by as "reviewedBy", reviewed_at as "reviewedAt", finding
      from dispatch.hold where reviewed_at is null or reviewed_at >= ${toIso(ask.reviewedSince)}
     order by reviewed_at desc nulls first, until_at, id limit ${ask.limit}`);
