import type { Instant } from "../../../foundation/time.ts";
import type { DrillState } from "../../../../contract/index.ts";

/** An acknowledgement counts within so many minutes. */
export const ACKNOWLEDGED_MINUTES_MAX = 10;
/** So many of the last counted test pages make the score. */
export const SCORED = 6;
/** Whoever missed so many in a row is told to the office. */
export const MISSED_IN_A_ROW = 2;

export interface Drilled {
  readonly month: string;
  readonly state: DrillState;
  readonly placedAt: Instant | null;
  readonly acknowledgedAt: Instant | null;
}
const counts = ({ state }: Pick<Drilled, "state">): boolean => state === "acknowledged" || state === "missed";

/** [FD5] From the newest on; what was not counted says nothing of the person. */
export function scoreOf(newestFirst: readonly Drilled[]): { readonly counted: number; readonly reached: number } {
  const counted = newestFirst.filter(counts).slice(0, SCORED);
  return { counted: counted.length, reached: counted.filter(({ state }) => state === "acknowledged").length };
}

/** [FD6] */
export const missedInARow = (newestFirst: readonly Pick<Drilled, "state">[]): boolean => {
  const last = newestFirst.filter(counts).slice(0, MISSED_IN_A_ROW);
  return last.length === MISSED_IN_A_ROW && last.every(({ state }) => state === "missed");
};

export const isInTime = (placedAt: Instant, at: Instant): boolean => at - placedAt <= ACKNOWLEDGED_MINUTES_MAX * 60_000;
