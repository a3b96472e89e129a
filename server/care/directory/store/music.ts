import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

/** Bytes of a second, as it is kept. */
const SECOND = 8_000;

export interface MusicRow {
  readonly id: string;
  readonly name: string;
  readonly seconds: number;
  readonly savedAt: Instant;
}

export const accountMusic = (tx: Tx, account: AccountId): Promise<MusicRow | undefined> =>
  tx.maybe<MusicRow>(sql`
    select id, name, length(sound) / ${SECOND} as seconds, saved_at as "savedAt" from directory.account_music where account_id = ${account}`);

export const houseMusic = (tx: Tx): Promise<MusicRow | undefined> =>
  tx.maybe<MusicRow>(sql`select id, name, length(sound) / ${SECOND} as seconds, saved_at as "savedAt" from directory.house_music`);

/** Of either kind: ids are never given twice. */
export const musicSound = (tx: Tx, id: string): Promise<{ sound: Buffer } | undefined> =>
  tx.maybe<{ sound: Buffer }>(sql`
    select sound from directory.account_music where id = ${id}
    union all
    select sound from directory.house_music where id = ${id}`);

export interface NewMusic {
  readonly id: string;
  readonly name: string;
  readonly sound: Buffer;
  readonly at: Instant;
  readonly by: PersonId | null;
}

export const dropAccountMusic = (tx: Tx, account: AccountId): Promise<number> => tx.run(sql`delete from directory.account_music where account_id = ${account}`);

export const saveAccountMusic = (tx: Tx, m: NewMusic & { readonly client: ClientId; readonly account: AccountId }): Promise<number> =>
  tx.run(sql`
    insert into directory.account_music (client_id, id, account_id, name, sound, saved_at, saved_by)
    values (${m.client}, ${m.id}, ${m.account}, ${m.name}, ${m.sound}, ${toIso(m.at)}, ${m.by})
    on conflict (client_id, account_id) do update
       set id = excluded.id, name = excluded.name, sound = excluded.sound, saved_at = excluded.saved_at, saved_by = excluded.saved_by`);

export const dropHouseMusic = (tx: Tx): Promise<number> => tx.run(sql`delete from directory.house_music`);

export const saveHouseMusic = (tx: Tx, m: NewMusic): Promise<number> =>
  tx.run(sql`
    insert into directory.house_music (id, name, sound, saved_at, saved_by)
    values (${m.id}, ${m.name}, ${m.sound}, ${toIso(m.at)}, ${m.by})
    on conflict (one) do update
       set id = excluded.id, name = excluded.name, sound = excluded.sound, saved_at = excluded.saved_at, saved_by = excluded.saved_by`);
