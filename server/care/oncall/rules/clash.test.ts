import fc from "fast-check";
import { expect, test } from "vitest";
import { clashOf, lengthOf, named } from "./clash.ts";
import type { Rank } from "./plan.ts";

const shift = (weekday: number, start: string, end: string, rank: Rank = "first") => ({ weekday, start, end, rank });
const clock = fc.integer({ min: 0, max: 47 }).map((half) => `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 ? "30" : "00"}`);
const anyShift = fc.record({ weekday: fc.integer({ min: 1, max: 7 }), start: clock, end: clock, rank: fc.constantFrom("first" as const, "backup" as const) });

/** Every half hour of the week that a shift covers, counted one by one. */
function halfHours({ weekday, start, end }: ReturnType<typeof shift>): number[] {
  const half = (time: string) => Number(time.slice(0, 2)) * 2 + (time.endsWith("30") ? 1 : 0);
  const from = (weekday - 1) * 48 + half(start);
  const until = (weekday - 1) * 48 + half(end) + (half(end) > half(start) ? 0 : 48);
  return Array.from({ length: until - from }, (_, i) => (from + i) % 336);
}

test("[O9] shifts clash exactly when they share some half hour of the week in one rank", () => {
  fc.assert(
    fc.property(fc.array(anyShift, { maxLength: 8 }), (shifts) => {
      const taken = shifts.flatMap((one) => halfHours(one).map((half) => `${one.rank} ${half}`));
      expect(clashOf(shifts) !== undefined).toBe(new Set(taken).size < taken.length);
    }),
    { numRuns: 1000 },
  );
});

test("[O9] the two shifts that are named do overlap", () => {
  fc.assert(
    fc.property(fc.array(anyShift, { minLength: 2, maxLength: 8 }), (shifts) => {
      const clash = clashOf(shifts);
      fc.pre(clash !== undefined);
      const [one, two] = clash;
      expect(one.rank).toBe(two.rank);
      expect(halfHours(one).some((half) => halfHours(two).includes(half))).toBe(true);
    }),
  );
});

test("[O9] by example: Sunday night runs into Monday; shifts that touch and shifts of two ranks do not clash", () => {
  expect(clashOf([shift(7, "19:00", "07:00"), shift(1, "06:30", "19:00")])?.map(named)).toEqual(["Sunday 19:00 to 07:00", "Monday 06:30 to 19:00"]);
  expect(clashOf([shift(7, "19:00", "07:00"), shift(1, "07:00", "19:00")])).toBeUndefined();
  expect(clashOf([shift(1, "08:00", "17:00"), shift(1, "08:00", "17:00", "backup")])).toBeUndefined();
});

test("[O2] an end not after the start is on the next day", () => {
  expect([lengthOf(shift(1, "19:00", "07:00")), lengthOf(shift(1, "07:00", "19:00")), lengthOf(shift(1, "08:00", "08:00"))]).toEqual([720, 720, 1440]);
});
