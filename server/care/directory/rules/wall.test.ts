import fc from "fast-check";
import { expect, test } from "vitest";
import { fromIso, instant, toIso, type Instant } from "../../../foundation/time.ts";
import { dayOf, instantAt, isZone, minuteOf, wall, wallAt, weekdayOf, type Wall } from "./wall.ts";

/** Zones with changes of an hour, half an hour and none, at midnight, offsets of 30 and 45 minutes, and one that left out a day. */
const ZONES = ["America/New_York", "Europe/London", "America/Santiago", "Asia/Beirut", "Africa/Cairo", "Africa/Casablanca", "Australia/Lord_Howe", "Australia/Adelaide",
  "Pacific/Chatham", "Asia/Kathmandu", "Asia/Kolkata", "America/St_Johns", "America/Phoenix", "Pacific/Apia", "Asia/Tehran", "America/Havana", "UTC"];
const FIRST_DAY = dayOf("2020-01-01");
const LAST_DAY = dayOf("2035-12-31");

/** A second opinion on what the wall shows, that shares no code with the rule. */
const formats = new Map(ZONES.map((zone) => [zone, new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" })]));
function shown(at: number, zone: string): number {
  const part = Object.fromEntries(formats.get(zone)!.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second) / 60_000;
}

/** Walls near the hours in which clocks change, and anywhere else. */
const anyWall = fc
  .record({ day: fc.integer({ min: FIRST_DAY, max: LAST_DAY }), minute: fc.oneof(fc.integer({ min: 0, max: 240 }), fc.integer({ min: 0, max: 1439 })) })
  .map(({ day, minute }) => wall(day, minute));
const zone = fc.constantFrom(...ZONES);

function changesOf(name: string): Instant[] {
  const found: Instant[] = [];
  for (let day = FIRST_DAY; day < LAST_DAY; day++) {
    const [from, to] = [instant(day * 86_400_000), instant((day + 1) * 86_400_000)];
    if (shown(to, name) - shown(from, name) !== 1440) found.push(from);
  }
  return found;
}

const isFirst = (w: Wall, name: string): void => {
  const at = instantAt(w, name);
  expect(shown(at, name)).toBeGreaterThanOrEqual(w);
  expect(shown(at - 1000, name)).toBeLessThan(w);
};

test("[DR7] a wall time is the first instant at which the clock shows it or a later one, in any zone on any day", () => {
  fc.assert(fc.property(zone, anyWall, (name, w) => isFirst(w, name)), { numRuns: 3000 });
});

test("[DR7] the same on every day on which a clock changes, from 2020 to 2035", () => {
  for (const name of ["America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "America/Santiago", "America/Havana"]) {
    const changes = changesOf(name);
    expect(changes.length, name).toBeGreaterThanOrEqual(30);
    for (const from of changes) for (let minute = -120; minute <= 1560; minute += 30) isFirst((wallAt(from, name) + minute) as Wall, name);
  }
});

test("[DR7] a later time on the wall never comes at an earlier instant", () => {
  fc.assert(
    fc.property(zone, anyWall, fc.integer({ min: 0, max: 4320 }), (name, w, later) => {
      expect(instantAt((w + later) as Wall, name)).toBeGreaterThanOrEqual(instantAt(w, name));
    }),
    { numRuns: 2000 },
  );
});

test("[DR7] what the clock shows at the instant of a time that exists is that time", () => {
  fc.assert(
    fc.property(zone, anyWall, (name, w) => {
      const at = instantAt(w, name);
      if (shown(at, name) === w) expect(wallAt(at, name)).toBe(w);
      else expect(wallAt(at, name)).toBeGreaterThan(w);
    }),
  );
});

test("[DR7] by example: New York skips 02:30 in spring and has 01:30 twice in autumn; Lord Howe moves by half an hour; Samoa left out a day", () => {
  const iso = (date: string, time: string, name: string) => toIso(instantAt(wall(dayOf(date), minuteOf(time)), name));
  expect(iso("2027-03-14", "02:30", "America/New_York")).toBe("2027-03-14T07:00:00.000Z");
  expect(iso("2027-11-07", "01:30", "America/New_York")).toBe("2027-11-07T05:30:00.000Z");
  expect(iso("2027-11-07", "02:00", "America/New_York")).toBe("2027-11-07T07:00:00.000Z");
  expect(iso("2027-10-03", "02:15", "Australia/Lord_Howe")).toBe("2027-10-02T15:30:00.000Z");
  expect(iso("2011-12-30", "08:00", "Pacific/Apia")).toBe("2011-12-30T10:00:00.000Z");
  expect(iso("2027-09-05", "00:00", "America/Santiago")).toBe("2027-09-05T04:00:00.000Z");
});

test("[DR7] days and weekdays are those of the calendar", () => {
  expect(weekdayOf(dayOf("2027-01-14"))).toBe(4);
  expect([0, 1, 2, 3, 4, 5, 6].map((n) => weekdayOf(dayOf("2024-02-26") + n))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(wallAt(fromIso("2027-01-14T07:14:59Z"), "America/New_York")).toBe(wall(dayOf("2027-01-14"), minuteOf("02:14")));
});

test("[DR8] a zone is an IANA name, not an offset, a city alone or anything else", () => {
  for (const name of [...ZONES, "US/Eastern"]) expect(isZone(name)).toBe(true);
  for (const name of ["", "New York", "+05:00", "-08", "America/Atlantis", "America/New_York; drop", "Z".repeat(65)]) expect(isZone(name)).toBe(false);
});
