import fc from "fast-check";
import { expect, test } from "vitest";
import { fromIso, instant, toIso } from "../../../foundation/time.ts";
import { monthAt, nextDrillAt } from "./month.ts";
import { isInTime, missedInARow, scoreOf, type Drilled } from "./score.ts";

const NEW_YORK = "America/New_York";
const drilled = (...states: Drilled["state"][]): Drilled[] => states.map((state, n) => ({ state, month: `2027-0${9 - n}`, placedAt: null, acknowledgedAt: null }));

test("[FD1] the drill of a month is at its day and hour on the practice's own wall, in winter and in summer", () => {
  const plan = { day: 10, hour: 11 };
  const months = [fromIso("2027-01-01T00:00:00Z")];
  for (let n = 0; n < 12; n++) months.push(nextDrillAt(plan, NEW_YORK, months.at(-1)!));
  expect(months.slice(1, 8).map(toIso)).toEqual(["2027-01-10T16:00:00.000Z", "2027-02-10T16:00:00.000Z", "2027-03-10T16:00:00.000Z", "2027-04-10T15:00:00.000Z", "2027-05-10T15:00:00.000Z", "2027-06-10T15:00:00.000Z", "2027-07-10T15:00:00.000Z"]);
});

test("[FD1] whatever the hour and the zone, there is one drill in each month, and the next is always ahead", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 0, max: 23 }), fc.constantFrom(NEW_YORK, "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"), fc.integer({ min: 1_577_836_800_000, max: 2_082_758_400_000 }), (day, hour, zone, from) => {
    let at = instant(from);
    let month = monthAt(at, zone);
    for (let n = 0; n < 14; n++) {
      const next = nextDrillAt({ day, hour }, zone, at);
      expect(next).toBeGreaterThan(at);
      if (n > 0) expect(monthAt(next, zone) > month).toBe(true);
      [at, month] = [next, monthAt(next, zone)];
    }
  }), { numRuns: 60 });
});

test("[FD5] the score is of the last six that counted; what was excused or is open says nothing", () => {
  expect(scoreOf(drilled("placed", "acknowledged", "excused", "missed"))).toEqual({ counted: 2, reached: 1 });
  expect(scoreOf(drilled("missed", "acknowledged", "acknowledged", "acknowledged", "acknowledged", "acknowledged", "missed", "missed"))).toEqual({ counted: 6, reached: 5 });
  expect(scoreOf([])).toEqual({ counted: 0, reached: 0 });
});

test("[FD6] two missed in a row are told, also with an excused one between them; one that was reached between them is not", () => {
  expect(missedInARow(drilled("missed", "excused", "missed"))).toBe(true);
  expect(missedInARow(drilled("missed", "acknowledged", "missed"))).toBe(false);
  expect(missedInARow(drilled("missed"))).toBe(false);
});

test("[FD4] ten minutes are in time, and a millisecond more is not", () => {
  const placed = instant(1_800_000_000_000);
  expect([isInTime(placed, instant(placed + 600_000)), isInTime(placed, instant(placed + 600_001))]).toEqual([true, false]);
});
