import { sql } from "../../../foundation/db/sql.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Passkey } from "../proofs/passkey.ts";
import type { PersonRow } from "./people.ts";
import { emailKey } from "./people.ts";

export interface Credentials extends PersonRow {
  readonly phc: string | null;
  readonly totp: Buffer | null;
}

/** One statement, with the same work for an e-mail nobody has. */
export const credentialsByEmail = (tx: Tx, email: string): Promise<Credentials | undefined> =>
  tx.maybe<Credentials>(sql`
    select p.id, p.name, p.email, p.zone, p.disabled_at as "disabledAt", w.phc, t.sealed as totp
      from identity.person p
      left join identity.password w on w.person_id = p.id
      left join identity.totp t on t.person_id = p.id
     where p.email_key = ${emailKey(email)}`);

export const credentialsOf = (tx: Tx, person: string): Promise<Credentials | undefined> =>
  tx.maybe<Credentials>(sql`
    select p.id, p.name, p.email, p.zone, p.disabled_at as "disabledAt", w.phc, t.sealed as totp
      from identity.person p
      left join identity.password w on w.person_id = p.id
      left join identity.totp t on t.person_id = p.id
     where p.id = ${person}`);

export async function savePassword(tx: Tx, of: { person: string; phc: string }, at: Instant): Promise<void> {
  await tx.run(sql`
    insert into identity.password (person_id, phc, set_at) values (${of.person}, ${of.phc}, ${toIso(at)})
    on conflict (person_id) do update set phc = excluded.phc, set_at = excluded.set_at`);
}

export async function saveTotp(tx: Tx, of: { person: string; sealed: Buffer }, at: Instant): Promise<void> {
  await tx.run(sql`
    insert into identity.totp (person_id, sealed, set_at) values (${of.person}, ${of.sealed}, ${toIso(at)})
    on conflict (person_id) do update set sealed = excluded.sealed, last_step = 0, set_at = excluded.set_at`);
}

/** [I2] Takes a step once: of two requests with one code, the second changes no row. */
export async function takeTotpStep(tx: Tx, person: string, step: number): Promise<boolean> {
  return (await tx.run(sql`update identity.totp set last_step = ${step} where person_id = ${person} and last_step < ${step}`)) === 1;
}

export const passkeysOf = (tx: Tx, person: string): Promise<Passkey[]> =>
  tx.rows<Passkey>(sql`select id, public_key as "publicKey", counter, transports from identity.passkey where person_id = ${person} order by created_at`);

/** Locked, so that two assertions of one passkey cannot both pass the counter. */
export const lockPasskey = (tx: Tx, id: Buffer): Promise<(Passkey & { personId: PersonId }) | undefined> =>
  tx.maybe(sql`select id, person_id as "personId", public_key as "publicKey", counter, transports from identity.passkey where id = ${id} for update`);

export async function insertPasskey(tx: Tx, of: { person: string; name: string; passkey: Passkey }, at: Instant): Promise<boolean> {
  const { passkey } = of;
  const added = await tx.run(sql`
    insert into identity.passkey (id, person_id, public_key, counter, transports, name, created_at)
    values (${passkey.id}, ${of.person}, ${passkey.publicKey}, ${passkey.counter}, ${[...passkey.transports]}, ${of.name}, ${toIso(at)})
    on conflict (id) do nothing`);
  return added === 1;
}

export async function usePasskey(tx: Tx, of: { id: Buffer; counter: number }, at: Instant): Promise<void> {
  await tx.run(sql`update identity.passkey set counter = ${of.counter}, last_used_at = ${toIso(at)} where id = ${of.id}`);
}

export type Purpose = "sign-in" | "enrol" | "unlock";
export interface Challenge {
  readonly id: string;
  readonly purpose: Purpose;
  readonly person: string | null;
  readonly bytes: Buffer;
}
export async function insertChallenge(tx: Tx, challenge: Challenge, expiresAt: Instant): Promise<void> {
  await tx.run(sql`
    insert into identity.challenge (id, purpose, person_id, bytes, expires_at)
    values (${challenge.id}, ${challenge.purpose}, ${challenge.person}, ${challenge.bytes}, ${toIso(expiresAt)})`);
}

/** [I9] Takes the challenge away: it is answered once, in time, for the purpose and person it was made for. */
export const takeChallenge = (tx: Tx, of: Omit<Challenge, "bytes">, at: Instant): Promise<{ bytes: Buffer } | undefined> =>
  tx.maybe(sql`
    delete from identity.challenge
     where id = ${of.id} and purpose = ${of.purpose} and person_id is not distinct from ${of.person}::uuid and expires_at > ${toIso(at)}
    returning bytes`);
