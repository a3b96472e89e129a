import { dayOfWall, MINUTES_PER_DAY, wallAt, weekdayOf } from "../../directory/index.ts";
import { instant, toIso, type Instant } from "../../../foundation/time.ts";
import { named, WEEKDAYS } from "./clash.ts";
import type { Plan, Rank } from "./plan.ts";
import type { Span } from "./spans.ts";

const DAY_MS = MINUTES_PER_DAY * 60_000;

/** "Thursday 2027-01-14 02:14", by the clock on the wall. */
export function wallWords(at: Instant, zone: string): string {
  const w = wallAt(at, zone);
  const day = dayOfWall(w);
  const shown = toIso(instant(w * 60_000));
  return `${WEEKDAYS[weekdayOf(day) - 1]} ${toIso(instant(day * DAY_MS)).slice(0, 10)} ${shown.slice(11, 16)}`;
}

/** [O8] Names the rule, the version of the schedule, and by which clock: enough to work the answer out again. Holds no name. */
export function whyOf(plan: Plan, span: Span, ask: { rank: Rank; at: Instant; tzVersion: string }): string {
  const { by } = span;
  const clock = `${plan.zone}, tz database ${ask.tzVersion}`;
  if (by.kind === "shift") return `Weekly ${ask.rank} shift ${named(by.shift)}, schedule version ${plan.version} (${clock}).`;
  if (by.kind === "override") return `Override of ${ask.rank} from ${wallWords(by.override.from, plan.zone)} to ${wallWords(by.override.until, plan.zone)}, over schedule version ${plan.version} (${clock}).`;
  if (plan.version === 0) return `Nobody is ${ask.rank}: this account has no on-call schedule yet.`;
  return `Nobody is ${ask.rank}: no override, and no shift of schedule version ${plan.version}, covers ${wallWords(ask.at, plan.zone)} (${clock}).`;
}
