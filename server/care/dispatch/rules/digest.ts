import type { DigestPlan } from "../../../../contract/index.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import { dayOfWall, instantAt, minuteOf, wall, wallAt } from "../../directory/index.ts";

/** Before the first office opens. */
export const DEFAULT_PLAN: DigestPlan = { at: "07:30", pickUpMinutes: 60 };
/** What the desk has to ring the office, before a supervisor is told. */
export const RING_MINUTES = 30;

interface Clock {
  readonly at: string;
  readonly zone: string;
}
/** The same time on the days around an instant, in order. A time that the clocks skip is the change itself, one that comes twice the first. */
function times({ at, zone }: Clock, around: Instant): Instant[] {
  const today = dayOfWall(wallAt(around, zone));
  return [-2, -1, 0, 1, 2].map((days) => instantAt(wall(today + days, minuteOf(at)), zone));
}

/** [D31] The first time after an instant at which the practice's clock shows the hour of its digest. */
export const nextDigest = (clock: Clock, after: Instant): Instant => times(clock, after).find((time) => time > after)!;
/** The last one at or before it. */
export const lastDigest = (clock: Clock, at: Instant): Instant => times(clock, at).findLast((time) => time <= at)!;

/** [D33] The office has its minutes from its opening on; one of which no opening is known has them at once. Nothing to read waits for nobody. */
export function pickUpBy({ madeAt, opens, plan, messages }: { madeAt: Instant; opens: Instant | undefined; plan: DigestPlan; messages: number }): Instant | null {
  return messages === 0 ? null : plus(opens ?? madeAt, { minutes: plan.pickUpMinutes });
}
