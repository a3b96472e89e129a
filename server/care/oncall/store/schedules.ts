import type { Arrangement, WeeklyShift } from "../../../../contract/oncall.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Shift } from "../rules/plan.ts";

export interface VersionRow {
  readonly id: string;
  readonly version: number;
  readonly zone: string;
  readonly shifts: readonly Shift[];
  /** Null: a week and nothing over it. */
  readonly arrangement: Arrangement | null;
  readonly savedAt: Instant;
}

/** The newest version; or the newest that was known at an instant. */
export const newest = (tx: Tx, account: AccountId, known: Instant | null): Promise<VersionRow | undefined> =>
  tx.maybe<VersionRow>(sql`
    select id, version, zone, shifts, arrangement, saved_at as "savedAt"
      from oncall.schedule_version
     where account_id = ${account} and (${known === null} or saved_at <= ${known === null ? null : toIso(known)}::timestamptz)
     order by version desc
     limit 1`);

export interface NewVersion {
  readonly client: ClientId;
  readonly id: string;
  readonly account: AccountId;
  readonly version: number;
  readonly zone: string;
  readonly shifts: readonly WeeklyShift[];
  readonly arrangement: Arrangement | null;
  readonly at: Instant;
  readonly by: PersonId | null;
}

/** False when someone else has saved this version in the meantime. */
export const insertVersion = async (tx: Tx, v: NewVersion): Promise<boolean> =>
  (await tx.run(sql`
    insert into oncall.schedule_version (client_id, id, account_id, version, zone, shifts, arrangement, saved_at, saved_by)
    values (${v.client}, ${v.id}, ${v.account}, ${v.version}, ${v.zone}, ${JSON.stringify(v.shifts)},
            ${v.arrangement === null ? null : JSON.stringify(v.arrangement)}, ${toIso(v.at)}, ${v.by})
    on conflict (client_id, account_id, version) do nothing`)) === 1;
