import type { Instant } from "../../../foundation/time.ts";
import { dayOfWall, instantAt, isOpen, minuteOf, wall, wallAt, weekdayOf, type Timetable } from "../../directory/index.ts";

/** Over the longest weekend with a holiday on each side. Beyond it a hold is no hold: whoever is on duty is paged. */
export const HOLD_DAYS_MAX = 5;

/** [D28] The instant at which the office opens, by its own clock, hours and holidays; now while it is open; undefined when it does not within days. */
export function officeOpens(table: Timetable, at: Instant): Instant | undefined {
  if (isOpen(table, at)) return at;
  const today = dayOfWall(wallAt(at, table.zone));
  const days = Array.from({ length: HOLD_DAYS_MAX + 1 }, (_, ahead) => today + ahead);
  const openings = days.flatMap((day) => table.hours.filter(({ weekday }) => weekday === weekdayOf(day)).map(({ open }) => instantAt(wall(day, minuteOf(open)), table.zone)));
  // Whether a day is a holiday, or opens otherwise than its weekday, is the timetable's own to say.
  return openings.toSorted((a, b) => a - b).find((opening) => opening > at && isOpen(table, opening));
}
