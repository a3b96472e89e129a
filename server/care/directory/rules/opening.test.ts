import fc from "fast-check";
import { expect, test } from "vitest";
import type { SpecialDay } from "../../../../contract/hours.ts";
import { fromIso, instant, plus } from "../../../foundation/time.ts";
import { holidayAt, isOpen, nextClosing, nextOpening, spansOf, standingAt, type Timetable } from "./hours.ts";
import { dayOfWall, wallAt } from "./wall.ts";

const weekdays = (open: string, close: string) => [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open, close }));
const practice: Timetable = { zone: "America/New_York", hours: weekdays("08:00", "17:00"), holidays: [] };
const thanksgiving: SpecialDay = { kind: "weekday", name: "Thanksgiving", month: 11, weekday: 4, nth: 4, plusDays: 0, spans: [] };
const eve: SpecialDay = { kind: "yearly", name: "Christmas Eve", month: 12, day: 24, observed: false, spans: [{ open: "08:00", close: "12:00" }] };
const at = fromIso;

test("[DR16] on a Friday evening the office opens next on Monday morning, and on a Monday morning at eight it opened just now", () => {
  expect(nextOpening(practice, at("2027-01-15T23:00:00Z"))).toBe(at("2027-01-18T13:00:00Z"));
  expect(nextOpening(practice, at("2027-01-18T12:59:59Z"))).toBe(at("2027-01-18T13:00:00Z"));
  expect(nextOpening(practice, at("2027-01-18T13:00:00Z"))).toBe(at("2027-01-19T13:00:00Z"));
});

test("[DR16] an office without hours never opens, and one that is always open never closes", () => {
  const always: Timetable = { ...practice, hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, open: "00:00", close: "00:00" })) };
  expect(nextOpening({ ...practice, hours: [] }, at("2027-01-15T23:00:00Z"))).toBeUndefined();
  expect(standingAt(always, at("2027-01-15T23:00:00Z"))).toMatchObject({ open: true, until: undefined });
  expect(nextOpening(always, at("2027-01-15T23:00:00Z"))).toBeUndefined();
});

test("[DR17] Thanksgiving is closed and says its name, and Christmas Eve closes at noon", () => {
  const table = { ...practice, days: [thanksgiving, eve] };
  expect(standingAt(table, at("2027-11-25T15:00:00Z"))).toEqual({ open: false, until: at("2027-11-26T13:00:00Z"), because: "holiday", name: "Thanksgiving" });
  expect(nextClosing(table, at("2027-12-24T14:00:00Z"))).toBe(at("2027-12-24T17:00:00Z"));
  expect(holidayAt(table, at("2027-12-24T20:00:00Z"))).toEqual({ name: "Christmas Eve" });
  expect(holidayAt(table, at("2027-12-23T20:00:00Z"))).toBeUndefined();
});

test("[DR17] a day of its own may open an office on a Saturday, and a night that would run into it ends at its midnight", () => {
  const saturday: SpecialDay = { kind: "date", name: "Flu shots", date: "2027-01-16", spans: [{ open: "10:00", close: "12:00" }] };
  const nights: Timetable = { ...practice, hours: [{ weekday: 5, open: "20:00", close: "06:00" }], days: [saturday] };
  expect(nextOpening({ ...practice, days: [saturday] }, at("2027-01-15T23:00:00Z"))).toBe(at("2027-01-16T15:00:00Z"));
  expect(nextClosing(nights, at("2027-01-16T04:00:00Z"))).toBe(at("2027-01-16T05:00:00Z"));
  expect(nextOpening(nights, at("2027-01-16T05:00:00Z"))).toBe(at("2027-01-16T15:00:00Z"));
});

test("[DR18] an office that closes early at three is closed from three on, says why, and opens again by its week", () => {
  const table = { ...practice, closings: [{ from: at("2027-01-14T20:00:00Z"), until: at("2027-01-15T05:00:00Z") }] };
  expect(isOpen(table, at("2027-01-14T19:59:59Z"))).toBe(true);
  expect(nextClosing(table, at("2027-01-14T19:00:00Z"))).toBe(at("2027-01-14T20:00:00Z"));
  expect(standingAt(table, at("2027-01-14T20:00:00Z"))).toEqual({ open: false, until: at("2027-01-15T13:00:00Z"), because: "closed-early", name: undefined });
});

