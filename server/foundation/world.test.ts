import { expect, test } from "vitest";
import { realWorld } from "./world.ts";

test("[F39] chance is never given out twice, in pieces of any size, and a piece that was given out stays what it was", () => {
  const world = realWorld();
  const pieces = [10, 1, 16, 32, 127, 128, 4096, 5000].flatMap((count) => Array.from({ length: 200 }, () => ({ count, bytes: world.bytes(count) })));
  for (const { count, bytes } of pieces) expect(bytes).toHaveLength(count);
  const long = pieces.filter(({ count }) => count >= 10).map(({ bytes }) => bytes.toString("hex"));
  expect(new Set(long).size).toBe(long.length);
  // No piece lies in another, and none was wiped under whoever holds it.
  expect(new Set(long.map((hex) => hex.slice(0, 20))).size).toBe(long.length);
  expect(long.filter((hex) => /^0+$/.test(hex))).toEqual([]);
  const ids = Array.from({ length: 10_000 }, () => world.id());
  expect(new Set(ids).size).toBe(ids.length);
});
