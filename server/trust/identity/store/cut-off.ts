import { sql } from "../../../foundation/db/sql.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";

export interface KnownPasskey {
  readonly id: Buffer;
  readonly name: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
}

export const knownPasskeys = (tx: Tx, person: PersonId): Promise<KnownPasskey[]> =>
  tx.rows<KnownPasskey>(sql`
    select id, name, created_at as "createdAt", last_used_at as "lastUsedAt" from identity.passkey where person_id = ${person} order by created_at, id`);

/** Of this person alone: the id is no secret. */
export const deletePasskey = async (tx: Tx, of: { person: PersonId; id: Buffer }): Promise<boolean> =>
  (await tx.run(sql`delete from identity.passkey where id = ${of.id} and person_id = ${of.person}`)) === 1;

/** Everything by which this person could prove who they are, and every workstation that knows them. */
export async function deleteProofs(tx: Tx, person: PersonId): Promise<void> {
  await deleteDevices(tx, person);
  await tx.run(sql`delete from identity.pin where person_id = ${person}`);
  await tx.run(sql`delete from identity.totp where person_id = ${person}`);
  await tx.run(sql`delete from identity.password where person_id = ${person}`);
}

/** What a phone or a workstation knows this person by. */
export async function deleteDevices(tx: Tx, person: PersonId): Promise<void> {
  await tx.run(sql`delete from identity.passkey where person_id = ${person}`);
  await tx.run(sql`delete from identity.workstation where person_id = ${person}`);
}
