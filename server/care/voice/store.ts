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

// ── one call to a person at a time ───────────────────────────────────────────────────────────────────────────────

interface Hold {
  readonly person: PersonId;
  readonly holder: string;
  readonly call: string;
  /** Of the process that rings; null in a house of one. */
  readonly node: string | null;
}

/** False: another process rings this person, and is alive. Calls of one process follow each other without letting go. */
export const holdLine = async (tx: Tx, { person, holder, call, node }: Hold, { at, until }: { at: Instant; until: Instant }): Promise<boolean> =>
  (await tx.run(sql`
    insert into voice.ringing (person_id, holder, call_id, until, node) values (${person}, ${holder}, ${call}, ${toIso(until)}, ${node})
    on conflict (person_id) do update set holder = excluded.holder, call_id = excluded.call_id, until = excluded.until, node = excluded.node
     where ringing.holder = excluded.holder or ringing.until <= ${toIso(at)}`)) === 1;

export const keepLine = (tx: Tx, { person, call }: Hold, until: Instant): Promise<number> =>
  tx.run(sql`update voice.ringing set until = ${toIso(until)} where person_id = ${person} and call_id = ${call}`);

/** A later call of the same process keeps it. */
export const letGoOfLine = (tx: Tx, { person, call }: Hold): Promise<number> => tx.run(sql`delete from voice.ringing where person_id = ${person} and call_id = ${call}`);

/** [VD16] Whom a dead process was ringing: nobody rings them any more. Without a node: whoever it was, since nobody else is alive. */
export const letGoOfAll = async (tx: Tx, node: string | null): Promise<PersonId[]> =>
  (await tx.rows<{ person: PersonId }>(sql`delete from voice.ringing where ${node}::text is null or node = ${node} returning person_id as person`)).map(({ person }) => person);

// ── test calls of the last day ───────────────────────────────────────────────────────────────────────────────────

export const testCallsSince = (tx: Tx, ask: { person: PersonId; number: string; since: Instant }): Promise<{ ofPerson: number; ofNumber: number }> =>
  tx.one<{ ofPerson: number; ofNumber: number }>(sql`
    select count(*) filter (where person_id = ${ask.person}) as "ofPerson", count(*) filter (where number = ${ask.number}) as "ofNumber"
      from voice.test_call where placed_at > ${toIso(ask.since)} and (person_id = ${ask.person} or number = ${ask.number})`);

/** Those of yesterday count no more, and are forgotten. */
export async function addTestCall(tx: Tx, row: { id: string; person: PersonId; number: string; at: Instant; since: Instant }): Promise<void> {
  await tx.run(sql`delete from voice.test_call where placed_at <= ${toIso(row.since)}`);
  await tx.run(sql`insert into voice.test_call (id, person_id, number, placed_at) values (${row.id}, ${row.person}, ${row.number}, ${toIso(row.at)})`);
}
