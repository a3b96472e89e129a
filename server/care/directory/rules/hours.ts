import type { z } from "zod";
import type { OpenHours } from "../../../../contract/office.ts";
import type { Instant } from "../../../foundation/time.ts";
import { dayOf, dayOfWall, instantAt, MINUTES_PER_DAY, minuteOf, wall, wallAt, weekdayOf } from "./wall.ts";

export type Opening = Readonly<z.infer<typeof OpenHours>>;

export interface Timetable {
  readonly zone: string;
  readonly hours: readonly Opening[];
  /** Calendar days, such as 2027-12-25. */
  readonly holidays: readonly string[];
}

/** [DR5] [DR6] Open at this instant, by the account's own wall clock. */
export function isOpen(table: Timetable, at: Instant): boolean {
  const today = dayOfWall(wallAt(at, table.zone));
  const holidays = new Set(table.holidays.map(dayOf));
  if (holidays.has(today)) return false;
  // An opening lasts 24 hours at most, so one that covers this instant began today or yesterday.
  return [today - 1, today].some((day) => !holidays.has(day) && table.hours.some((opening) => opening.weekday === weekdayOf(day) && covers(opening, day, { zone: table.zone, at })));
}

function covers(opening: Opening, day: number, { zone, at }: { zone: string; at: Instant }): boolean {
  const open = minuteOf(opening.open);
  const close = minuteOf(opening.close);
  const closing = wall(day, close > open ? close : close + MINUTES_PER_DAY);
  return instantAt(wall(day, open), zone) <= at && at < instantAt(closing, zone);
}
