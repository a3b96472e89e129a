import type { Db, Tx } from "../../foundation/db/db.ts";
import { toIso, type Instant } from "../../foundation/time.ts";
import { isSigned, openCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { EMPTY_ROOT, Frontier, leafHash, type Hash } from "./merkle.ts";
import type { NoteKey } from "./note.ts";
import { LOG_SCOPE } from "./stored-tree.ts";
import { newestSigned, type Signed } from "./witnessed.ts";
import * as store from "./store.ts";
import type { CheckpointRow, LeafRow, Position } from "./store.ts";

/** Which check failed. */
export type Check =
  | "entry-changed" // its bytes, salt or time are not those that were numbered
  | "entry-removed"
  | "entry-inserted" // it stands where the sequencer had passed already
  | "number-missing"
  | "number-unsigned" // it has a number that no checkpoint signed
  | "order"
  | "unfindable" // it names a record, and a search for that record would not find it
  | "tile" // a stored hash of the tree
  | "root" // the tree is not the one that was signed
  | "signature"
  | "cosignature" // a stored line is not what this witness signs for this checkpoint
  | "remembered"; // the log is not the one, or is shorter than the one, that was remembered outside the database

export interface Finding {
  readonly check: Check;
  /** The number of the entry, where there is one. */
  readonly number?: number;
  /** One sentence without data. */
  readonly say: string;
}

export interface Verdict {
  readonly ok: boolean;
  readonly size: number;
  readonly root: Hash;
  readonly checkpoints: number;
  /** Entries not numbered yet; nothing can be said about them. */
  readonly waiting: number;
  /** Which epoch the newest checkpoint is of; 1 of an empty log. */
  readonly epoch: number;
  readonly witnessed: readonly Witnessed[];
  /** The first FINDINGS_MAX. */
  readonly findings: readonly Finding[];
}

/** [A20] How far one witness has signed. `known`: its key is in the settings; of others nothing is checked. */
export interface Witnessed {
  readonly name: string;
  readonly known: boolean;
  readonly size: number | null;
  readonly at: Instant | null;
}

export interface VerifyNeeds {
  /** Keys from the settings, never from the database. */
  readonly witnesses?: readonly NoteKey[];
  /** The log's Ed25519 key, 32 bytes, from the keyring or from whoever verifies; never from the database. */
  readonly publicKey: Buffer;
  /** Checkpoints that were kept outside the database: by the keyring, a witness, a client. */
  readonly remembered?: readonly string[];
}

const FINDINGS_MAX = 100;
const PAGE_ENTRIES = 2_000;
const WAITING_COUNTED_MAX = 100_000;
const TILE_HEIGHT = 8;
const WITNESSES_MAX = 32;

/** Reads every entry once and rebuilds the tree from the bytes themselves. Trusts only the key and what was remembered outside. */
export async function verifyAudit(db: Db, needs: VerifyNeeds): Promise<Verdict> {
  const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.transaction(LOG_SCOPE, work);
  const last = await read(store.lastCheckpoint);
  const run = new Run(last?.size ?? 0, needs);
  while (run.from < run.size) {
    const to = Math.min(run.from + PAGE_ENTRIES, run.size);
    await read(async (tx) => run.page({ to, leaves: await store.leavesWithEntries(tx, { from: run.from, to }), checkpoints: await store.checkpointsBetween(tx, { above: run.from, upTo: to }) }, tx));
  }
  const { waiting, witnessed } = await read(async (tx) => {
    await run.end(tx);
    return { waiting: (await store.unnumbered(tx, run.position, WAITING_COUNTED_MAX)).entries, witnessed: await run.witnesses(tx, needs.witnesses ?? []) };
  });
  return run.verdict({ waiting, witnessed, epoch: last?.epoch ?? 1 });
}

interface Page {
  readonly to: number;
  readonly leaves: readonly LeafRow[];
  readonly checkpoints: readonly CheckpointRow[];
}

const isAfter = (a: Position, b: Position): boolean => {
  if (a.epoch !== b.epoch) return a.epoch > b.epoch;
  return a.xid === b.xid ? a.id > b.id : BigInt(a.xid) > BigInt(b.xid);
};

/** One pass over the log. */
class Run {
  from = 0;
  position: Position = store.BEFORE_ALL;
  readonly size: number;
  readonly #findings: Finding[] = [];
  readonly #frontier = new Frontier();
  readonly #publicKey: Buffer;
  readonly #remembered: readonly Checkpoint[];
  /** False from the first number or root that is wrong: what follows is then wrong for that reason alone. */
  #treeHolds = true;
  #signed = 0;
  #checkpoints = 0;

  constructor(size: number, needs: VerifyNeeds) {
    this.size = size;
    this.#publicKey = needs.publicKey;
    const opened = (needs.remembered ?? []).map((note) => openCheckpoint(note, needs.publicKey));
    for (const checkpoint of opened) if (!checkpoint) this.#find("remembered", "A remembered checkpoint is not signed by this log's key.");
    this.#remembered = opened.filter((checkpoint) => checkpoint !== undefined);
  }

  async page({ to, leaves, checkpoints }: Page, tx: Tx): Promise<void> {
    const after = this.position;
    const roots = new Map(checkpoints.map((checkpoint) => [checkpoint.size, checkpoint]));
    const subtrees: { level: number; index: number; hash: Hash }[] = [];
    let expected = this.from;
    for (const leaf of leaves) {
      for (; expected < leaf.number; expected++) this.#missing(expected);
      expected = leaf.number + 1;
      this.#checkEntry(leaf);
      this.#checkOrder(leaf);
      this.#frontier.append(leaf.hash, ({ height, index, hash }) => {
        if (height > 0 && height % TILE_HEIGHT === 0) subtrees.push({ level: height / TILE_HEIGHT, index, hash });
      });
      if (this.#treeHolds) this.#checkRoots(roots.get(expected));
    }
    for (; expected < to; expected++) this.#missing(expected);
    await this.#checkTiles(tx, subtrees);
    // Beside another fault it would only say the same again.
    const missed = this.#findings.length > 0 ? [] : await store.unfindable(tx, { from: this.from, to, limit: FINDINGS_MAX });
    for (const { number } of missed) {
      this.#find("unfindable", `Entry ${number} names a record, and a search for that record would not find it.`, number);
    }
    for (const stray of await store.strays(tx, { after, upTo: this.position, limit: FINDINGS_MAX })) {
      this.#find("entry-inserted", `An entry (epoch ${stray.epoch}, transaction ${stray.xid}, row ${stray.id}) was inserted where the log had passed already.`);
    }
    this.from = to;
  }

  async end(tx: Tx): Promise<void> {
    const unsigned = await store.countLeavesFrom(tx, this.size);
    if (unsigned > 0 && ((await store.lastCheckpoint(tx))?.size ?? 0) === this.size) {
      this.#find("number-unsigned", `${unsigned} entries from number ${this.size} on have a number that no checkpoint signed.`, this.size);
    }
    for (const { size, epoch } of this.#remembered) {
      if (size > this.size) this.#find("remembered", `The log was cut: ${size} entries are remembered from epoch ${epoch}, ${this.size} are there.`, this.size);
    }
  }

  /** The newest line of each: it covers every state before it, and the state it signs was rebuilt above. */
  async witnesses(tx: Tx, keys: readonly NoteKey[]): Promise<Witnessed[]> {
    const found: Witnessed[] = [];
    for (const key of keys) found.push(this.#witness(key.name, await newestSigned(tx, key)));
    const others = (await store.witnessesThatSigned(tx, WITNESSES_MAX)).filter((name) => !keys.some((key) => key.name === name));
    for (const name of others) found.push({ name, known: false, size: null, at: null });
    return found;
  }

  #witness(name: string, signed: Signed | undefined): Witnessed {
    if (signed?.at === null) this.#find("cosignature", `The line of ${name} under the checkpoint of size ${signed.size} is not its signature.`, signed.size - 1);
    return { name, known: true, size: signed?.size ?? null, at: signed?.at ?? null };
  }

  verdict({ waiting, witnessed, epoch }: Pick<Verdict, "waiting" | "witnessed" | "epoch">): Verdict {
    const root = this.#frontier.size === 0 ? EMPTY_ROOT : this.#frontier.root();
    return { ok: this.#findings.length === 0, size: this.size, root, checkpoints: this.#checkpoints, waiting, witnessed, epoch, findings: this.#findings };
  }

  #find(check: Check, say: string, number?: number): void {
    if (this.#findings.length < FINDINGS_MAX) this.#findings.push(number === undefined ? { check, say } : { check, number, say });
  }

  #missing(number: number): void {
    this.#treeHolds = false;
    this.#find("number-missing", `Number ${number} is missing.`, number);
  }

  #checkEntry({ number, hash, salt, bytes, at }: LeafRow): void {
    if (salt === null || bytes === null || at === null) return this.#find("entry-removed", `Entry ${number} was removed.`, number);
    if (!leafHash(Buffer.concat([salt, bytes])).equals(hash)) return this.#find("entry-changed", `Entry ${number} was changed: its bytes do not hash to its leaf.`, number);
    if (timeIn(bytes) !== toIso(at)) this.#find("entry-changed", `Entry ${number} was changed: its time is not the one that was hashed.`, number);
  }

  #checkOrder(leaf: LeafRow): void {
    if (isAfter(leaf, this.position)) this.position = leaf;
    else this.#find("order", `Entry ${leaf.number} was reordered: it happened before the entry it follows.`, leaf.number);
  }

  #checkRoots(checkpoint: CheckpointRow | undefined): void {
    const size = this.#frontier.size;
    if (checkpoint) this.#checkSigned(checkpoint);
    for (const remembered of this.#remembered) {
      if (remembered.size === size && !remembered.root.equals(this.#frontier.root())) {
        this.#find("remembered", `The first ${size} entries are not those that were remembered.`, size - 1);
      }
    }
  }

  #checkSigned(row: CheckpointRow): void {
    const [first, last] = [this.#signed, row.size - 1];
    this.#signed = row.size;
    this.#checkpoints++;
    if (!isSigned(row, this.#publicKey)) return this.#find("signature", `The checkpoint of size ${row.size} is not signed by this log's key.`, last);
    if (row.root.equals(this.#frontier.root())) return;
    this.#treeHolds = false;
    const range = first === last ? `entry ${last}` : `entries ${first} to ${last}`;
    this.#find("root", `Something among ${range} was changed, removed, inserted or reordered: the tree is not the one that was signed.`, first);
  }

  async #checkTiles(tx: Tx, subtrees: readonly { level: number; index: number; hash: Hash }[]): Promise<void> {
    if (subtrees.length === 0 || !this.#treeHolds) return;
    const stored = await store.storedSubtrees(tx, subtrees);
    for (const [i, { level, index, hash }] of subtrees.entries()) {
      if (!stored[i]?.equals(hash)) this.#find("tile", `The stored hash ${index} of tile level ${level} was changed or removed.`, index * 256 ** level);
    }
  }
}

/** The time inside the hashed bytes; undefined when they are no entry. */
function timeIn(bytes: Buffer): unknown {
  try {
    return (JSON.parse(bytes.toString("utf8")) as { at?: unknown }).at;
  } catch {
    return undefined;
  }
}
