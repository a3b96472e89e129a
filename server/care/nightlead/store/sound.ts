import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

export interface SoundRow {
  readonly person: PersonId;
  readonly session: string;
  readonly tones: number;
  readonly askedAt: Instant;
  readonly provedAt: Instant | null;
}

export const lock = (tx: Tx, person: PersonId): Promise<SoundRow | undefined> =>
  tx.maybe<SoundRow>(sql`
    select person_id as person, session_id as session, tones, asked_at as "askedAt", proved_at as "provedAt"
      from nightlead.sound where person_id = ${person} for update`);

export const save = (tx: Tx, row: SoundRow): Promise<number> =>
  tx.run(sql`
    insert into nightlead.sound (person_id, session_id, tones, asked_at, proved_at)
    values (${row.person}, ${row.session}, ${row.tones}, ${toIso(row.askedAt)}, ${row.provedAt === null ? null : toIso(row.provedAt)})
    on conflict (person_id) do update set session_id = excluded.session_id, tones = excluded.tones, asked_at = excluded.asked_at, proved_at = excluded.proved_at`);

/** Whether one of these, who have a desk open, has proved its sound. */
export const anyProved = async (tx: Tx, people: readonly PersonId[]): Promise<boolean> =>
  (await tx.maybe(sql`select person_id from nightlead.sound where person_id = any (${[...people]}::uuid[]) and proved_at is not null limit 1`)) !== undefined;
