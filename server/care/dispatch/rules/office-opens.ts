import { plus, type Instant } from "../../../foundation/time.ts";
import { isOpen, nextOpening, type Timetable } from "../../directory/index.ts";

/** Over the longest weekend with a holiday on each side. Beyond it a hold is no hold: whoever is on duty is paged. */
export const HOLD_DAYS_MAX = 5;

/** [D28] The instant at which the office opens, by its own clock, days and closings; now while it is open; undefined when it does not within days. */
export function officeOpens(table: Timetable, at: Instant): Instant | undefined {
  if (isOpen(table, at)) return at;
  const opening = nextOpening(table, at);
  return opening !== undefined && opening <= plus(at, { days: HOLD_DAYS_MAX }) ? opening : undefined;
}
