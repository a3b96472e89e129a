import { sql } from "../../../foundation/db/sql.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

export interface PersonRow {
  readonly id: PersonId;
  readonly name: string;
  readonly email: string;
  readonly zone: string;
  readonly disabledAt: Instant | null;
}
export const emailKey = (email: string): string => email.trim().toLowerCase();

export async function insertPerson(tx: Tx, person: { id: string; name: string; email: string; zone: string }, at: Instant): Promise<void> {
  await tx.run(sql`
    insert into identity.person (id, name, email, email_key, zone, created_at)
    values (${person.id}, ${person.name}, ${person.email}, ${emailKey(person.email)}, ${person.zone}, ${toIso(at)})`);
}

export const personById = (tx: Tx, id: string): Promise<PersonRow | undefined> =>
  tx.maybe<PersonRow>(sql`select id, name, email, zone, disabled_at as "disabledAt" from identity.person where id = ${id}`);

export const personByEmail = (tx: Tx, email: string): Promise<PersonRow | undefined> =>
  tx.maybe<PersonRow>(sql`select id, name, email, zone, disabled_at as "disabledAt" from identity.person where email_key = ${emailKey(email)}`);

export interface Listed extends PersonRow {
  readonly signedIn: boolean;
}
export const peopleByIds = (tx: Tx, ids: readonly string[], at: Instant): Promise<Listed[]> =>
  tx.rows<Listed>(sql`
    select p.id, p.name, p.email, p.zone, p.disabled_at as "disabledAt",
           exists (select 1 from identity.session s where s.person_id = p.id and s.ended_at is null and s.ends_at > ${toIso(at)}) as "signedIn"
      from identity.person p
     where p.id = any (${[...ids]}::uuid[])
     order by p.name, p.id`);

export const namesByIds = (tx: Tx, ids: readonly string[]): Promise<{ id: PersonId; name: string; zone: string }[]> =>
  tx.rows(sql`select id, name, zone from identity.person where id = any (${[...ids]}::uuid[]) order by name, id`);

/** Which of these people have a passkey. */
export const withPasskey = async (tx: Tx, ids: readonly PersonId[]): Promise<PersonId[]> =>
  (await tx.rows<{ person: PersonId }>(sql`select distinct person_id as person from identity.passkey where person_id = any (${[...ids]}::uuid[])`)).map(({ person }) => person);

export const setDisabled = (tx: Tx, id: string, at: Instant | null): Promise<number> =>
  tx.run(sql`update identity.person set disabled_at = ${at === null ? null : toIso(at)} where id = ${id}`);

/** Whether anybody can sign in here yet: the link for the first administrator works only while nobody can. */
export async function anybodySignsIn(tx: Tx): Promise<boolean> {
  return (await tx.one<{ yes: boolean }>(sql`select exists (select 1 from identity.password) as yes`)).yes;
}

/** Whether anybody was ever invited here, or a link for the first administrator given out. */
export async function anybodyExpected(tx: Tx): Promise<boolean> {
  return (await tx.one<{ yes: boolean }>(sql`select exists (select 1 from identity.person) or exists (select 1 from identity.invitation) as yes`)).yes;
}

export interface Invitation {
  readonly tokenHash: Buffer;
  readonly purpose: "invitation" | "first-administrator";
  readonly personId: PersonId | null;
  /** Null: the house itself. */
  readonly givenBy: PersonId | null;
}
export async function insertInvitation(tx: Tx, invitation: Invitation, times: { at: Instant; expiresAt: Instant }): Promise<void> {
  await tx.run(sql`
    insert into identity.invitation (token_hash, purpose, person_id, given_by, made_at, expires_at)
    values (${invitation.tokenHash}, ${invitation.purpose}, ${invitation.personId}, ${invitation.givenBy}, ${toIso(times.at)}, ${toIso(times.expiresAt)})`);
}

export const peekInvitation = (tx: Tx, link: { tokenHash: Buffer; purpose: Invitation["purpose"] }, at: Instant): Promise<{ personId: PersonId | null } | undefined> =>
  tx.maybe(sql`
    select person_id as "personId" from identity.invitation
     where token_hash = ${link.tokenHash} and purpose = ${link.purpose} and used_at is null and expires_at > ${toIso(at)}`);

/** Takes the link: of two at once, one finds it. */
export const takeInvitation = (tx: Tx, link: { tokenHash: Buffer; purpose: Invitation["purpose"] }, at: Instant): Promise<{ personId: PersonId | null; givenBy: PersonId | null } | undefined> =>
  tx.maybe(sql`
    update identity.invitation set used_at = ${toIso(at)}
     where token_hash = ${link.tokenHash} and purpose = ${link.purpose} and used_at is null and expires_at > ${toIso(at)}
    returning person_id as "personId", given_by as "givenBy"`);

/** An older link of the same purpose and person stops working when a new one is made. */
export const voidInvitations = (tx: Tx, of: { purpose: Invitation["purpose"]; personId: string | null }, at: Instant): Promise<number> =>
  tx.run(sql`
    update identity.invitation set used_at = ${toIso(at)}
     where purpose = ${of.purpose} and person_id is not distinct from ${of.personId}::uuid and used_at is null`);
