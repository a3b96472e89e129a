import type { WeeklyShift } from "../../../../contract/oncall.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";

export type Rank = "first" | "backup";
export const RANKS: readonly Rank[] = ["first", "backup"];

export interface Shift extends Omit<WeeklyShift, "id" | "person"> {
  readonly id: string;
  readonly person: PersonId;
}

export interface Override {
  readonly id: string;
  readonly rank: Rank;
  readonly from: Instant;
  readonly until: Instant;
  readonly person: PersonId;
}

/** All that decides who is on duty: one version of the schedule, and the overrides that hold, in the order in which they were added. */
export interface Plan {
  /** 0: nobody has saved a schedule yet. */
  readonly version: number;
  readonly zone: string;
  readonly shifts: readonly Shift[];
  readonly overrides: readonly Override[];
}

export interface Window {
  readonly from: Instant;
  readonly until: Instant;
}
