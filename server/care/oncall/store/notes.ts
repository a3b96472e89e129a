import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Note, Window } from "../rules/plan.ts";

export interface NoteRow extends Note {
  readonly words: string;
}

export interface NewNote extends NoteRow {
  readonly client: ClientId;
  readonly account: AccountId;
  readonly at: Instant;
  readonly by: PersonId | null;
}

export const insertNote = (tx: Tx, n: NewNote): Promise<number> =>
  tx.run(sql`
    insert into oncall.note (client_id, id, account_id, person_id, stand_in, words, from_at, until_at, added_at, added_by)
    values (${n.client}, ${n.id}, ${n.account}, ${n.person}, ${n.standIn}, ${n.words}, ${toIso(n.from)}, ${toIso(n.until)}, ${toIso(n.at)}, ${n.by})`);

/** [O25] Notes that hold somewhere in the window, in the order in which they were added; or that were known to hold at an instant. */
export const holding = (tx: Tx, account: AccountId, ask: { window: Window; known: Instant | null }): Promise<NoteRow[]> =>
  tx.rows<NoteRow>(sql`
    select id, person_id as person, stand_in as "standIn", words, from_at as "from", until_at as until
      from oncall.note
     where account_id = ${account} and from_at < ${toIso(ask.window.until)} and until_at > ${toIso(ask.window.from)}
       and case when ${ask.known === null} then cancelled_at is null
                else added_at <= ${ask.known === null ? null : toIso(ask.known)}::timestamptz
                     and (cancelled_at is null or cancelled_at > ${ask.known === null ? null : toIso(ask.known)}::timestamptz) end
     order by added_at, id`);

/** Those that are not over, the next to end first. */
export const standing = (tx: Tx, account: AccountId, ask: { at: Instant; limit: number }): Promise<NoteRow[]> =>
  tx.rows<NoteRow>(sql`
    select id, person_id as person, stand_in as "standIn", words, from_at as "from", until_at as until
      from oncall.note
     where account_id = ${account} and cancelled_at is null and until_at > ${toIso(ask.at)}
     order by until_at, id
     limit ${ask.limit}`);

/** Locks it, so that of two who cancel at once the second is told. */
export const lockNote = (tx: Tx, account: AccountId, id: string): Promise<{ person: PersonId; cancelled: boolean } | undefined> =>
  tx.maybe<{ person: PersonId; cancelled: boolean }>(sql`
    select person_id as person, cancelled_at is not null as cancelled from oncall.note where account_id = ${account} and id = ${id} for update`);

export const cancelNote = (tx: Tx, id: string, ask: { at: Instant; by: PersonId | null }): Promise<number> =>
  tx.run(sql`update oncall.note set cancelled_at = ${toIso(ask.at)}, cancelled_by = ${ask.by} where id = ${id} and cancelled_at is null`);
