import fc from "fast-check";
import { expect, test } from "vitest";
import { fromIso, instant, plus, toIso } from "../../../foundation/time.ts";
import { dayOfWall, minuteOf, wallAt } from "../../directory/index.ts";
import { DEFAULT_PLAN, lastDigest, nextDigest, pickUpBy } from "./digest.ts";

const newYork = { at: "07:30", zone: "America/New_York" };

test("[D31] the digest is made at its hour by the practice's own clock, on the nights in which the clocks change as well", () => {
  expect(toIso(nextDigest(newYork, fromIso("2027-03-13T12:30:00Z")))).toBe("2027-03-14T11:30:00.000Z");
  expect(toIso(nextDigest(newYork, fromIso("2027-11-06T11:30:00Z")))).toBe("2027-11-07T12:30:00.000Z");
  expect(toIso(lastDigest(newYork, fromIso("2027-11-07T12:30:00Z")))).toBe("2027-11-07T12:30:00.000Z");
});

test("[D31] an hour that the clocks skip is the change itself, and one that comes twice the first: one digest in each night", () => {
  expect(toIso(nextDigest({ ...newYork, at: "02:30" }, fromIso("2027-03-14T05:00:00Z")))).toBe("2027-03-14T07:00:00.000Z");
  expect(toIso(nextDigest({ ...newYork, at: "01:30" }, fromIso("2027-11-07T04:00:00Z")))).toBe("2027-11-07T05:30:00.000Z");
  expect(toIso(nextDigest({ ...newYork, at: "01:30" }, fromIso("2027-11-07T05:30:00Z")))).toBe("2027-11-08T06:30:00.000Z");
});

test("[D31] whatever the zone, the hour and the night, digest follows digest: the next one is within 25 hours and shows its hour, and the last one stands before it", () => {
  const asked = fc.tuple(fc.integer({ min: fromIso("2020-01-01T00:00:00Z"), max: fromIso("2035-12-31T00:00:00Z") }), fc.constantFrom("America/New_York", "America/Phoenix", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Auckland"), fc.integer({ min: 0, max: 1439 }));
  fc.assert(fc.property(asked, ([ms, zone, minute]) => {
    const at = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
    const next = nextDigest({ at, zone }, instant(ms));
    expect(next).toBeGreaterThan(ms);
    expect(next).toBeLessThanOrEqual(plus(instant(ms), { hours: 25 }));
    expect(lastDigest({ at, zone }, next)).toBe(next);
    const shown = wallAt(next, zone) % 1440;
    if (shown !== minuteOf(at)) expect(wallAt(instant(next - 1), zone) % 1440).toBeLessThan(minuteOf(at)); // Skipped: the clock jumped over it in this instant.
    expect(dayOfWall(wallAt(nextDigest({ at, zone }, next), zone))).toBe(dayOfWall(wallAt(next, zone)) + 1);
  }), { numRuns: 500 });
});

test("[D33] the office has its minutes from its opening on, one without an opening at once, and nothing to read waits for nobody", () => {
  const madeAt = fromIso("2027-01-16T12:30:00Z"); // Saturday.
  const monday = fromIso("2027-01-18T13:00:00Z");
  expect(pickUpBy({ madeAt, opens: monday, plan: DEFAULT_PLAN, messages: 3 })).toBe(plus(monday, { minutes: 60 }));
  expect(pickUpBy({ madeAt, opens: undefined, plan: DEFAULT_PLAN, messages: 3 })).toBe(plus(madeAt, { minutes: 60 }));
  expect(pickUpBy({ madeAt, opens: monday, plan: DEFAULT_PLAN, messages: 0 })).toBeNull();
});
