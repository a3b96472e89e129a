import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Override, Rank, Window } from "../rules/plan.ts";

export interface OverrideRow extends Override {
  readonly reason: string;
  readonly cancelled: boolean;
}

/** Overrides that hold somewhere in the window, in the order in which they were added; or that were known to hold at an instant. */
export const holding = (tx: Tx, account: AccountId, ask: { window: Window; known: Instant | null }): Promise<Override[]> =>
  tx.rows<Override>(sql`
    select id, rank, role, from_at as "from", until_at as until, person_id as person
      from oncall.override
     where account_id = ${account} and from_at < ${toIso(ask.window.until)} and until_at > ${toIso(ask.window.from)}
       and case when ${ask.known === null} then cancelled_at is null
                else added_at <= ${ask.known === null ? null : toIso(ask.known)}::timestamptz
                     and (cancelled_at is null or cancelled_at > ${ask.known === null ? null : toIso(ask.known)}::timestamptz) end
     order by added_at, id`);

/** Those that end after an instant, cancelled ones too, the latest first. */
export const listed = (tx: Tx, account: AccountId, ask: { endingAfter: Instant; limit: number }): Promise<OverrideRow[]> =>
  tx.rows<OverrideRow>(sql`
    select id, rank, role, from_at as "from", until_at as until, person_id as person, reason, cancelled_at is not null as cancelled
      from oncall.override
     where account_id = ${account} and until_at > ${toIso(ask.endingAfter)}
     order by from_at desc, id desc
     limit ${ask.limit}`);

export const countAhead = async (tx: Tx, account: AccountId, at: Instant): Promise<number> =>
  (await tx.one<{ count: number }>(sql`
    select count(*) as count from oncall.override where account_id = ${account} and cancelled_at is null and until_at > ${toIso(at)}`)).count;

export interface NewOverride {
  readonly client: ClientId;
  readonly id: string;
  readonly account: AccountId;
  readonly rank: Rank;
  readonly role: string | null;
  /** The swap that it came of. */
  readonly swap: string | null;
  readonly from: Instant;
  readonly until: Instant;
  readonly person: PersonId;
  readonly reason: string;
  readonly at: Instant;
  readonly by: PersonId | null;
}

export const insertOverride = (tx: Tx, o: NewOverride): Promise<number> =>
  tx.run(sql`
    insert into oncall.override (client_id, id, account_id, rank, role, swap_id, from_at, until_at, person_id, reason, added_at, added_by)
    values (${o.client}, ${o.id}, ${o.account}, ${o.rank}, ${o.role}, ${o.swap}, ${toIso(o.from)}, ${toIso(o.until)}, ${o.person}, ${o.reason}, ${toIso(o.at)}, ${o.by})`);

/** Locks it, so that of two who cancel at once the second is told. */
export const lockOverride = (tx: Tx, account: AccountId, id: string): Promise<{ cancelled: boolean; swap: string | null } | undefined> =>
  tx.maybe<{ cancelled: boolean; swap: string | null }>(sql`
    select cancelled_at is not null as cancelled, swap_id as swap from oncall.override where account_id = ${account} and id = ${id} for update`);

/** The override itself, and its other half when it came of a swap. */
export const cancelOverride = (tx: Tx, { id, swap }: { id: string; swap: string | null }, ask: { at: Instant; by: PersonId | null }): Promise<number> =>
  tx.run(sql`
    update oncall.override set cancelled_at = ${toIso(ask.at)}, cancelled_by = ${ask.by}
     where (id = ${id} or swap_id = ${swap}::uuid) and cancelled_at is null`);
