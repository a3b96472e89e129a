import type { Urgency } from "../../../../contract/index.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Hours, Quiet, Step } from "../rules/ladder.ts";

export interface LadderRow {
  readonly client: ClientId;
  readonly account: AccountId;
  readonly urgency: Urgency;
  readonly hours: Hours;
  readonly version: number;
  readonly quiet: Quiet | null;
  /** None: it was taken away. */
  readonly steps: readonly Step[];
}

/** The newest version of each ladder of an account, also of those that were taken away: their versions go on. */
export const newest = (tx: Tx, at: Pick<LadderRow, "client" | "account"> & { urgency: Urgency | null }): Promise<LadderRow[]> =>
  tx.rows<LadderRow>(sql`
    select distinct on (urgency, hours) client_id as client, account_id as account, urgency, hours, version, quiet, steps from dispatch.ladder
     where client_id = ${at.client} and account_id = ${at.account} and (${at.urgency}::text is null or urgency = ${at.urgency}::text)
     order by urgency, hours, version desc`);

export const add = (tx: Tx, row: LadderRow & { id: string; savedBy: PersonId; savedAt: Instant }): Promise<number> =>
  tx.run(sql`
    insert into dispatch.ladder (client_id, id, account_id, urgency, hours, version, quiet, steps, saved_by, saved_at)
    values (${row.client}, ${row.id}, ${row.account}, ${row.urgency}, ${row.hours}, ${row.version}, ${row.quiet === null ? null : JSON.stringify(row.quiet)},
            ${JSON.stringify(row.steps)}, ${row.savedBy}, ${toIso(row.savedAt)})`);
