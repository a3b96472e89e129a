import { hash } from "node:crypto";

/**
 * RFC 6962 section 2.1 and RFC 9162 section 2.1: tree hashes and their proofs. All pure; sizes stay below 2^53, so halves are
 * taken by division, not by 32-bit shifts.
 */
export type Hash = Buffer;
export const HASH_BYTES = 32;
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);
const half = (n: number): number => Math.floor(n / 2);

export const leafHash = (data: Buffer): Hash => hash("sha256", Buffer.concat([LEAF, data]), "buffer");
export const nodeHash = (left: Hash, right: Hash): Hash => hash("sha256", Buffer.concat([NODE, left, right]), "buffer");
export const EMPTY_ROOT: Hash = hash("sha256", Buffer.alloc(0), "buffer");

/** A complete subtree: 2^height leaves from index × 2^height. */
export interface Subtree {
  readonly height: number;
  readonly index: number;
  readonly hash: Hash;
}

/** The right edge of a tree: enough to append and to know the root, and no more than 53 hashes. */
export class Frontier {
  #size: number;
  readonly #peaks: Hash[];
  constructor(size = 0, peaks: readonly Hash[] = []) {
    this.#size = size;
    this.#peaks = [...peaks];
  }
  get size(): number {
    return this.#size;
  }
  copy(): Frontier {
    return new Frontier(this.#size, this.#peaks);
  }
  /** Appends a leaf and tells each subtree that it completed, the leaf first. */
  append(leaf: Hash, told?: (subtree: Subtree) => void): void {
    let [height, index, whole] = [0, this.#size, leaf];
    told?.({ height, index, hash: whole });
    for (; index % 2 === 1; index = half(index)) {
      whole = nodeHash(this.#peaks.pop()!, whole);
      told?.({ height: ++height, index: half(index), hash: whole });
    }
    this.#peaks.push(whole);
    this.#size++;
  }
  root(): Hash {
    return this.#size === 0 ? EMPTY_ROOT : this.#peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}

/** Leaves from `from` up to, not including, `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The largest power of two smaller than n. */
export function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** The complete subtrees that make up a range which begins where a tree of that size may begin, from left to right. */
export function peaksOf({ from, to }: Range): Omit<Subtree, "hash">[] {
  const peaks: Omit<Subtree, "hash">[] = [];
  let [start, left] = [from, to - from];
  while (left > 0) {
    const size = splitOf(left + 1); // The largest power of two that is not larger than what is left.
    const height = Math.round(Math.log2(size));
    peaks.push({ height, index: start / size });
    start += size;
    left -= size;
  }
  return peaks;
}

/** Which ranges' hashes prove that leaf `index` is in the tree of `size`: RFC 9162, 2.1.3.1. */
export function inclusionRanges(index: number, size: number): Range[] {
  const ranges: Range[] = [];
  let tree: Range = { from: 0, to: size };
  while (tree.to - tree.from > 1) {
    const middle = tree.from + splitOf(tree.to - tree.from);
    const [left, right] = [{ from: tree.from, to: middle }, { from: middle, to: tree.to }];
    ranges.unshift(index < middle ? right : left);
    tree = index < middle ? left : right;
  }
  return ranges;
}

/** Which ranges' hashes prove that the tree of `newer` began as the tree of `older`: RFC 9162, 2.1.4.1. */
export function consistencyRanges(older: number, newer: number): Range[] {
  const ranges: Range[] = [];
  if (older === 0 || older === newer) return ranges;
  let [tree, whole]: [Range, boolean] = [{ from: 0, to: newer }, true];
  while (older !== tree.to) {
    const middle = tree.from + splitOf(tree.to - tree.from);
    const inLeft = older <= middle;
    ranges.unshift(inLeft ? { from: middle, to: tree.to } : { from: tree.from, to: middle });
    whole &&= inLeft;
    tree = inLeft ? { from: tree.from, to: middle } : { from: middle, to: tree.to };
  }
  return whole ? ranges : [tree, ...ranges];
}

interface Tree {
  readonly size: number;
  readonly root: Hash;
}

/** RFC 9162, 2.1.3.2: rebuilds the root from the leaf and its neighbours. */
export function verifyInclusion(leaf: { hash: Hash; index: number }, tree: Tree, proof: readonly Hash[]): boolean {
  if (leaf.index < 0 || leaf.index >= tree.size) return false;
  const ranges = inclusionRanges(leaf.index, tree.size);
  if (ranges.length !== proof.length) return false;
  let whole = leaf.hash;
  for (const [i, { from }] of ranges.entries()) whole = from > leaf.index ? nodeHash(whole, proof[i]!) : nodeHash(proof[i]!, whole);
  return whole.equals(tree.root);
}

/** RFC 9162, 2.1.4.2. The empty tree is consistent with every tree. */
export function verifyConsistency(older: Tree, newer: Tree, proof: readonly Hash[]): boolean {
  if (older.size > newer.size) return false;
  if (older.size === 0) return proof.length === 0 && older.root.equals(EMPTY_ROOT);
  const ranges = consistencyRanges(older.size, newer.size);
  if (ranges.length !== proof.length) return false;
  const { was, is } = rebuild(older, ranges, proof);
  return was.equals(older.root) && is.equals(newer.root);
}

/** Both roots, from the part both trees share outwards. The proof begins with that part unless it is the older tree itself. */
function rebuild(older: Tree, ranges: readonly Range[], proof: readonly Hash[]): { was: Hash; is: Hash } {
  const begins = ranges[0]?.to === older.size;
  const shared = begins ? proof[0]! : older.root;
  let [was, is] = [shared, shared];
  for (let i = begins ? 1 : 0; i < ranges.length; i++) {
    const isLeft = ranges[i]!.from < older.size;
    if (isLeft) was = nodeHash(proof[i]!, was);
    is = isLeft ? nodeHash(proof[i]!, is) : nodeHash(is, proof[i]!);
  }
  return { was, is };
}
