import fc from "fast-check";
import { expect, test } from "vitest";
import { fromIso, instant } from "../../../foundation/time.ts";
import { isOpen, type Timetable } from "./hours.ts";
import { dayOf, instantAt, minuteOf, wall, wallAt } from "./wall.ts";

const weekdays = (open: string, close: string) => [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open, close }));
const practice: Timetable = { zone: "America/New_York", hours: weekdays("08:00", "17:00"), holidays: ["2027-01-18"] };
const open = (table: Timetable, iso: string): boolean => isOpen(table, fromIso(iso));

test("[DR5] a practice opens at its opening time, and at its closing time it is closed", () => {
  expect(open(practice, "2027-01-14T12:59:59Z")).toBe(false);
  expect(open(practice, "2027-01-14T13:00:00Z")).toBe(true);
  expect(open(practice, "2027-01-14T21:59:59Z")).toBe(true);
  expect(open(practice, "2027-01-14T22:00:00Z")).toBe(false);
  expect(open(practice, "2027-01-16T15:00:00Z")).toBe(false);
});

test("[DR5] hours that end in the morning began the evening before, over Sunday night too", () => {
  const nights: Timetable = { ...practice, hours: [{ weekday: 7, open: "22:00", close: "06:00" }] };
  expect(open(nights, "2027-01-11T02:59:59Z")).toBe(false);
  expect(open(nights, "2027-01-11T03:00:00Z")).toBe(true);
  expect(open(nights, "2027-01-11T10:59:59Z")).toBe(true);
  expect(open(nights, "2027-01-11T11:00:00Z")).toBe(false);
});

test("[DR5] the same time as opening and closing is a whole day", () => {
  const always: Timetable = { ...practice, holidays: [], hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, open: "08:00", close: "08:00" })) };
  fc.assert(
    fc.property(fc.integer({ min: fromIso("2020-01-01T00:00:00Z"), max: fromIso("2035-12-31T00:00:00Z") }), (at) => {
      expect(isOpen(always, instant(at))).toBe(true);
    }),
  );
});

test("[DR6] a holiday is closed from its midnight on, and the night that would begin on it does not happen", () => {
  const nights: Timetable = { zone: "America/New_York", hours: [7, 1, 2].map((weekday) => ({ weekday, open: "20:00", close: "06:00" })), holidays: ["2027-01-18"] };
  expect(open(nights, "2027-01-18T04:59:00Z")).toBe(true); // Sunday 23:59.
  expect(open(nights, "2027-01-18T05:00:00Z")).toBe(false); // Monday, the holiday.
  expect(open(nights, "2027-01-19T02:00:00Z")).toBe(false); // Monday 21:00.
  expect(open(nights, "2027-01-19T06:00:00Z")).toBe(false); // Tuesday 01:00 of the night that did not begin.
  expect(open(nights, "2027-01-20T01:00:00Z")).toBe(true); // Tuesday 20:00.
});

test("[DR5] [DR7] hours that span a clock change are longer or shorter by the change, and end by the clock on the wall", () => {
  const nights: Timetable = { zone: "America/New_York", hours: [{ weekday: 6, open: "20:00", close: "06:00" }], holidays: [] };
  const hoursOpen = (date: string): number => {
    const evening = instantAt(wall(dayOf(date), minuteOf("19:00")), nights.zone);
    return Array.from({ length: 16 * 4 }, (_, quarter) => isOpen(nights, instant(evening + quarter * 900_000))).filter(Boolean).length / 4;
  };
  expect(hoursOpen("2027-03-06")).toBe(10);
  expect(hoursOpen("2027-03-13")).toBe(9);
  expect(hoursOpen("2027-11-06")).toBe(11);
});

test("[DR5] whether a day practice is open is told by the wall clock alone, on days whose clock does not change", () => {
  const at = fc.integer({ min: fromIso("2027-04-01T00:00:00Z"), max: fromIso("2027-10-01T00:00:00Z") });
  fc.assert(
    fc.property(at, (ms) => {
      const w = wallAt(instant(ms), practice.zone);
      const day = Math.floor(w / 1440);
      const workday = (day + 3) % 7 < 5;
      expect(isOpen(practice, instant(ms))).toBe(workday && w % 1440 >= 480 && w % 1440 < 1020);
    }),
  );
});
