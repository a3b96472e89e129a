import type { PersonId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import { forRole, type Plan, type Rank, type Window } from "./plan.ts";
import { personIn, spansOf } from "./spans.ts";

export const SWAP_DAYS_MAX = 31;

/** Whether this person is on duty for all of the stretch. Status notes do not count: who swaps duty swaps what the plan gave them. */
export const holdsAll = (plan: Plan, seat: { rank: Rank; role: string | null; person: PersonId }, window: Window): boolean =>
  spansOf({ ...forRole(plan, seat.role), notes: [] }, seat.rank, window).every((span) => personIn(span) === seat.person);

export interface Trade {
  readonly give: Window;
  readonly take: Window;
}

export type TradeFault = "empty" | "past" | "too-long" | "together";

/** [O30] Two stretches that lie ahead, of at most 31 days, and apart from each other. */
export function tradeFault({ give, take }: Trade, at: Instant): TradeFault | undefined {
  const both = [give, take];
  if (both.some(({ from, until }) => until <= from)) return "empty";
  if (both.some(({ from }) => from < at)) return "past";
  if (both.some(({ from, until }) => until > plus(from, { days: SWAP_DAYS_MAX }))) return "too-long";
  return give.from < take.until && take.from < give.until ? "together" : undefined;
}
