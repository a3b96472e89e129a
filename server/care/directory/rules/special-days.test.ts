import { expect, test } from "vitest";
import type { SpecialDay } from "../../../../contract/hours.ts";
import { dayInYear, easterOf, specialOn } from "./special-days.ts";
import { dayOf } from "./wall.ts";

const closed = { spans: [] };
const dateOfDay = (day: number | undefined): string | undefined => (day === undefined ? undefined : new Date(day * 86_400_000).toISOString().slice(0, 10));
const on = (special: SpecialDay, year: number): string | undefined => dateOfDay(dayInYear(special, year));

test("[DR17] Thanksgiving is the fourth Thursday of November, the day after it the Friday, Memorial Day the last Monday of May", () => {
  const thanksgiving: SpecialDay = { kind: "weekday", name: "Thanksgiving", month: 11, weekday: 4, nth: 4, plusDays: 0, ...closed };
  expect([2026, 2027, 2028].map((year) => on(thanksgiving, year))).toEqual(["2026-11-26", "2027-11-25", "2028-11-23"]);
  expect(on({ ...thanksgiving, plusDays: 1 }, 2027)).toBe("2027-11-26");
  expect([2026, 2027, 2028].map((year) => on({ kind: "weekday", name: "Memorial Day", month: 5, weekday: 1, nth: -1, plusDays: 0, ...closed }, year))).toEqual(["2026-05-25", "2027-05-31", "2028-05-29"]);
});

test("[DR17] a fixed holiday on a Saturday is kept on the Friday, one on a Sunday on the Monday, where it is observed", () => {
  const fourth: SpecialDay = { kind: "yearly", name: "Independence Day", month: 7, day: 4, observed: true, ...closed };
  expect([2026, 2027, 2028].map((year) => on(fourth, year))).toEqual(["2026-07-03", "2027-07-05", "2028-07-04"]);
  expect(on({ ...fourth, observed: false }, 2026)).toBe("2026-07-04");
});

test("[DR17] a New Year's Day on a Saturday is kept on the last day of the year before", () => {
  const newYear: SpecialDay = { kind: "yearly", name: "New Year's Day", month: 1, day: 1, observed: true, ...closed };
  expect(specialOn([newYear], dayOf("2027-12-31"))).toBe(newYear); // 2028-01-01 is a Saturday.
  expect(specialOn([newYear], dayOf("2028-01-01"))).toBeUndefined();
});

test("[DR17] the 29th of February is no day in the years that have none", () => {
  const leap: SpecialDay = { kind: "yearly", name: "Leap day", month: 2, day: 29, observed: false, ...closed };
  expect([2027, 2028].map((year) => on(leap, year))).toEqual([undefined, "2028-02-29"]);
});

test("[DR17] Easter falls where the calendars of the churches print it, and Good Friday two days before", () => {
  const printed = ["2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2038-04-25"];
  expect(printed.map((date) => dateOfDay(easterOf(Number(date.slice(0, 4)))))).toEqual(printed);
  expect(on({ kind: "easter", name: "Good Friday", plusDays: -2, ...closed }, 2027)).toBe("2027-03-26");
});

test("[DR17] of two days with a name that fall together the first in the list holds", () => {
  const eve: SpecialDay = { kind: "date", name: "Retreat", date: "2027-12-24", spans: [{ open: "08:00", close: "10:00" }] };
  const christmas: SpecialDay = { kind: "yearly", name: "Christmas Eve", month: 12, day: 24, observed: false, ...closed };
  expect(specialOn([eve, christmas], dayOf("2027-12-24"))?.name).toBe("Retreat");
});
