import { CLOSINGS_MAX, type SpecialDay } from "../../../../contract/hours.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Opening } from "../rules/hours.ts";

interface HoursRow {
  readonly zone: string;
  readonly hours: readonly Opening[];
  readonly holidays: readonly string[];
  readonly days: readonly SpecialDay[];
}

export interface NewVersion extends HoursRow {
  readonly client: ClientId;
  readonly id: string;
  readonly account: AccountId;
  readonly version: number;
  readonly at: Instant;
  readonly by: PersonId | null;
}

export const insertVersion = (tx: Tx, v: NewVersion): Promise<number> =>
  tx.run(sql`
    insert into directory.hours_version (client_id, id, account_id, version, zone, hours, holidays, days, saved_at, saved_by)
    values (${v.client}, ${v.id}, ${v.account}, ${v.version}, ${v.zone}, ${JSON.stringify(v.hours)}, ${v.holidays}::text[]::date[], ${JSON.stringify(v.days)}, ${toIso(v.at)}, ${v.by})
    on conflict (client_id, account_id, version) do nothing`);

export const saveDays = (tx: Tx, a: { client: ClientId; id: AccountId; hours: readonly Opening[]; holidays: readonly string[]; days: readonly SpecialDay[]; version: number }): Promise<number> =>
  tx.run(sql`
    update directory.account
       set hours = ${JSON.stringify(a.hours)}, holidays = ${a.holidays}::text[]::date[], days = ${JSON.stringify(a.days)}, hours_version = ${a.version}
     where client_id = ${a.client} and id = ${a.id}`);

/** The version that stood at an instant; none: nothing was kept that early. */
export const versionAt = (tx: Tx, account: AccountId, at: Instant): Promise<(HoursRow & { version: number }) | undefined> =>
  tx.maybe<HoursRow & { version: number }>(sql`
    select version, zone, hours, holidays::text[] as holidays, days
      from directory.hours_version
     where account_id = ${account} and saved_at <= ${toIso(at)}
     order by version desc
     limit 1`);

interface ClosingRow {
  readonly id: string;
  readonly from: Instant;
  readonly until: Instant;
  readonly how: "screen" | "telephone";
}

/** Closings that end after this instant, as they were known then: one that was taken back later still held. */
export const closingsAt = (tx: Tx, account: AccountId, at: Instant): Promise<ClosingRow[]> =>
  tx.rows<ClosingRow>(sql`
    select id, from_at as "from", until_at as until, said_how as how
      from directory.closing
     where account_id = ${account} and until_at > ${toIso(at)} and said_at <= ${toIso(at)} and (withdrawn_at is null or withdrawn_at > ${toIso(at)})
     order by from_at, id
     limit ${CLOSINGS_MAX}`);

interface NewClosing extends ClosingRow {
  readonly client: ClientId;
  readonly account: AccountId;
  readonly at: Instant;
  readonly by: PersonId | null;
}

/** The same request twice is one closing. False: the id is another account's, or was taken back. */
export const insertClosing = async (tx: Tx, c: NewClosing): Promise<boolean> =>
  (await tx.run(sql`
    insert into directory.closing (client_id, id, account_id, from_at, until_at, said_at, said_by, said_how)
    values (${c.client}, ${c.id}, ${c.account}, ${toIso(c.from)}, ${toIso(c.until)}, ${toIso(c.at)}, ${c.by}, ${c.how})
    on conflict (client_id, id) do update set from_at = closing.from_at
     where closing.account_id = excluded.account_id and closing.withdrawn_at is null`)) === 1;

export const withdrawClosing = async (tx: Tx, c: { id: string; account: AccountId; at: Instant }): Promise<boolean> =>
  (await tx.run(sql`
    update directory.closing set withdrawn_at = ${toIso(c.at)}
     where id = ${c.id} and account_id = ${c.account} and withdrawn_at is null and until_at > ${toIso(c.at)}`)) === 1;
