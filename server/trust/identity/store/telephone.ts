import { sql } from "../../../foundation/db/sql.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

/** What a person is known by on the telephone. */
export interface Telephone {
  readonly code: string | null;
  readonly pinSetAt: Instant | null;
  readonly number: string | null;
  readonly numberAt: Instant | null;
}

export const telephoneOf = (tx: Tx, person: string): Promise<(Telephone & { readonly name: string }) | undefined> =>
  tx.maybe(sql`
    select p.name, t.code, n.set_at as "pinSetAt", t.number, t.number_at as "numberAt"
      from identity.person p
      left join identity.telephone t on t.person_id = p.id
      left join identity.pin n on n.person_id = p.id
     where p.id = ${person}`);

export interface PinHolder {
  readonly id: PersonId;
  readonly name: string;
  readonly phc: string | null;
  /** Wrong ones in a row on calls that came in. */
  readonly failures: number;
  readonly disabledAt: Instant | null;
}

export const holderByCode = (tx: Tx, code: string): Promise<PinHolder | undefined> =>
  tx.maybe<PinHolder>(sql`
    select p.id, p.name, n.phc, coalesce(n.failures, 0) as failures, p.disabled_at as "disabledAt"
      from identity.telephone t
      join identity.person p on p.id = t.person_id
      left join identity.pin n on n.person_id = p.id
     where t.code = ${code}`);

export const holderById = (tx: Tx, person: string): Promise<PinHolder | undefined> =>
  tx.maybe<PinHolder>(sql`
    select p.id, p.name, n.phc, coalesce(n.failures, 0) as failures, p.disabled_at as "disabledAt"
      from identity.person p
      left join identity.pin n on n.person_id = p.id
     where p.id = ${person}`);

/** Two are enough to know that it is not one. */
export const peopleOfNumber = async (tx: Tx, number: string): Promise<PersonId[]> =>
  (await tx.rows<{ person: PersonId }>(sql`select person_id as person from identity.telephone where number = ${number} order by person_id limit 2`)).map(({ person }) => person);

export const personOfCode = async (tx: Tx, code: string): Promise<PersonId | undefined> =>
  (await tx.maybe<{ person: PersonId }>(sql`select person_id as person from identity.telephone where code = ${code}`))?.person;

/** False: the code is another person's. Whoever has one keeps it. */
export async function giveCode(tx: Tx, of: { person: string; code: string }): Promise<boolean> {
  await tx.run(sql`insert into identity.telephone (person_id, code) values (${of.person}, ${of.code}) on conflict do nothing`);
  return (await tx.maybe(sql`select 1 as yes from identity.telephone where person_id = ${of.person}`)) !== undefined;
}

export async function savePin(tx: Tx, of: { person: string; phc: string }, at: Instant): Promise<void> {
  await tx.run(sql`
    insert into identity.pin (person_id, phc, set_at) values (${of.person}, ${of.phc}, ${toIso(at)})
    on conflict (person_id) do update set phc = excluded.phc, set_at = excluded.set_at, failures = 0, rung_failures = 0`);
}

export const deletePin = async (tx: Tx, person: string): Promise<boolean> => (await tx.run(sql`delete from identity.pin where person_id = ${person}`)) === 1;

/** False: it is the one already there, which goes on counting from when it was entered. */
export const saveNumber = async (tx: Tx, of: { person: string; number: string }, at: Instant): Promise<boolean> =>
  (await tx.run(sql`update identity.telephone set number = ${of.number}, number_at = ${toIso(at)} where person_id = ${of.person} and number is distinct from ${of.number}`)) === 1;

/** Who placed the call on which a PIN is keyed: whoever keys it, or the house, to a number on file. */
export type PinWay = "rang-in" | "rung";

/** How many in a row now by this way; the same statement for a person nobody is. */
export async function countPinFailure(tx: Tx, person: string, way: PinWay): Promise<number> {
  const [rangIn, rung] = way === "rung" ? [0, 1] : [1, 0];
  const row = await tx.maybe<{ failures: number; rung: number }>(sql`
    update identity.pin set failures = failures + ${rangIn}::int, rung_failures = rung_failures + ${rung}::int where person_id = ${person}
    returning failures, rung_failures as rung`);
  return (way === "rung" ? row?.rung : row?.failures) ?? 0;
}

export async function forgetPinFailures(tx: Tx, person: string, way: PinWay): Promise<void> {
  if (way === "rung") await tx.run(sql`update identity.pin set rung_failures = 0 where person_id = ${person}`);
  else await tx.run(sql`update identity.pin set failures = 0 where person_id = ${person}`);
}
