import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

export interface HandOverRow {
  readonly client: ClientId;
  readonly id: string;
  readonly account: AccountId;
  readonly rank: string;
  readonly at: Instant;
  readonly until: Instant;
  readonly person: PersonId;
  readonly before: PersonId | null;
  readonly remindedAt: Instant | null;
  readonly handedAt: Instant | null;
  /** Messages that nobody had taken when duty passed. */
  readonly open: number | null;
  readonly confirmedAt: Instant | null;
}
type NewHandOver = Pick<HandOverRow, "client" | "id" | "account" | "rank" | "at" | "until" | "person" | "before">;

/** The row, when it is new, has changed, or was dropped and has come back; undefined when it stood like this already. */
export const plan = (tx: Tx, h: NewHandOver): Promise<{ id: string } | undefined> =>
  tx.maybe<{ id: string }>(sql`
    insert into coverage.hand_over (client_id, id, account_id, rank, at, until_at, person_id, before_id)
    values (${h.client}, ${h.id}, ${h.account}, ${h.rank}, ${toIso(h.at)}, ${toIso(h.until)}, ${h.person}, ${h.before})
    on conflict (client_id, account_id, rank, at, person_id) do update set until_at = excluded.until_at, before_id = excluded.before_id, dropped_at = null
     where hand_over.dropped_at is not null or hand_over.until_at <> excluded.until_at or hand_over.before_id is distinct from excluded.before_id
    returning id`);

export const plannedAfter = (tx: Tx, account: AccountId, at: Instant): Promise<HandOverRow[]> =>
  tx.rows<HandOverRow>(sql`
    select client_id as client, id, account_id as account, rank, at, until_at as until, person_id as person, before_id as before, reminded_at as "remindedAt",
           handed_at as "handedAt", handed_open as open, confirmed_at as "confirmedAt"
      from coverage.hand_over where account_id = ${account} and at > ${toIso(at)} and dropped_at is null`);

/** Held until the transaction ends. One that was dropped is not found. */
export const lock = (tx: Tx, id: string): Promise<HandOverRow | undefined> =>
  tx.maybe<HandOverRow>(sql`
    select client_id as client, id, account_id as account, rank, at, until_at as until, person_id as person, before_id as before, reminded_at as "remindedAt",
           handed_at as "handedAt", handed_open as open, confirmed_at as "confirmedAt"
      from coverage.hand_over where id = ${id} and dropped_at is null for update`);

/** What comes to a person until then, or is theirs now; and what went from them since `goneSince`. */
export const ofPerson = (tx: Tx, person: PersonId, ask: { now: Instant; until: Instant; goneSince: Instant; limit: number }): Promise<HandOverRow[]> =>
  tx.rows<HandOverRow>(sql`
    select client_id as client, id, account_id as account, rank, at, until_at as until, person_id as person, before_id as before, reminded_at as "remindedAt",
           handed_at as "handedAt", handed_open as open, confirmed_at as "confirmedAt"
      from coverage.hand_over
     where dropped_at is null and at <= ${toIso(ask.until)} and until_at > ${toIso(ask.now)}
       and (person_id = ${person} or (before_id = ${person} and at > ${toIso(ask.goneSince)} and at <= ${toIso(ask.now)}))
     order by at, id limit ${ask.limit}`);

/** [CV28] Duty of this rank passed on before it was meant to: whoever had it has it no longer. */
export const endAt = (tx: Tx, of: { account: AccountId; rank: string; at: Instant }): Promise<number> =>
  tx.run(sql`update coverage.hand_over set until_at = ${toIso(of.at)} where account_id = ${of.account} and rank = ${of.rank} and at < ${toIso(of.at)} and until_at > ${toIso(of.at)} and dropped_at is null`);

export const drop = (tx: Tx, id: string, at: Instant): Promise<number> => tx.run(sql`update coverage.hand_over set dropped_at = ${toIso(at)} where id = ${id}`);
export const noteReminded = (tx: Tx, id: string, at: Instant): Promise<number> => tx.run(sql`update coverage.hand_over set reminded_at = ${toIso(at)} where id = ${id}`);
export const noteHanded = (tx: Tx, id: string, of: { at: Instant; open: number }): Promise<number> =>
  tx.run(sql`update coverage.hand_over set handed_at = ${toIso(of.at)}, handed_open = ${of.open} where id = ${id}`);
export const noteConfirmed = (tx: Tx, id: string, at: Instant): Promise<number> => tx.run(sql`update coverage.hand_over set confirmed_at = ${toIso(at)} where id = ${id} and confirmed_at is null`);
export const noteTold = (tx: Tx, id: string, at: Instant): Promise<number> => tx.run(sql`update coverage.hand_over set told_at = ${toIso(at)} where id = ${id}`);
export const forget = (tx: Tx, before: Instant): Promise<number> => tx.run(sql`delete from coverage.hand_over where until_at < ${toIso(before)}`);
