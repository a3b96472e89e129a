import type { PersonId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import { type Layer, type Plan, type Rank } from "./plan.ts";
import { personIn, spansOf, type Span } from "./spans.ts";
import { whyOf } from "./why.ts";

/** A weekly schedule shows all it has to show within a week; a day more for a shift that began before. */
export const LOOK_AHEAD_DAYS = 8;
/** How far a rotation with long turns is followed. */
export const LOOK_AHEAD_DAYS_MAX = 62;
/** Most hand-overs come within the day: what lies behind it is looked at when nothing changes before. */
const SHORT_LOOK_DAYS = 1;

export interface Duty {
  /** Null: nobody is on duty. */
  readonly person: PersonId | null;
  /** [O7] When it changes; at most the end of the look-ahead. */
  readonly until: Instant;
  readonly next: PersonId | null;
  readonly why: string;
}

/** [O7] Eight days; with a rotation over the week, as far as its cycle goes. */
export function lookAheadDays(plan: Plan): number {
  const cycles = [...plan.layers, ...plan.temporary.flatMap(({ layers }) => layers)].map((layer: Layer) => (layer.kind === "rotation" ? layer.cycle.days : 0));
  return Math.min(LOOK_AHEAD_DAYS_MAX, Math.max(LOOK_AHEAD_DAYS, ...cycles.map((days) => days + 1)));
}

/** [O1] [O7] [O8] Who is on duty in this rank at this instant. */
export function resolve(plan: Plan, ask: { rank: Rank; at: Instant; tzVersion: string }): Duty {
  const { now, change, seen } = firstChange(plan, ask);
  return { person: personIn(now), until: change?.from ?? seen, next: change ? personIn(change) : null, why: whyOf(plan, now, ask) };
}

function firstChange(plan: Plan, { rank, at }: { rank: Rank; at: Instant }): { now: Span; change: Span | undefined; seen: Instant } {
  const far = lookAheadDays(plan);
  for (const days of [SHORT_LOOK_DAYS, LOOK_AHEAD_DAYS, far]) {
    const seen = plus(at, { days });
    const spans = spansOf(plan, rank, { from: at, until: seen });
    const change = spans.find((span) => personIn(span) !== personIn(spans[0]!));
    if (change || days === far) return { now: spans[0]!, change, seen };
  }
  throw new Error("the look ahead has an end");
}
