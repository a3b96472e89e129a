import { DIAL_ENTRIES_MAX, type DialKind } from "../../../contract/dial.ts";
import type { SpecialDay } from "../../../contract/hours.ts";
import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";
import type { Opening, Span } from "./rules/hours.ts";

export interface AccountRow {
  readonly client: ClientId;
  readonly id: AccountId;
  readonly name: string;
  readonly slug: string;
  readonly zone: string;
  readonly greeting: string;
  readonly hours: readonly Opening[];
  readonly holidays: readonly string[];
  readonly days: readonly SpecialDay[];
  readonly hoursVersion: number;
  /** The newest early closings, whenever they are: what is over changes nothing any more. */
  readonly closings: readonly Span[];
  readonly fallback: string | null;
  readonly recording: boolean;
  readonly demo: boolean;
}
export type NewAccount = Omit<AccountRow, "closings">;

const CLOSINGS_READ_MAX = 40;

/** The contract's list carries no more than these. */
const ACCOUNTS_LISTED_MAX = 1000;

/** The accounts in scope by name; the one that is named, when one is. */
export const accounts = (tx: Tx, id: AccountId | null): Promise<AccountRow[]> =>
  tx.rows<AccountRow>(sql`
    select client_id as client, id, name, slug, zone, greeting, hours, holidays::text[] as holidays, days, hours_version as "hoursVersion", fallback, recording, demo,
           (select coalesce(json_agg(json_build_object('from', (extract(epoch from c.from_at) * 1000)::bigint, 'until', (extract(epoch from c.until_at) * 1000)::bigint)), '[]')
              from (select n.from_at, n.until_at from directory.closing n
                     where n.client_id = account.client_id and n.account_id = account.id and n.withdrawn_at is null
                     order by n.from_at desc limit ${CLOSINGS_READ_MAX}) c) as closings
      from directory.account
     where id = ${id}::uuid or ${id}::uuid is null
     order by name, id
     limit ${ACCOUNTS_LISTED_MAX}`);

export const names = (tx: Tx, ids: readonly AccountId[]): Promise<{ id: AccountId; name: string }[]> =>
  tx.rows<{ id: AccountId; name: string }>(sql`select id, name from directory.account where id = any (${ids}::uuid[])`);

export interface Hit {
  readonly id: AccountId;
  readonly name: string;
  readonly numbers: readonly string[];
}

/** Accounts in scope whose name has these words in it, or one of whose numbers has these digits. */
export const find = (tx: Tx, ask: { words: string; digits: string | null; limit: number }): Promise<Hit[]> =>
  tx.rows<Hit>(sql`
    select a.id, a.name, array(select n.number from directory.number n where n.account_id = a.id and n.released_at is null order by n.number) as numbers
      from directory.account a
     where strpos(lower(a.name), lower(${ask.words})) > 0
        or exists (select 1 from directory.number n where n.account_id = a.id and n.released_at is null and strpos(n.number, ${ask.digits}) > 0)
     order by a.name, a.id
     limit ${ask.limit}`);

export const lockAccount = (tx: Tx, id: AccountId): Promise<AccountRow | undefined> =>
  tx.maybe<AccountRow>(sql`
    select client_id as client, id, name, slug, zone, greeting, hours, holidays::text[] as holidays, days, hours_version as "hoursVersion", fallback, recording, demo,
           (select coalesce(json_agg(json_build_object('from', (extract(epoch from c.from_at) * 1000)::bigint, 'until', (extract(epoch from c.until_at) * 1000)::bigint)), '[]')
              from (select n.from_at, n.until_at from directory.closing n
                     where n.client_id = account.client_id and n.account_id = account.id and n.withdrawn_at is null
                     order by n.from_at desc limit ${CLOSINGS_READ_MAX}) c) as closings
      from directory.account
     where id = ${id}
       for update`);

/** False when another account, perhaps one out of sight, has the short name. */
export const insertAccount = async (tx: Tx, a: NewAccount, at: Instant): Promise<boolean> =>
  (await tx.run(sql`
    insert into directory.account (client_id, id, name, slug, zone, greeting, hours, holidays, days, hours_version, fallback, recording, demo, opened_at)
    values (${a.client}, ${a.id}, ${a.name}, ${a.slug}, ${a.zone}, ${a.greeting}, ${JSON.stringify(a.hours)}, ${a.holidays}::text[]::date[],
            ${JSON.stringify(a.days)}, ${a.hoursVersion}, ${a.fallback}, ${a.recording}, ${a.demo}, ${toIso(at)})
    on conflict (slug) do nothing`)) === 1;

export const saveAccount = (tx: Tx, a: NewAccount): Promise<number> =>
  tx.run(sql`
    update directory.account
       set name = ${a.name}, zone = ${a.zone}, greeting = ${a.greeting}, hours = ${JSON.stringify(a.hours)},
           holidays = ${a.holidays}::text[]::date[], fallback = ${a.fallback}, recording = ${a.recording}
     where client_id = ${a.client} and id = ${a.id}`);

