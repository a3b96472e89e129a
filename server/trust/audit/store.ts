import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import { toIso, type Instant } from "../../foundation/time.ts";
import type { Hash } from "./merkle.ts";

/** Where an entry stands in time. The transaction id is 64 bits wide and travels as text. */
export interface Position {
  readonly epoch: number;
  readonly xid: string;
  readonly id: number;
}
export const BEFORE_ALL: Position = { epoch: 0, xid: "0", id: 0 };

export interface CheckpointRow {
  readonly size: number;
  readonly epoch: number;
  readonly root: Hash;
  readonly note: string;
}

export interface LeafRow extends Position {
  readonly number: number;
  readonly hash: Hash;
  /** Null when the entry is not there. */
  readonly salt: Buffer | null;
  readonly bytes: Buffer | null;
  readonly at: Instant | null;
}

/** One sequencer at a time in the whole database. */
const SEQUENCER_LOCK = 7_201_146;

export const insertEntry = (tx: Tx, entry: { at: Instant; salt: Buffer; bytes: Buffer }): void =>
  tx.send(sql`insert into audit.entry (at, salt, bytes) values (${toIso(entry.at)}, ${entry.salt}, ${entry.bytes})`);

export async function lockSequencer(tx: Tx): Promise<boolean> {
  return (await tx.one<{ locked: boolean }>(sql`select pg_try_advisory_xact_lock(${SEQUENCER_LOCK}) as locked`)).locked;
}

export const lastCheckpoint = (tx: Tx): Promise<CheckpointRow | undefined> =>
  tx.maybe(sql`select size, epoch, root, note from audit.checkpoint order by size desc limit 1`);

export const lastPosition = async (tx: Tx): Promise<Position> =>
  (await tx.maybe<Position>(sql`select epoch, xid::text as xid, entry_id as id from audit.leaf order by number desc limit 1`)) ?? BEFORE_ALL;

export const currentEpoch = async (tx: Tx): Promise<number> => (await tx.one<{ epoch: number }>(sql`select audit.current_epoch() as epoch`)).epoch;

export const beginEpoch = async (tx: Tx, remembered: string | null): Promise<number> =>
  (await tx.one<{ epoch: number }>(sql`select audit.begin_epoch(${remembered}) as epoch`)).epoch;

/**
 * Numbers what is ready, from `from` on. Ready is every entry of a transaction older than all that still run: nothing can
 * appear before it any more. Of an epoch that ended, everything is ready. The condition and the rows are of one snapshot.
 */
export async function numberEntries(tx: Tx, after: Position, at: { from: number; limit: number }): Promise<{ number: number; hash: Hash }[]> {
  const leaves = await tx.rows<{ number: number; hash: Hash }>(sql`
    with ready as (
      select e.epoch, e.xid, e.id, sha256('\\x00'::bytea || e.salt || e.bytes) as hash
        from audit.entry e
       where (e.epoch, e.xid, e.id) > (${after.epoch}::int, ${after.xid}::xid8, ${after.id}::bigint)
         and (e.epoch < audit.current_epoch() or e.xid < pg_snapshot_xmin(pg_current_snapshot()))
       order by e.epoch, e.xid, e.id
       limit ${at.limit})
    insert into audit.leaf (number, epoch, xid, entry_id, hash)
      select ${at.from}::bigint + row_number() over (order by epoch, xid, id) - 1, epoch, xid, id, hash from ready
      returning number, hash`);
  return leaves.toSorted((a, b) => a.number - b.number);
}

/** [A18] Which records the entries numbered from there on name. */
export const noteTouched = (tx: Tx, from: number): Promise<number> =>
  tx.run(sql`
    insert into audit.touched (subject, number)
      select named.subject, l.number
        from audit.leaf l
        join audit.entry e on e.epoch = l.epoch and e.xid = l.xid and e.id = l.entry_id
        cross join lateral audit.named_in(e.bytes) as named (subject)
       where l.number >= ${from}`);

/** Entries that a search for a record they name would not find. The inner limit keeps it to one look-up by key for each name. */
export const unfindable = (tx: Tx, at: { from: number; to: number; limit: number }): Promise<{ number: number }[]> =>
  tx.rows(sql`
    select l.number
      from audit.leaf l
      join audit.entry e on e.epoch = l.epoch and e.xid = l.xid and e.id = l.entry_id
      cross join lateral audit.named_in(e.bytes) as named (subject)
      left join lateral (select true as there from audit.touched t where t.subject = named.subject and t.number = l.number limit 1) as found on true
     where l.number >= ${at.from} and l.number < ${at.to} and found.there is null
     limit ${at.limit}`);

export const insertSubtrees = (tx: Tx, rows: readonly { level: number; index: number; hash: Hash }[]): Promise<number> =>
  tx.run(sql`
    insert into audit.subtree (level, index, hash)
      select level, index, hash
        from unnest(${rows.map((r) => r.level)}::smallint[], ${rows.map((r) => r.index)}::bigint[], ${rows.map((r) => r.hash)}::bytea[])
          as made (level, index, hash)`);

export const insertCheckpoint = (tx: Tx, row: CheckpointRow & { at: Instant }): Promise<number> =>
  tx.run(sql`
    insert into audit.checkpoint (size, epoch, at, root, note)
      values (${row.size}, ${row.epoch}, ${toIso(row.at)}, ${row.root}, ${row.note})`);

export const insertCosignature = (tx: Tx, row: { size: number; witness: string; line: string }): Promise<number> =>
  tx.run(sql`
    insert into audit.cosignature (size, witness, line) values (${row.size}, ${row.witness}, ${row.line})
      on conflict (size, witness) do nothing`);

