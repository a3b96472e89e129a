import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";

export interface TelephoneRow {
  readonly person: PersonId;
  readonly allowed: boolean;
  readonly asked: string | null;
  readonly proved: string | null;
  readonly codeMark: Buffer | null;
  readonly codeAt: Instant | null;
  readonly codeFailures: number;
  readonly closedUntil: Instant | null;
}

const PEOPLE_MAX = 2000;

export const telephone = (tx: Tx, person: PersonId): Promise<TelephoneRow | undefined> =>
  tx.maybe<TelephoneRow>(sql`
    select person_id as person, allowed, asked_number as asked, proved_number as proved, code_mark as "codeMark", code_at as "codeAt",
           code_failures as "codeFailures", closed_until as "closedUntil"
      from voice.telephone where person_id = ${person}`);

/** Held until the transaction ends, so that tries at a code are counted one by one. */
export const lockTelephone = (tx: Tx, person: PersonId): Promise<TelephoneRow | undefined> =>
  tx.maybe<TelephoneRow>(sql`
    select person_id as person, allowed, asked_number as asked, proved_number as proved, code_mark as "codeMark", code_at as "codeAt",
           code_failures as "codeFailures", closed_until as "closedUntil"
      from voice.telephone where person_id = ${person} for update`);

export const telephones = (tx: Tx, people: readonly PersonId[]): Promise<TelephoneRow[]> =>
  tx.rows<TelephoneRow>(sql`
    select person_id as person, allowed, asked_number as asked, proved_number as proved, code_mark as "codeMark", code_at as "codeAt",
           code_failures as "codeFailures", closed_until as "closedUntil"
      from voice.telephone where person_id = any (${[...people]}::uuid[]) limit ${PEOPLE_MAX}`);

export const allow = (tx: Tx, row: { person: PersonId; allowed: boolean; at: Instant; by: PersonId | null }): Promise<number> =>
  tx.run(sql`
    insert into voice.telephone (person_id, allowed, allowed_at, allowed_by) values (${row.person}, ${row.allowed}, ${toIso(row.at)}, ${row.by})
    on conflict (person_id) do update set allowed = excluded.allowed, allowed_at = excluded.allowed_at, allowed_by = excluded.allowed_by, closed_until = null`);

export const askCode = (tx: Tx, row: { person: PersonId; number: string; mark: Buffer; at: Instant }): Promise<number> =>
  tx.run(sql`update voice.telephone set asked_number = ${row.number}, code_mark = ${row.mark}, code_at = ${toIso(row.at)}, code_failures = 0 where person_id = ${row.person}`);

export const countCodeFailure = (tx: Tx, person: PersonId): Promise<number> =>
  tx.run(sql`update voice.telephone set code_failures = code_failures + 1 where person_id = ${person}`);

export const prove = (tx: Tx, row: { person: PersonId; at: Instant }): Promise<number> =>
  tx.run(sql`update voice.telephone set proved_number = asked_number, proved_at = ${toIso(row.at)}, code_mark = null where person_id = ${row.person}`);

export const close = (tx: Tx, row: { person: PersonId; until: Instant }): Promise<number> =>
  tx.run(sql`update voice.telephone set closed_until = ${toIso(row.until)} where person_id = ${row.person}`);

export const addCall = (tx: Tx, row: { id: string; person: PersonId; at: Instant }): Promise<number> =>
  tx.run(sql`insert into voice.call (id, person_id, placed_at) values (${row.id}, ${row.person}, ${toIso(row.at)})`);

export const endCall = (tx: Tx, row: { id: string; trunk: string | null; messages: number; at: Instant; how: string }): Promise<number> =>
  tx.run(sql`update voice.call set trunk = ${row.trunk}, messages = ${row.messages}, ended_at = ${toIso(row.at)}, how = ${row.how} where id = ${row.id}`);
