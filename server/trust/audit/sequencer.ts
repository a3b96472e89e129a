import type { Db, Tx } from "../../foundation/db/db.ts";
import type { World } from "../../foundation/world.ts";
import { isSigned, openCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { Frontier, type Hash } from "./merkle.ts";
import { isCosignature, type NoteKey, type Signer } from "./note.ts";
import { AuditLogBroken, auditTree, LOG_SCOPE, storedFrontier, storedRoot } from "./stored-tree.ts";
import * as store from "./store.ts";

/** Entries numbered in one transaction. */
export const BATCH_ENTRIES_MAX = 5_000;
/** Beyond this the lag is told as "at least". */
const LAG_COUNTED_MAX = 100_000;
const TILE_HEIGHT = 8;

/** Keeps the last checkpoint where nobody who holds the database can reach it: the keyring folder. */
export interface CheckpointMemory {
  load(): Promise<string | undefined>;
  save(note: string): Promise<void>;
  setAside(): Promise<void>;
}

/** Someone else who sees every checkpoint and signs that the log only grew. */
export interface Witness extends NoteKey {
  /** Gives a C2SP cosignature line, or undefined when it cannot now; has a deadline of its own. It asks for the proof from the size it last saw. */
  cosign(note: string, proofFrom: (size: number) => Promise<Hash[]>): Promise<string | undefined>;
}

export interface SequencerNeeds {
  readonly db: Db;
  readonly world: Pick<World, "now">;
  readonly signer: Signer;
  readonly memory: CheckpointMemory;
  readonly witnesses?: readonly Witness[];
}

export interface Batch {
  readonly numbered: number;
  /** The size of the log now. */
  readonly size: number;
  /** Another sequencer is at work. */
  readonly busy: boolean;
}

/** Entries that no checkpoint protects yet. It grows while the sequencer stands still or a transaction stays open. */
export interface Lag {
  readonly entries: number;
  readonly oldestMilliseconds: number;
}

/** Which witnesses signed, and which gave nothing, something false, or an error. */
export interface Asked {
  readonly signed: readonly string[];
  readonly silent: readonly string[];
}

export interface Sequencer {
  /** Numbers one batch and signs the tree. Rejects with AuditLogBroken. */
  sequence(): Promise<Batch>;
  /** Asks each witness that has not signed the newest checkpoint yet. Runs apart from sequencing, so that no witness holds it up. */
  askWitnesses(): Promise<Asked>;
  lag(): Promise<Lag>;
}

/** The tree this process has checked and grown itself. */
interface Known {
  readonly root: Hash;
  readonly frontier: Frontier;
}

interface Grown extends Known {
  readonly note: string;
}

export function createSequencer(needs: SequencerNeeds): Sequencer {
  const { db, memory, witnesses = [] } = needs;
  let known: Known | undefined;

  const sequence = async (): Promise<Batch> => {
    const found = await db.transaction(LOG_SCOPE, async (tx) => {
      if (!(await store.lockSequencer(tx))) return undefined;
      const before = await treeToGrow(tx, needs, known);
      return { before, grown: await grow(tx, needs, before.frontier) };
    });
    if (!found) return { numbered: 0, size: known?.frontier.size ?? 0, busy: true };
    const { before, grown } = found;
    known = grown ?? before;
    if (!grown) return { numbered: 0, size: before.frontier.size, busy: false };
    await memory.save(grown.note);
    return { numbered: grown.frontier.size - before.frontier.size, size: grown.frontier.size, busy: false };
  };

  const lag = (): Promise<Lag> =>
    db.transaction(LOG_SCOPE, async (tx) => {
      const waiting = await store.unnumbered(tx, await store.lastPosition(tx), LAG_COUNTED_MAX);
      const oldestMilliseconds = waiting.oldest === null ? 0 : Math.max(0, needs.world.now() - waiting.oldest);
      return { entries: waiting.entries, oldestMilliseconds };
    });

  return { sequence, lag, askWitnesses: () => askAll(db, witnesses) };
}

/** The tree as it is stored, checked unless it is the one this process grew last. */
async function treeToGrow(tx: Tx, needs: SequencerNeeds, known: Known | undefined): Promise<Known> {
  const last = await store.lastCheckpoint(tx);
  if (known && last && isOurs(known, last)) return known;
  const size = last?.size ?? 0;
  const frontier = await storedFrontier(tx, { from: 0, to: size });
  const root = frontier.root();
  if (last) compareWithCheckpoint(last, root, needs.signer.publicKey);
  if ((await store.countLeavesFrom(tx, size)) > 0) throw new AuditLogBroken("there are numbers that no checkpoint signed");
  await compareWithMemory(tx, needs, size);
  return { root, frontier };
}

const isOurs = (known: Known, last: store.CheckpointRow): boolean => known.frontier.size === last.size && known.root.equals(last.root);

function compareWithCheckpoint(last: store.CheckpointRow, root: Hash, publicKey: Buffer): void {
  if (!isSigned(last, publicKey)) throw new AuditLogBroken("the newest checkpoint is not signed by this log's key");
  if (!root.equals(last.root)) throw new AuditLogBroken("the stored tree is not the one its checkpoint signed");
}

/** A truncated database still looks whole to itself. */
async function compareWithMemory(tx: Tx, { memory, signer }: SequencerNeeds, size: number): Promise<void> {
  const note = await memory.load();
  if (note === undefined) return;
  const remembered = openCheckpoint(note, signer.publicKey);
  if (!remembered) throw new AuditLogBroken("the remembered checkpoint is not signed by this log's key");
  if (remembered.size > size) throw new AuditLogBroken(`the log was cut: ${remembered.size} entries are remembered, ${size} are there`);
  if (!(await storedRoot(tx, remembered.size)).equals(remembered.root)) throw new AuditLogBroken("the log is not the one that was remembered");
}

/** Numbers, hashes and signs, in the caller's transaction: all of it becomes true at once or not at all. */
async function grow(tx: Tx, { signer, world }: SequencerNeeds, before: Frontier): Promise<Grown | undefined> {
  const leaves = await store.numberEntries(tx, await store.lastPosition(tx), { from: before.size, limit: BATCH_ENTRIES_MAX });
  if (leaves.length === 0) return undefined;
  const frontier = before.copy();
  const subtrees: { level: number; index: number; hash: Hash }[] = [];
  for (const leaf of leaves) {
    if (leaf.number !== frontier.size) throw new AuditLogBroken("the numbers have a gap");
    frontier.append(leaf.hash, ({ height, index, hash }) => {
      if (height > 0 && height % TILE_HEIGHT === 0) subtrees.push({ level: height / TILE_HEIGHT, index, hash });
    });
  }
  if (subtrees.length > 0) await store.insertSubtrees(tx, subtrees);
  await store.noteTouched(tx, before.size);
  const checkpoint = { epoch: await store.currentEpoch(tx), size: frontier.size, root: frontier.root() };
  const note = await signCheckpoint(signer, checkpoint);
  await store.insertCheckpoint(tx, { ...checkpoint, note, at: world.now() });
  return { root: checkpoint.root, frontier, note };
}

async function askAll(db: Db, witnesses: readonly Witness[]): Promise<Asked> {
  const { last, had } = await db.transaction(LOG_SCOPE, async (tx) => {
    const newest = await store.lastCheckpoint(tx);
    return { last: newest, had: newest ? (await store.cosignaturesOf(tx, newest.size)).map((c) => c.witness) : [] };
  });
  const asked = last ? witnesses.filter((witness) => !had.includes(witness.name)) : [];
  const answers = await Promise.allSettled(asked.map((witness) => askWitness(db, witness, last!)));
  const signed = asked.filter((_, i) => answers[i]!.status === "fulfilled" && (answers[i] as PromiseFulfilledResult<boolean>).value).map((w) => w.name);
  return { signed, silent: asked.map((w) => w.name).filter((name) => !signed.includes(name)) };
}

async function askWitness(db: Db, witness: Witness, tree: { note: string; size: number }): Promise<boolean> {
  const proofFrom = (size: number): Promise<Hash[]> => auditTree(db).consistencyProof(size, tree.size);
  const line = await witness.cosign(tree.note, proofFrom);
  const text = tree.note.slice(0, tree.note.lastIndexOf("\n\n") + 1);
  if (line === undefined || !isCosignature(line, text, witness)) return false;
  await db.transaction(LOG_SCOPE, (tx) => store.insertCosignature(tx, { size: tree.size, witness: witness.name, line }));
  return true;
}
