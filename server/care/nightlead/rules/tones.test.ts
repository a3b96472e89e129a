import fc from "fast-check";
import { expect, test } from "vitest";
import { TONES_MAX, TONES_MIN, tonesAfter } from "./tones.ts";

test("[NL11] each number of tones can come, a wrong answer is followed by another number, and none is one that nobody could count", () => {
  fc.assert(fc.property(fc.option(fc.integer({ min: TONES_MIN, max: TONES_MAX }), { nil: null }), fc.nat(255), (before, chance) => {
    const tones = tonesAfter(before, chance);
    expect(tones).toBeGreaterThanOrEqual(TONES_MIN);
    expect(tones).toBeLessThanOrEqual(TONES_MAX);
    expect(tones).not.toBe(before);
  }));
  expect(new Set(Array.from({ length: 256 }, (_, chance) => tonesAfter(null, chance))).size).toBe(TONES_MAX - TONES_MIN + 1);
});
