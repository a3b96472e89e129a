import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  consistencyRanges, EMPTY_ROOT, Frontier, inclusionRanges, leafHash, nodeHash, peaksOf, splitOf, verifyConsistency, verifyInclusion,
  type Hash, type Range,
} from "./merkle.ts";

/** RFC 6962, 2.1, word for word: slow and plainly right. */
function naive(leaves: readonly Buffer[]): Hash {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leafHash(leaves[0]!);
  const k = splitOf(leaves.length);
  return nodeHash(naive(leaves.slice(0, k)), naive(leaves.slice(k)));
}

const data = (count: number): Buffer[] => Array.from({ length: count }, (_, i) => Buffer.from(`entry ${i}`));
const over = (leaves: readonly Buffer[], ranges: readonly Range[]): Hash[] => ranges.map(({ from, to }) => naive(leaves.slice(from, to)));
const SIZE_MAX = 140;
const size = fc.integer({ min: 1, max: SIZE_MAX });
const LEAVES = data(SIZE_MAX + 1);
const tree = (n: number) => ({ size: n, root: naive(LEAVES.slice(0, n)) });

describe("the tree", () => {
  test("[A4] has the hashes of the RFC 6962 reference log", () => {
    const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map((h) => Buffer.from(h, "hex"));
    const roots = [1, 2, 3, 8].map((n) => naive(inputs.slice(0, n)).toString("hex"));
    expect(EMPTY_ROOT.toString("hex")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(roots).toEqual([
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]);
  });

  test("[A4] grown leaf by leaf has the root of the definition, and tells each complete part once", () => {
    const frontier = new Frontier();
    for (let n = 0; n <= SIZE_MAX; n++) {
      expect(frontier.root().equals(tree(n).root), `size ${n}`).toBe(true);
      if (n === SIZE_MAX) break;
      frontier.append(leafHash(LEAVES[n]!), ({ height, index, hash }) => {
        expect(hash.equals(naive(LEAVES.slice(index * 2 ** height, (index + 1) * 2 ** height)))).toBe(true);
      });
    }
  });

  test("[A4] is made of complete parts, largest first", () => {
    fc.assert(
      fc.property(size, (n) => {
        const peaks = peaksOf({ from: 0, to: n });
        const hashes = peaks.map(({ height, index }) => naive(LEAVES.slice(index * 2 ** height, (index + 1) * 2 ** height)));
        expect(new Frontier(n, hashes).root().equals(tree(n).root)).toBe(true);
      }),
    );
  });

  test("[A5] proves that an entry is in it, and no other entry, place or tree", () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (n, a, b) => {
        const [index, other] = [a % n, b % n];
        const proof = over(LEAVES, inclusionRanges(index, n));
        const leaf = { hash: leafHash(LEAVES[index]!), index };
        expect(verifyInclusion(leaf, tree(n), proof)).toBe(true);
        if (other !== index) {
          expect(verifyInclusion({ ...leaf, hash: leafHash(LEAVES[other]!) }, tree(n), proof)).toBe(false);
          expect(verifyInclusion({ ...leaf, index: other }, tree(n), proof)).toBe(false);
        }
        expect(verifyInclusion(leaf, { size: n, root: tree(n + 1).root }, proof)).toBe(false);
        expect(verifyInclusion(leaf, tree(n), [...proof, EMPTY_ROOT])).toBe(false);
        if (proof.length > 0) expect(verifyInclusion(leaf, tree(n), proof.slice(1))).toBe(false);
        expect(verifyInclusion({ ...leaf, index: n }, tree(n), proof)).toBe(false);
      }),
    );
  });

  test("[A6] proves that it only grew, for every pair of sizes up to 40", () => {
    for (let newer = 0; newer <= 40; newer++) {
      for (let older = 0; older <= newer; older++) {
        const proof = over(LEAVES, consistencyRanges(older, newer));
        expect(verifyConsistency(tree(older), tree(newer), proof), `${older} to ${newer}`).toBe(true);
      }
    }
  });

  test("[A6] with any earlier entry changed has no proof that it only grew", () => {
    fc.assert(
      fc.property(size, size, fc.nat(), (a, b, c) => {
        const [older, newer] = [Math.min(a, b), Math.max(a, b)];
        const changed = c % older;
        const forged = LEAVES.with(changed, Buffer.from("forged"));
        const proof = over(forged, consistencyRanges(older, newer));
        expect(verifyConsistency(tree(older), { size: newer, root: naive(forged.slice(0, newer)) }, proof)).toBe(false);
      }),
    );
  });

  test("[A6] refuses a proof with any hash changed, missing or added", () => {
    fc.assert(
      fc.property(size, size, fc.nat(), (a, b, c) => {
        const [older, newer] = [Math.min(a, b), Math.max(a, b)];
        const proof = over(LEAVES, consistencyRanges(older, newer));
        expect(verifyConsistency(tree(older), tree(newer), [...proof, EMPTY_ROOT])).toBe(false);
        if (proof.length === 0) return;
        expect(verifyConsistency(tree(older), tree(newer), proof.slice(0, -1))).toBe(false);
        expect(verifyConsistency(tree(older), tree(newer), proof.with(c % proof.length, EMPTY_ROOT))).toBe(false);
        expect(verifyConsistency(tree(newer), tree(older), proof)).toBe(older === newer && proof.length === 0);
      }),
    );
  });
});
