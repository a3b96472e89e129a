import type { Scope } from "../../foundation/actor.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import { consistencyRanges, EMPTY_ROOT, Frontier, inclusionRanges, nodeHash, peaksOf, type Hash, type Range, type Subtree } from "./merkle.ts";
import * as store from "./store.ts";

export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

/** The log in the database is not the log that was signed. Nothing more is numbered until a person has looked. */
export class AuditLogBroken extends Error {
  override readonly name = "AuditLogBroken";
}
export const LOG_SCOPE: Scope = { role: "sequencer", clients: [] };

/** The subtree is folded from the nearest stored tile level below it: at most 128 hashes are read. */
async function subtreeHash(tx: Tx, { height, index }: Omit<Subtree, "hash">): Promise<Hash> {
  const level = Math.floor(height / TILE_HEIGHT);
  const count = 2 ** (height % TILE_HEIGHT);
  let hashes = await store.hashesOf(tx, level, { from: index * count, count });
  if (hashes.length !== count) throw new AuditLogBroken("the stored tree has a hole");
  for (; hashes.length > 1; hashes = pairs(hashes)) continue;
  return hashes[0]!;
}

const pairs = (hashes: readonly Hash[]): Hash[] => Array.from({ length: hashes.length / 2 }, (_, i) => nodeHash(hashes[2 * i]!, hashes[2 * i + 1]!));

/** The right edge of the stored tree at that size. */
export async function storedFrontier(tx: Tx, range: Range): Promise<Frontier> {
  const peaks: Hash[] = [];
  for (const peak of peaksOf(range)) peaks.push(await subtreeHash(tx, peak));
  return new Frontier(range.to - range.from, peaks);
}

export async function storedRoot(tx: Tx, size: number): Promise<Hash> {
  return size === 0 ? EMPTY_ROOT : (await storedFrontier(tx, { from: 0, to: size })).root();
}

async function hashesOver(tx: Tx, ranges: readonly Range[]): Promise<Hash[]> {
  const hashes: Hash[] = [];
  for (const range of ranges) hashes.push((await storedFrontier(tx, range)).root());
  return hashes;
}

/** The log as others read it: C2SP tlog-tiles, and proofs. Sizes are those of a checkpoint. */
export interface AuditTree {
  /** The newest checkpoint with its cosignatures: C2SP `/checkpoint`. */
  checkpoint(): Promise<string | undefined>;
  /** C2SP `/tile/<level>/<index>[.p/<width>]`: the hashes, joined. Undefined when the tree does not reach so far. */
  tile(level: number, index: number, width?: number): Promise<Buffer | undefined>;
  /** C2SP `/tile/entries/<index>[.p/<width>]`: each entry as salt | bytes after its length in two bytes. */
  entryBundle(index: number, width?: number): Promise<Buffer | undefined>;
  inclusionProof(number: number, size: number): Promise<Hash[]>;
  consistencyProof(older: number, newer: number): Promise<Hash[]>;
}

export function auditTree(db: Db): AuditTree {
  const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.transaction(LOG_SCOPE, work);
  const within = (low: number, high: number): void => {
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || low < 0 || low > high) throw new RangeError("no such tree");
  };
  return {
    checkpoint: () =>
      read(async (tx) => {
        const last = await store.lastCheckpoint(tx);
        return last && last.note + (await store.cosignaturesOf(tx, last.size)).map((c) => c.line).join("");
      }),
    tile: (level, index, width = TILE_WIDTH) =>
      read(async (tx) => {
        const hashes = await store.hashesOf(tx, level, { from: index * TILE_WIDTH, count: width });
        return hashes.length === width && width > 0 && width <= TILE_WIDTH ? Buffer.concat(hashes) : undefined;
      }),
    entryBundle: (index, width = TILE_WIDTH) =>
      read(async (tx) => {
        const rows = await store.leavesWithEntries(tx, { from: index * TILE_WIDTH, to: index * TILE_WIDTH + width });
        if (rows.length !== width || rows.some((row) => !row.salt || !row.bytes)) return undefined;
        return Buffer.concat(rows.flatMap((row) => [lengthOf(row.salt!.length + row.bytes!.length), row.salt!, row.bytes!]));
      }),
    inclusionProof: async (number, size) => {
      within(number + 1, size);
      return read((tx) => hashesOver(tx, inclusionRanges(number, size)));
    },
    consistencyProof: async (older, newer) => {
      within(older, newer);
      return read((tx) => hashesOver(tx, consistencyRanges(older, newer)));
    },
  };
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes);
  return length;
}

/** C2SP tlog-tiles: 1234067 is `x001/x234/067`. */
export function tilePath(index: number, width = TILE_WIDTH): string {
  const digits = String(index).padStart(Math.max(3, Math.ceil(String(index).length / 3) * 3), "0").match(/\d{3}/g)!;
  const path = digits.map((part, i) => (i < digits.length - 1 ? `x${part}` : part)).join("/");
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}
