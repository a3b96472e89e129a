import type { SpecialDay } from "../../../../contract/hours.ts";
import { dayOf, weekdayOf } from "./wall.ts";

const SATURDAY = 6;
const SUNDAY = 7;
const pad = (n: number): string => String(n).padStart(2, "0");
const dateOf = (year: number, month: number, day: number): number => dayOf(`${year}-${pad(month)}-${pad(day)}`);
const daysIn = (year: number, month: number): number => (month === 12 ? dateOf(year + 1, 1, 1) : dateOf(year, month + 1, 1)) - dateOf(year, month, 1);

/** Easter Sunday of the Gregorian calendar, as a count of days since 1970-01-01 (the "anonymous" computus of Nature, 1876). */
export function easterOf(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return dateOf(year, Math.floor(f / 31), (f % 31) + 1);
}

/** [DR17] A holiday that falls on a weekend is kept on the nearest working day where the rule says so. */
function observed(day: number): number {
  const weekday = weekdayOf(day);
  return weekday === SATURDAY ? day - 1 : weekday === SUNDAY ? day + 1 : day;
}

function nthWeekday(year: number, { month, weekday, nth, plusDays }: Extract<SpecialDay, { kind: "weekday" }>): number {
  const from = nth > 0 ? dateOf(year, month, 1) + (nth - 1) * 7 : dateOf(year, month, 1) + daysIn(year, month) - 7;
  return from + ((weekday - weekdayOf(from) + 7) % 7) + plusDays;
}

/** [DR17] The day on which it falls for a year; undefined in a year without it, such as a 29 February. */
export function dayInYear(special: SpecialDay, year: number): number | undefined {
  switch (special.kind) {
    case "date":
      return dayOf(special.date);
    case "weekday":
      return nthWeekday(year, special);
    case "easter":
      return easterOf(year) + special.plusDays;
    case "yearly": {
      if (special.day > daysIn(year, special.month)) return undefined;
      const day = dateOf(year, special.month, special.day);
      return special.observed ? observed(day) : day;
    }
  }
}

const yearOf = (day: number): number => new Date(day * 86_400_000).getUTCFullYear();

/** [DR17] What is special about a day, if anything: the first of those that fall on it, as they stand in the list. The turn of a year may belong to the next one. */
export function specialOn(specials: readonly SpecialDay[], day: number): SpecialDay | undefined {
  const year = yearOf(day);
  return specials.find((special) => [year - 1, year, year + 1].some((each) => dayInYear(special, each) === day));
}
