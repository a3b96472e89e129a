import type { DeskKeys } from "../../../contract/index.ts";
import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { AccountId, CallId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";
import type { CueKind } from "./rules/cue-words.ts";

export interface CueRow {
  readonly client: ClientId;
  readonly id: string;
  readonly account: AccountId;
  readonly kind: CueKind;
  readonly dueAt: Instant;
  readonly call: CallId | null;
  readonly message: MessageId | null;
  /** How often it happened. */
  readonly times: number;
  /** Whose reminder it is; null: everybody's. */
  readonly owner: PersonId | null;
}
/** What a fact asks of the desk. */
export type NewCue = Omit<CueRow, "times" | "owner">;

/** The same id twice is one cue: facts may be told more than once. */
export const addCue = (tx: Tx, cue: NewCue): Promise<number> =>
  tx.run(sql`
    insert into desk.cue (client_id, id, account_id, kind, due_at, call_id, message_id)
    values (${cue.client}, ${cue.id}, ${cue.account}, ${cue.kind}, ${toIso(cue.dueAt)}, ${cue.call}, ${cue.message})
    on conflict (client_id, id) do nothing`);

/** What a person asked to be reminded of; the words are sealed. */
export const addReminder = (tx: Tx, cue: Omit<NewCue, "kind"> & { owner: PersonId; words: Buffer }): Promise<number> =>
  tx.run(sql`
    insert into desk.cue (client_id, id, account_id, kind, due_at, call_id, message_id, owner, words)
    values (${cue.client}, ${cue.id}, ${cue.account}, 'reminder', ${toIso(cue.dueAt)}, ${cue.call}, ${cue.message}, ${cue.owner}, ${cue.words})`);

export const wordsOf = (tx: Tx, id: string): Promise<(Pick<CueRow, "client" | "owner"> & { readonly words: Buffer }) | undefined> =>
  tx.maybe<Pick<CueRow, "client" | "owner"> & { words: Buffer }>(sql`
    select client_id as client, owner, words from desk.cue where id = ${id} and kind = 'reminder' and done_at is null`);

/** The office opened its digest: nobody needs to be rung. */
export const finishDigest = (tx: Tx, done: { client: ClientId; account: AccountId; at: Instant; by: PersonId }): Promise<number> =>
  tx.run(sql`
    update desk.cue set done_at = ${toIso(done.at)}, done_by = ${done.by}
     where client_id = ${done.client} and account_id = ${done.account} and kind = 'digest' and done_at is null`);

/** Once more what an open cue of this account says already. False when there is none. */
export const countAgain = async (tx: Tx, cue: Pick<CueRow, "client" | "account" | "kind" | "dueAt">): Promise<boolean> =>
  (await tx.run(sql`
    update desk.cue set times = times + 1, due_at = ${toIso(cue.dueAt)}
     where client_id = ${cue.client} and id = (
       select id from desk.cue where client_id = ${cue.client} and account_id = ${cue.account} and kind = ${cue.kind} and done_at is null order by due_at desc, id limit 1)`)) === 1;

/** Open cues of these kinds that are due, in the order of the kinds, and of one kind the newest first; and how many there are in all. */
export const openCues = (tx: Tx, ask: { kinds: readonly CueKind[]; at: Instant; limit: number }): Promise<(CueRow & { readonly all: number })[]> =>
  tx.rows<CueRow & { all: number }>(sql`
    select client_id as client, id, account_id as account, kind, due_at as "dueAt", call_id as call, message_id as message, times, owner, count(*) over () as all
      from desk.cue where done_at is null and due_at <= ${toIso(ask.at)} and kind = any (${ask.kinds})
     order by array_position(${ask.kinds}::text[], kind), due_at desc, id limit ${ask.limit}`);

export const findCue = (tx: Tx, id: string): Promise<CueRow | undefined> =>
  tx.maybe<CueRow>(sql`
    select client_id as client, id, account_id as account, kind, due_at as "dueAt", call_id as call, message_id as message, times, owner
      from desk.cue where id = ${id} and done_at is null`);

export const finishCue = (tx: Tx, done: { client: ClientId; id: string; at: Instant; by: PersonId }): Promise<number> =>
  tx.run(sql`
    update desk.cue set done_at = ${toIso(done.at)}, done_by = ${done.by}
     where client_id = ${done.client} and id = ${done.id} and done_at is null`);

/** A caller who was rung back is no cue any more. */
export const finishCallBack = (tx: Tx, done: { message: MessageId; at: Instant; by: PersonId }): Promise<number> =>
  tx.run(sql`update desk.cue set done_at = ${toIso(done.at)}, done_by = ${done.by} where message_id = ${done.message} and kind = 'call-back' and done_at is null`);

/** A call that is being finished asks nobody else any more. */
export const finishUnfinished = (tx: Tx, done: { call: CallId; at: Instant; by: PersonId }): Promise<number> =>
  tx.run(sql`update desk.cue set done_at = ${toIso(done.at)}, done_by = ${done.by} where call_id = ${done.call} and kind = 'unfinished' and done_at is null`);

export const chosenKeys = (tx: Tx, person: PersonId): Promise<Partial<DeskKeys> | undefined> =>
  tx.maybe<{ keys: Partial<DeskKeys> }>(sql`select keys from desk.chosen_keys where person_id = ${person}`).then((row) => row?.keys);

export const saveKeys = (tx: Tx, { person, keys, at }: { person: PersonId; keys: DeskKeys; at: Instant }): Promise<number> =>
  tx.run(sql`
    insert into desk.chosen_keys (person_id, keys, saved_at) values (${person}, ${JSON.stringify(keys)}, ${toIso(at)})
    on conflict (person_id) do update set keys = excluded.keys, saved_at = excluded.saved_at`);
