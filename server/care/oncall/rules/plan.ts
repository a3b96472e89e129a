import type { Cycle, Hours, Rank, WeeklyShift } from "../../../../contract/oncall.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";

/**
 * For who builds on the plan (coverage, calendars, dispatch):
 *
 *   spansOf(plan, rank, window): Span[]    rules/spans.ts. Each instant of the window in exactly one span, neighbours touch.
 *   span.from, span.until, personIn(span)  null: nobody. span.by says what decided: shift, rotation, holiday, override, note, gap.
 *   ranksOf(plan)                          the ranks the plan speaks of, in order; "first" and "backup" always.
 *   forRole(plan, "cardiology")            the same plan asked about a role; roles never mix. planOf() asks about none (role: null).
 *   rolesOf(plan)                          every role that somebody is named for.
 *   bare({ version, zone, shifts, overrides })  a weekly schedule as a plan.
 *
 * What lies over what: the week, layers in their order, holidays, temporary schedules, overrides in the order in which they were
 * added, status notes. An instant always has one decider.
 */
export type { Cycle, Hours, Rank } from "../../../../contract/oncall.ts";

/** In the order in which they are asked; no plan has more. */
export const RANKS = ["first", "backup", "third", "fourth", "fifth"] as const satisfies readonly Rank[];

export interface Shift extends Omit<WeeklyShift, "id" | "person"> {
  readonly id: string;
  readonly person: PersonId;
}

interface Band {
  readonly id: string;
  readonly name: string;
  readonly role: string | null;
  /** Hours in which the layer applies; none: always. */
  readonly only: readonly Hours[];
}

export interface WeekLayer extends Band {
  readonly kind: "week";
  readonly shifts: readonly Shift[];
}

export interface Rotation extends Band {
  readonly kind: "rotation";
  readonly rank: Rank;
  /** The calendar day on which the first cycle begins; before its first hand-over the layer names nobody. */
  readonly start: string;
  readonly cycle: Cycle;
  readonly people: readonly PersonId[];
}

export type Layer = WeekLayer | Rotation;

export interface Holiday {
  readonly id: string;
  readonly name: string;
  readonly rank: Rank;
  readonly role: string | null;
  /** By the clock on the wall; it lasts until the same time a day later. */
  readonly begins: string;
  readonly days: readonly string[];
  readonly people: readonly PersonId[];
}

export interface Temporary {
  readonly id: string;
  readonly name: string;
  readonly from: Instant;
  readonly until: Instant;
  readonly layers: readonly Layer[];
}

export interface Override {
  readonly id: string;
  readonly rank: Rank;
  readonly role?: string | null;
  readonly from: Instant;
  readonly until: Instant;
  readonly person: PersonId;
}

/** "In surgery until 15:00, use Dr Cho": somebody who is on duty cannot be reached for a while. */
export interface Note {
  readonly id: string;
  readonly person: PersonId;
  /** Null: whoever is asked next. */
  readonly standIn: PersonId | null;
  readonly from: Instant;
  readonly until: Instant;
}

/** All that decides who is on duty: one version of the schedule, and the overrides and notes that hold, in the order in which they were added. */
export interface Plan {
  /** 0: nobody has saved a schedule yet. */
  readonly version: number;
  readonly zone: string;
  /** Null: the duty of whoever is asked for nothing in particular. */
  readonly role: string | null;
  /** The week at the bottom. */
  readonly shifts: readonly Shift[];
  readonly layers: readonly Layer[];
  readonly holidays: readonly Holiday[];
  readonly temporary: readonly Temporary[];
  readonly overrides: readonly Override[];
  readonly notes: readonly Note[];
}

export interface Window {
  readonly from: Instant;
  readonly until: Instant;
}

/** A weekly schedule is a plan with nothing over its week. */
export const bare = (week: Pick<Plan, "version" | "zone" | "shifts"> & Partial<Plan>): Plan => ({ role: null, layers: [], holidays: [], temporary: [], overrides: [], notes: [], ...week });

export const forRole = (plan: Plan, role: string | null): Plan => ({ ...plan, role });

/** Everything in a plan that names a rank and a role. */
function* seats(plan: Plan): Iterable<{ rank: Rank; role?: string | null | undefined }> {
  yield* [...plan.shifts, ...plan.holidays, ...plan.overrides];
  for (const layer of [...plan.layers, ...plan.temporary.flatMap(({ layers }) => layers)]) {
    if (layer.kind === "rotation") yield layer;
    else for (const { rank, role } of layer.shifts) yield { rank, role: role ?? layer.role };
  }
}

/** The ranks that the plan speaks of for its role, in order. "first" and "backup" are always asked, and their absence is said. */
export function ranksOf(plan: Plan): readonly Rank[] {
  const spoken = new Set<Rank>(["first", "backup"]);
  for (const { rank, role } of seats(plan)) if ((role ?? null) === plan.role) spoken.add(rank);
  return RANKS.filter((rank) => spoken.has(rank));
}

export const rolesOf = (plan: Plan): readonly string[] => [...new Set([...seats(plan)].flatMap(({ role }) => role ?? []))].toSorted();
