import type { DrillPlan } from "../../../../contract/index.ts";
import type { Instant } from "../../../foundation/time.ts";
import { dayOf, dayOfWall, instantAt, wall, wallAt } from "../../directory/index.ts";

const DAY_MS = 86_400_000;
/** "2027-01" of an instant on a practice's wall. */
export const monthAt = (at: Instant, zone: string): string => new Date(dayOfWall(wallAt(at, zone)) * DAY_MS).toISOString().slice(0, 7);

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
}

/** [FD1] The next time that the wall shows this day and hour, later than now. An hour that is skipped is the change itself, as every wall time here. */
export function nextDrillAt({ day, hour }: DrillPlan, zone: string, after: Instant): Instant {
  const inMonth = (month: string): Instant => instantAt(wall(dayOf(`${month}-${String(day).padStart(2, "0")}`), hour * 60), zone);
  const month = monthAt(after, zone);
  const thisMonth = inMonth(month);
  return thisMonth > after ? thisMonth : inMonth(monthAfter(month));
}
