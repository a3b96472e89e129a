import fc from "fast-check";
import { expect, test } from "vitest";
import { batchesOf, partOf } from "./soak-parts.ts";

test("[T-RUN-8] the parts of a long run are the whole of it, each night once and in order", () => {
  fc.assert(fc.property(fc.nat(20_000), fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 30 }), (count, size, of) => {
    const parts = Array.from({ length: of }, (_, i) => batchesOf(count, size, { number: i + 1, of }));
    expect(parts.flat()).toEqual(batchesOf(count, size, { number: 1, of: 1 }));
    let next = 0;
    for (const batch of parts.flat()) {
      expect(batch.first).toBe(next);
      next += batch.size;
    }
    expect(next).toBe(count);
  }));
});

test("[T-RUN-8] a part is one of several, and nothing else", () => {
  expect(partOf("2/10")).toEqual({ number: 2, of: 10 });
  for (const text of ["0/10", "11/10", "2", "a/b", "1/0", "-1/2", "1/2000"]) expect(partOf(text)).toBeUndefined();
});
