import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { ClientId, PersonId } from "../../foundation/ids.ts";
import { toIso } from "../../foundation/time.ts";
import type { Change, Term } from "./rules/standing.ts";

export interface AgreementRef {
  readonly client: ClientId;
  readonly id: string;
}

export interface AgreementRow extends Term, AgreementRef {
  readonly signedOn: string;
  readonly signer: string;
  readonly fileName: string;
  readonly sha256: string;
}

export interface NewAgreement extends Omit<AgreementRow, "changes"> {
  readonly pdf: Buffer;
  readonly recordedBy: PersonId | null;
}

/** One office act on a client's agreements at a time: the rows are never updated, so there is no row to lock. */
export const lockClient = (tx: Tx, client: ClientId): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended('agreements ' || ${client}::text, 0))`);

export const insertAgreement = (tx: Tx, a: NewAgreement): Promise<number> =>
  tx.run(sql`
    insert into agreements.agreement
      (client_id, id, effective_at, ends_at, signed_on, signer, file_name, sha256, pdf, recorded_at, recorded_by)
    values (${a.client}, ${a.id}, ${toIso(a.effectiveAt)}, ${a.endsAt === null ? null : toIso(a.endsAt)}, ${a.signedOn}, ${a.signer},
            ${a.fileName}, ${a.sha256}, ${a.pdf}, ${toIso(a.recordedAt)}, ${a.recordedBy})`);

export interface NewChange extends Change {
  readonly of: AgreementRef;
  readonly id: string;
  readonly reason: string;
  readonly by: PersonId | null;
}

export const insertChange = (tx: Tx, c: NewChange): Promise<number> =>
  tx.run(sql`
    insert into agreements.change (client_id, agreement_id, id, number, act, at, reason, acted_by)
    values (${c.of.client}, ${c.of.id}, ${c.id}, ${c.number}, ${c.act}, ${toIso(c.at)}, ${c.reason}, ${c.by})`);

/** All records of the clients in scope with what was done to them, newest first; of one client when it is named. */
export async function agreements(tx: Tx, client: ClientId | null): Promise<AgreementRow[]> {
  const rows = await tx.rows<Omit<AgreementRow, "changes">>(sql`
    select client_id as client, id, effective_at as "effectiveAt", ends_at as "endsAt", signed_on::text as "signedOn", signer,
           file_name as "fileName", sha256, recorded_at as "recordedAt"
      from agreements.agreement
     where client_id = ${client}::uuid or ${client}::uuid is null
     order by effective_at desc, recorded_at desc, id desc`);
  const changes = await tx.rows<Change & { of: string }>(sql`
    select agreement_id as of, number, act, at
      from agreements.change
     where client_id = ${client}::uuid or ${client}::uuid is null
     order by agreement_id, number`);
  const byAgreement = Map.groupBy(changes, (change) => change.of);
  return rows.map((row) => ({ ...row, changes: byAgreement.get(row.id) ?? [] }));
}

export interface StoredFile {
  readonly fileName: string;
  readonly sha256: string;
  readonly pdf: Buffer;
}

export const file = (tx: Tx, ref: AgreementRef): Promise<StoredFile | undefined> =>
  tx.maybe<StoredFile>(sql`
    select file_name as "fileName", sha256, pdf
      from agreements.agreement
     where client_id = ${ref.client} and id = ${ref.id}`);
