import type { PersonId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Plan, Rank } from "./plan.ts";
import { personIn, spansOf } from "./spans.ts";
import { whyOf } from "./why.ts";

/** A weekly schedule shows all it has to show within a week; a day more for a shift that began before. */
export const LOOK_AHEAD_DAYS = 8;

export interface Duty {
  /** Null: nobody is on duty. */
  readonly person: PersonId | null;
  /** [O7] When it changes; at most the end of the look-ahead. */
  readonly until: Instant;
  readonly next: PersonId | null;
  readonly why: string;
}

/** [O1] [O7] [O8] Who is on duty in this rank at this instant. */
export function resolve(plan: Plan, ask: { rank: Rank; at: Instant; tzVersion: string }): Duty {
  const spans = spansOf(plan, ask.rank, { from: ask.at, until: plus(ask.at, { days: LOOK_AHEAD_DAYS }) });
  const now = spans[0]!;
  const person = personIn(now);
  const change = spans.find((span) => personIn(span) !== person);
  return { person, until: change?.from ?? spans.at(-1)!.until, next: change ? personIn(change) : null, why: whyOf(plan, now, ask) };
}