test("[DR18] a closing in the middle of the day leaves a morning and an afternoon", () => {
  const table = { ...practice, closings: [{ from: at("2027-01-14T17:00:00Z"), until: at("2027-01-14T18:00:00Z") }] };
  expect(spansOf(table, dayOfWall(wallAt(at("2027-01-14T17:00:00Z"), table.zone)))).toEqual([
    { from: at("2027-01-14T13:00:00Z"), until: at("2027-01-14T17:00:00Z") }, { from: at("2027-01-14T18:00:00Z"), until: at("2027-01-14T22:00:00Z") },
  ]);
  expect(nextOpening(table, at("2027-01-14T17:30:00Z"))).toBe(at("2027-01-14T18:00:00Z"));
});

const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45)).map(([h, m]) => `${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`);
const zones = fc.constantFrom("America/New_York", "America/Phoenix", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "Europe/Dublin", "Africa/Casablanca", "America/Los_Angeles");
const instants = fc.integer({ min: at("2020-01-01T00:00:00Z"), max: at("2035-12-31T00:00:00Z") }).map(instant);
const spans = fc.array(fc.record({ open: time, close: time }), { maxLength: 2 });
const special: fc.Arbitrary<SpecialDay> = fc.oneof(
  fc.record({ kind: fc.constant("yearly" as const), name: fc.constant("x"), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 31 }), observed: fc.boolean(), spans }),
  fc.record({ kind: fc.constant("weekday" as const), name: fc.constant("x"), month: fc.integer({ min: 1, max: 12 }), weekday: fc.integer({ min: 1, max: 7 }), nth: fc.constantFrom(1, 2, 3, 4, -1), plusDays: fc.integer({ min: 0, max: 6 }), spans }),
);
const closing = fc.tuple(instants, fc.integer({ min: 1, max: 72 * 60 })).map(([from, minutes]) => ({ from, until: plus(from, { minutes }) }));
/** Closings near the instant that is asked about, so that they matter. */
const asked = instants.chain((when) =>
  fc.record({
    when: fc.constant(when),
    table: fc.record({
      zone: zones, hours: fc.array(fc.record({ weekday: fc.integer({ min: 1, max: 7 }), open: time, close: time }), { maxLength: 10 }), holidays: fc.constant([]), days: fc.array(special, { maxLength: 4 }),
      closings: fc.array(closing.map(({ from, until }) => ({ from: instant(when + (from % 172_800_000) - 86_400_000), until: instant(when + (from % 172_800_000) - 86_400_000 + until - from) })), { maxLength: 3 }),
    }),
  }),
);

test("[DR16] over every clock change of nine zones, the next opening is open, the minute before it is closed, and nothing opens between", () => {
  fc.assert(
    fc.property(asked, ({ table, when }) => {
      const opens = nextOpening(table, when);
      if (opens === undefined) return;
      expect(opens).toBeGreaterThan(when);
      expect(isOpen(table, opens)).toBe(true);
      expect(isOpen(table, instant(opens - 1))).toBe(false);
      const turns = [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => instant(when + (opens - when) * part));
      if (!isOpen(table, when)) for (const between of turns) expect(isOpen(table, between)).toBe(false);
    }),
    { numRuns: 400 },
  );
});

test("[DR16] an open office is open until its next closing, and closed at it", () => {
  fc.assert(
    fc.property(asked, ({ table, when }) => {
      const closes = nextClosing(table, when);
      expect(closes === undefined || isOpen(table, when)).toBe(true);
      if (closes === undefined) return;
      expect(isOpen(table, closes)).toBe(false);
      for (const part of [0.01, 0.25, 0.5, 0.75, 0.99]) expect(isOpen(table, instant(when + (closes - when) * part))).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test("[DR18] during a closing it is never open, and outside of all closings they change nothing", () => {
  fc.assert(
    fc.property(asked, ({ table, when }) => {
      const during = table.closings.some(({ from, until }) => from <= when && when < until);
      expect(isOpen(table, when)).toBe(!during && isOpen({ ...table, closings: [] }, when));
    }),
    { numRuns: 400 },
  );
});
