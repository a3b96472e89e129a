import { MINUTES_PER_DAY, minuteOf } from "../../directory/index.ts";
import type { Rank } from "./plan.ts";

const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;
export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

interface Times {
  readonly weekday: number;
  readonly start: string;
  readonly end: string;
  readonly rank: Rank;
  readonly role?: string | null | undefined;
}

/** "Thursday 19:00 to 07:00". */
export const named = (shift: Omit<Times, "rank" | "role">): string => `${WEEKDAYS[shift.weekday - 1]} ${shift.start} to ${shift.end}`;

/** Minutes on the wall from start to end; the same time twice is a whole day. */
export const lengthOf = (shift: Pick<Times, "start" | "end">): number => {
  const minutes = minuteOf(shift.end) - minuteOf(shift.start);
  return minutes > 0 ? minutes : minutes + MINUTES_PER_DAY;
};

const startOf = (shift: Times): number => (shift.weekday - 1) * MINUTES_PER_DAY + minuteOf(shift.start);

/**
 * [O9] The first two shifts of one rank and role that overlap, or undefined. The week is a circle: Sunday night meets Monday. On the wall
 * is enough: later walls never come at earlier instants, so what is apart on the wall is apart in time.
 */
export function clashOf<T extends Times>(shifts: readonly T[]): readonly [T, T] | undefined {
  for (const ofRank of Map.groupBy(shifts, ({ rank, role }) => `${rank} ${role ?? ""}`).values()) {
    const sorted = ofRank.toSorted((a, b) => startOf(a) - startOf(b));
    const at = sorted.findIndex((shift, i) => {
      const next = sorted[i + 1];
      const nextStart = next ? startOf(next) : startOf(sorted[0]!) + MINUTES_PER_WEEK;
      return startOf(shift) + lengthOf(shift) > nextStart;
    });
    if (at >= 0) return [sorted[at]!, sorted[(at + 1) % sorted.length]!];
  }
  return undefined;
}
