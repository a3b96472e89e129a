import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";
import type { NoticeKind } from "./rules/words.ts";

export interface NewNotice {
  readonly id: string;
  readonly kind: NoticeKind;
  /** What it is about: a person, a client, an account, a message or a call. */
  readonly subject: string;
  readonly client: ClientId | null;
  readonly account: AccountId | null;
  /** A code of ours, such as "suspend". */
  readonly code: string;
  /** Who did it, when somebody did. */
  readonly by: PersonId | null;
  readonly at: Instant;
}

/** [NT2] Counts on the open notice about the same, or opens one. */
export const tell = (tx: Tx, n: NewNotice): Promise<number> =>
  tx.run(sql`
    insert into notices.notice (id, kind, subject, client_id, account_id, code, done_by, first_at, last_at, count)
    values (${n.id}, ${n.kind}, ${n.subject}, ${n.client}, ${n.account}, ${n.code}, ${n.by}, ${toIso(n.at)}, ${toIso(n.at)}, 1)
    on conflict (kind, subject, code) where acknowledged_at is null
    do update set count = notice.count + 1, last_at = greatest(notice.last_at, excluded.last_at), done_by = excluded.done_by`);

export interface NoticeRow {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly subject: string;
  readonly client: ClientId | null;
  readonly account: AccountId | null;
  readonly code: string;
  readonly by: PersonId | null;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly count: number;
  readonly acknowledgedAt: Instant | null;
  readonly acknowledgedBy: PersonId | null;
}

export const open = (tx: Tx, limit: number): Promise<NoticeRow[]> =>
  tx.rows<NoticeRow>(sql`
    select id, kind, subject, client_id as client, account_id as account, code, done_by as by, first_at as "firstAt", last_at as "lastAt", count,
           acknowledged_at as "acknowledgedAt", acknowledged_by as "acknowledgedBy"
      from notices.notice where acknowledged_at is null order by last_at desc, id limit ${limit}`);

export const acknowledgedSince = (tx: Tx, ask: { since: Instant; limit: number }): Promise<NoticeRow[]> =>
  tx.rows<NoticeRow>(sql`
    select id, kind, subject, client_id as client, account_id as account, code, done_by as by, first_at as "firstAt", last_at as "lastAt", count,
           acknowledged_at as "acknowledgedAt", acknowledged_by as "acknowledgedBy"
      from notices.notice where acknowledged_at >= ${toIso(ask.since)} order by acknowledged_at desc, id limit ${ask.limit}`);

/** How many wait for a person, and since when the newest does. */
export const waiting = (tx: Tx): Promise<{ open: number; newest: Instant | null }> =>
  tx.one<{ open: number; newest: Instant | null }>(sql`select count(*) as open, max(last_at) as newest from notices.notice where acknowledged_at is null`);

/** Held until the transaction ends: of two who acknowledge at once, the first is the one who did. */
export const lock = (tx: Tx, id: string): Promise<{ client: ClientId | null; acknowledgedAt: Instant | null } | undefined> =>
  tx.maybe(sql`select client_id as client, acknowledged_at as "acknowledgedAt" from notices.notice where id = ${id} for update`);

export const acknowledge = (tx: Tx, of: { id: string; by: PersonId; at: Instant }): Promise<number> =>
  tx.run(sql`update notices.notice set acknowledged_at = ${toIso(of.at)}, acknowledged_by = ${of.by} where id = ${of.id} and acknowledged_at is null`);