export interface Held {
  readonly number: string;
  readonly client: ClientId;
  readonly account: AccountId;
  readonly restsUntil: Instant | null;
}

export const numbersOf = (tx: Tx, of: readonly AccountId[]): Promise<{ account: AccountId; number: string }[]> =>
  tx.rows<{ account: AccountId; number: string }>(sql`
    select account_id as account, number
      from directory.number
     where account_id = any (${of}::uuid[]) and released_at is null
     order by number`);

export const holder = (tx: Tx, number: string): Promise<Held | undefined> =>
  tx.maybe<Held>(sql`
    select number, client_id as client, account_id as account, rests_until as "restsUntil"
      from directory.number
     where number = ${number}`);

/** True when the number was free, or had rested, and is the account's from now on. Two who ask at once: the table's key decides. */
export const takeNumber = async (tx: Tx, n: { number: string; client: ClientId; account: AccountId; at: Instant }): Promise<boolean> =>
  (await tx.run(sql`
    insert into directory.number (number, client_id, account_id, since)
    values (${n.number}, ${n.client}, ${n.account}, ${toIso(n.at)})
    on conflict (number) do update
       set client_id = excluded.client_id, account_id = excluded.account_id, since = excluded.since, released_at = null, rests_until = null
     where number.rests_until <= ${toIso(n.at)}`)) === 1;

export const releaseNumber = async (tx: Tx, n: { number: string; account: AccountId; at: Instant; restsUntil: Instant }): Promise<boolean> =>
  (await tx.run(sql`
    update directory.number
       set released_at = ${toIso(n.at)}, rests_until = ${toIso(n.restsUntil)}
     where number = ${n.number} and account_id = ${n.account} and released_at is null`)) === 1;

export interface NewNote {
  readonly client: ClientId;
  readonly id: string;
  readonly account: AccountId;
  readonly words: string;
  readonly at: Instant;
  readonly until: Instant | null;
  readonly by: PersonId | null;
}

export const endNotes = (tx: Tx, account: AccountId, at: Instant): Promise<number> =>
  tx.run(sql`update directory.status_note set ended_at = ${toIso(at)} where account_id = ${account} and ended_at is null`);

export const insertNote = (tx: Tx, n: NewNote): Promise<number> =>
  tx.run(sql`
    insert into directory.status_note (client_id, id, account_id, words, from_at, until_at, written_by)
    values (${n.client}, ${n.id}, ${n.account}, ${n.words}, ${toIso(n.at)}, ${n.until === null ? null : toIso(n.until)}, ${n.by})`);

export const notesAt = (tx: Tx, account: AccountId, at: Instant): Promise<{ words: string; until: Instant | null }[]> =>
  tx.rows<{ words: string; until: Instant | null }>(sql`
    select words, until_at as until
      from directory.status_note
     where account_id = ${account} and ended_at is null and (until_at is null or until_at > ${toIso(at)})`);

export interface DialEntryRow {
  readonly id: string;
  readonly kind: DialKind;
  readonly label: string;
  readonly number: string;
}

/** By kind as the desk shows them, then by name. The one that is named, when one is. */
export const dialEntries = (tx: Tx, account: AccountId, id: string | null = null): Promise<DialEntryRow[]> =>
  tx.rows<DialEntryRow>(sql`
    select id, kind, label, number
      from directory.dial_entry
     where account_id = ${account} and removed_at is null and (id = ${id}::uuid or ${id}::uuid is null)
     order by array_position(array['clinician', 'back-line', 'hospital', 'pharmacy', 'lab', 'interpreter', 'emergency-centre'], kind), label, id
     limit ${DIAL_ENTRIES_MAX}`);

export interface NewDialEntry extends DialEntryRow {
  readonly client: ClientId;
  readonly account: AccountId;
  readonly at: Instant;
  readonly by: PersonId | null;
}

/** False when the id is another account's, or was taken out. */
export const saveDialEntry = async (tx: Tx, e: NewDialEntry): Promise<boolean> =>
  (await tx.run(sql`
    insert into directory.dial_entry (client_id, id, account_id, kind, label, number, saved_at, saved_by)
    values (${e.client}, ${e.id}, ${e.account}, ${e.kind}, ${e.label}, ${e.number}, ${toIso(e.at)}, ${e.by})
    on conflict (client_id, id) do update
       set kind = excluded.kind, label = excluded.label, number = excluded.number, saved_at = excluded.saved_at, saved_by = excluded.saved_by
     where dial_entry.account_id = excluded.account_id and dial_entry.removed_at is null`)) === 1;

export const removeDialEntry = async (tx: Tx, e: { id: string; account: AccountId; at: Instant }): Promise<boolean> =>
  (await tx.run(sql`
    update directory.dial_entry set removed_at = ${toIso(e.at)}
     where id = ${e.id} and account_id = ${e.account} and removed_at is null`)) === 1;