export const cosignaturesOf = (tx: Tx, size: number): Promise<{ witness: string; line: string }[]> =>
  tx.rows(sql`select witness, line from audit.cosignature where size = ${size} order by witness`);

/** The newest state that this witness signed, with the note it signed. */
export const newestCosignature = (tx: Tx, witness: string): Promise<{ size: number; line: string; note: string } | undefined> =>
  tx.maybe(sql`
    select s.size, s.line, c.note from audit.cosignature s join audit.checkpoint c on c.size = s.size
     where s.witness = ${witness} order by s.size desc limit 1`);

export const witnessesThatSigned = async (tx: Tx, limit: number): Promise<string[]> =>
  (await tx.rows<{ witness: string }>(sql`select distinct witness from audit.cosignature order by witness limit ${limit}`)).map(({ witness }) => witness);

/** Of the first state that is larger than this. */
export const firstCheckpointAbove = (tx: Tx, size: number): Promise<{ at: Instant } | undefined> =>
  tx.maybe(sql`select at from audit.checkpoint where size > ${size} order by size limit 1`);

/** Hashes of one tile level: 0 is leaves, level n is hashes of full runs of 256^n leaves. */
export async function hashesOf(tx: Tx, level: number, at: { from: number; count: number }): Promise<Hash[]> {
  const to = at.from + at.count;
  const rows = await tx.rows<{ hash: Hash }>(
    level === 0
      ? sql`select hash from audit.leaf where number >= ${at.from} and number < ${to} order by number`
      : sql`select hash from audit.subtree where level = ${level} and index >= ${at.from} and index < ${to} order by index`,
  );
  return rows.map((row) => row.hash);
}

/** At most `limit` counted. */
export const unnumbered = (tx: Tx, after: Position, limit: number): Promise<{ entries: number; oldest: Instant | null }> =>
  tx.one(sql`
    select count(*) as entries, min(waiting.at) as oldest
      from (select e.at from audit.entry e
             where (e.epoch, e.xid, e.id) > (${after.epoch}::int, ${after.xid}::xid8, ${after.id}::bigint)
             order by e.epoch, e.xid, e.id
             limit ${limit}) as waiting`);

export const leavesWithEntries = (tx: Tx, at: { from: number; to: number }): Promise<LeafRow[]> =>
  tx.rows(sql`
    select l.number, l.hash, l.epoch, l.xid::text as xid, l.entry_id as id, e.salt, e.bytes, e.at
      from audit.leaf l
      left join audit.entry e on e.epoch = l.epoch and e.xid = l.xid and e.id = l.entry_id
     where l.number >= ${at.from} and l.number < ${at.to}
     order by l.number`);

/** Entries that the sequencer has passed without numbering them: they were not there when it passed. */
export const strays = (tx: Tx, at: { after: Position; upTo: Position; limit: number }): Promise<Position[]> =>
  tx.rows(sql`
    select e.epoch, e.xid::text as xid, e.id
      from audit.entry e
     where (e.epoch, e.xid, e.id) > (${at.after.epoch}::int, ${at.after.xid}::xid8, ${at.after.id}::bigint)
       and (e.epoch, e.xid, e.id) <= (${at.upTo.epoch}::int, ${at.upTo.xid}::xid8, ${at.upTo.id}::bigint)
       and not exists (select from audit.leaf l where l.epoch = e.epoch and l.xid = e.xid and l.entry_id = e.id)
     order by e.epoch, e.xid, e.id
     limit ${at.limit}`);

export const checkpointsBetween = (tx: Tx, at: { above: number; upTo: number }): Promise<CheckpointRow[]> =>
  tx.rows(sql`select size, epoch, root, note from audit.checkpoint where size > ${at.above} and size <= ${at.upTo} order by size`);

export const countLeavesFrom = async (tx: Tx, from: number): Promise<number> =>
  (await tx.one<{ leaves: number }>(sql`select count(*) as leaves from audit.leaf where number >= ${from}`)).leaves;

/** The stored hash of each subtree asked for, in the order asked; null where there is none. */
export async function storedSubtrees(tx: Tx, asked: readonly { level: number; index: number }[]): Promise<(Hash | null)[]> {
  const rows = await tx.rows<{ hash: Hash | null }>(sql`
    select s.hash
      from unnest(${asked.map((a) => a.level)}::smallint[], ${asked.map((a) => a.index)}::bigint[]) with ordinality as want (level, index, place)
      left join audit.subtree s on s.level = want.level and s.index = want.index
     order by want.place`);
  return rows.map((row) => row.hash);
}

/** Numbered entries that name this record, newest first. */
export const leavesTouching = (tx: Tx, ask: { subject: string; before: number; limit: number }): Promise<{ number: number; at: Instant; bytes: Buffer }[]> =>
  tx.rows(sql`
    select l.number, e.at, e.bytes
      from audit.touched t
      join audit.leaf l on l.number = t.number
      join audit.entry e on e.epoch = l.epoch and e.xid = l.xid and e.id = l.entry_id
     where t.subject = ${ask.subject} and t.number < ${ask.before}
     order by t.number desc limit ${ask.limit}`);

/** Numbered entries, newest first. */
export const newestLeaves = (tx: Tx, ask: { before: number; limit: number }): Promise<{ number: number; at: Instant; bytes: Buffer }[]> =>
  tx.rows(sql`
    select l.number, e.at, e.bytes
      from audit.leaf l join audit.entry e on e.epoch = l.epoch and e.xid = l.xid and e.id = l.entry_id
     where l.number < ${ask.before}
     order by l.number desc limit ${ask.limit}`);
