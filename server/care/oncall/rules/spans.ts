import { dayOfWall, instantAt, minuteOf, wall, wallAt, weekdayOf } from "../../directory/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import { lengthOf } from "./clash.ts";
import type { Override, Plan, Rank, Shift, Window } from "./plan.ts";

/** A stretch in which one thing decides: an override, an occurrence of a shift, or neither. */
export type Span = Window & { readonly by: { readonly kind: "override"; readonly override: Override } | { readonly kind: "shift"; readonly shift: Shift } | { readonly kind: "gap" } };

export function personIn({ by }: Span): PersonId | null {
  if (by.kind === "override") return by.override.person;
  return by.kind === "shift" ? by.shift.person : null;
}

interface Occurrence extends Window {
  readonly shift: Shift;
}

/** The shifts of one rank as they fall on the days around the window, in order. One that the clock skips whole is left out. */
export function occurrences(plan: Pick<Plan, "zone" | "shifts">, rank: Rank, window: Window): Occurrence[] {
  const shifts = plan.shifts.filter((shift) => shift.rank === rank);
  const found: Occurrence[] = [];
  // A shift lasts a day at most; and a clock set back over midnight shows the evening before once more.
  const lastDay = dayOfWall(wallAt(window.until, plan.zone)) + 1;
  for (let day = dayOfWall(wallAt(window.from, plan.zone)) - 1; day <= lastDay; day++) {
    for (const shift of shifts.filter((one) => one.weekday === weekdayOf(day))) {
      const start = minuteOf(shift.start);
      const from = instantAt(wall(day, start), plan.zone);
      const until = instantAt(wall(day, start + lengthOf(shift)), plan.zone);
      if (from < until && from < window.until && until > window.from) found.push({ from, until, shift });
    }
  }
  return found.toSorted((a, b) => a.from - b.from);
}

/** [O1] [O14] The window cut into spans: each instant of it in exactly one. */
export function spansOf(plan: Plan, rank: Rank, window: Window): Span[] {
  const shifts = occurrences(plan, rank, window);
  const overrides = plan.overrides.filter((one) => one.rank === rank && one.from < window.until && one.until > window.from);
  const edges = [...shifts, ...overrides].flatMap(({ from, until }) => [from, until]).filter((edge) => edge > window.from && edge < window.until);
  const cuts = [...new Set([window.from, ...edges])].toSorted((a, b) => a - b);
  const spans: Span[] = [];
  let current = 0;
  for (const [i, from] of cuts.entries()) {
    while (current < shifts.length && shifts[current]!.until <= from) current++;
    append(spans, { from, until: cuts[i + 1] ?? window.until, by: deciderAt(from, overrides, shifts[current]) });
  }
  return spans;
}

function deciderAt(at: Instant, overrides: readonly Override[], shift: Occurrence | undefined): Span["by"] {
  const override = overrides.findLast((one) => one.from <= at && at < one.until);
  if (override) return { kind: "override", override };
  return shift && shift.from <= at ? { kind: "shift", shift: shift.shift } : { kind: "gap" };
}

const same = (a: Span["by"], b: Span["by"]): boolean => (a.kind === "gap" && b.kind === "gap") || (a.kind === "override" && b.kind === "override" && a.override.id === b.override.id);

/** A cut inside one override, or inside one gap, is none. */
function append(spans: Span[], next: Span): void {
  const last = spans.at(-1);
  if (last && same(last.by, next.by)) spans[spans.length - 1] = { ...last, until: next.until };
  else spans.push(next);
}
