import { sql } from "../../../foundation/db/sql.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

export type NewsKind = "devices-forgotten" | "proofs-reset" | "signed-out" | "disabled" | "workstation-forgotten" | "pin-locked" | "pin-ended";

export interface News {
  readonly id: string;
  readonly kind: NewsKind;
  readonly at: Instant;
  /** The name of whoever did it; null: the house itself. */
  readonly by: string | null;
  readonly seenAt: Instant | null;
}

export const addNews = (tx: Tx, of: Pick<News, "id" | "kind" | "at"> & { readonly person: PersonId; readonly by: PersonId | null }): Promise<number> =>
  tx.run(sql`insert into identity.news (id, person_id, kind, at, done_by) values (${of.id}, ${of.person}, ${of.kind}, ${toIso(of.at)}, ${of.by})`);

/** Newest first. */
export const newsOf = (tx: Tx, person: PersonId, limit: number): Promise<News[]> =>
  tx.rows<News>(sql`
    select n.id, n.kind, n.at, p.name as by, n.seen_at as "seenAt"
      from identity.news n left join identity.person p on p.id = n.done_by
     where n.person_id = ${person} order by n.at desc, n.id desc limit ${limit}`);

export const countUnseen = async (tx: Tx, person: PersonId): Promise<number> =>
  (await tx.one<{ count: number }>(sql`select count(*) as count from identity.news where person_id = ${person} and seen_at is null`)).count;

/** Of this person alone. A second press changes nothing; false: there is no such line among theirs. */
export const markSeen = async (tx: Tx, of: { person: PersonId; id: string; at: Instant }): Promise<boolean> =>
  (await tx.run(sql`update identity.news set seen_at = coalesce(seen_at, ${toIso(of.at)}::timestamptz) where id = ${of.id} and person_id = ${of.person}`)) === 1;
