import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Hole } from "../../oncall/index.ts";
import type { Finding } from "../rules/findings.ts";

interface Placed {
  readonly client: ClientId;
  readonly id: string;
  readonly account: AccountId;
}

export interface AcceptedHole extends Placed {
  /** Of the schedule, or of the ladder below. */
  readonly version: number;
  readonly ladder: { readonly urgency: string; readonly hours: string } | null;
  readonly hole: Hole;
  readonly holes: number;
  readonly at: Instant;
  readonly by: PersonId;
}

export const insertAcceptedHole = (tx: Tx, a: AcceptedHole): Promise<number> =>
  tx.run(sql`
    insert into coverage.accepted_hole (client_id, id, account_id, version, ladder_urgency, ladder_hours, rank, why, from_at, until_at, holes, accepted_at, accepted_by)
    values (${a.client}, ${a.id}, ${a.account}, ${a.version}, ${a.ladder?.urgency ?? null}, ${a.ladder?.hours ?? null}, ${a.hole.rank}, ${a.hole.why}, ${toIso(a.hole.from)}, ${toIso(a.hole.until)}, ${a.holes}, ${toIso(a.at)}, ${a.by})`);

export interface ReportRow extends Placed {
  /** The calendar day in the account's zone. */
  readonly day: string;
  readonly madeAt: Instant;
  readonly findings: readonly Finding[];
  readonly found: number;
}

export const saveReport = (tx: Tx, r: ReportRow): Promise<number> =>
  tx.run(sql`
    insert into coverage.report (client_id, id, account_id, day, made_at, findings, found)
    values (${r.client}, ${r.id}, ${r.account}, ${r.day}, ${toIso(r.madeAt)}, ${JSON.stringify(r.findings)}, ${r.found})
    on conflict (client_id, account_id, day) do update set made_at = excluded.made_at, findings = excluded.findings, found = excluded.found`);

export const newestReport = (tx: Tx, account: AccountId): Promise<ReportRow | undefined> =>
  tx.maybe<ReportRow>(sql`
    select client_id as client, id, account_id as account, day::text as day, made_at as "madeAt", findings, found
      from coverage.report where account_id = ${account} order by day desc limit 1`);

/** The newest of each account in scope, those with findings alone. */
export const reportsWithFindings = (tx: Tx, limit: number): Promise<ReportRow[]> =>
  tx.rows<ReportRow>(sql`
    select client, id, account, day, "madeAt", findings, found from (
      select distinct on (client_id, account_id) client_id as client, id, account_id as account, r.day::text as day, made_at as "madeAt", findings, found
        from coverage.report r order by client_id, account_id, r.day desc) newest
     where found > 0 order by found desc, account limit ${limit}`);

export const forgetReports = (tx: Tx, before: Instant): Promise<number> => tx.run(sql`delete from coverage.report where made_at < ${toIso(before)}`);
