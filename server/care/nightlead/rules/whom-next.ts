import { plus, type Duration, type Instant } from "../../../foundation/time.ts";

export interface Outsider {
  readonly duty: "night-lead" | "owner";
  readonly place: number;
}

/** How long the desk has the alarm alone. */
export const DESK_MINUTES = 2;
/** How long whoever pressed the key is left alone about what they were told. */
export const QUIET_MINUTES = 30;
/** Nobody can be rung: no trunk, or nobody named. */
export const NOBODY_MINUTES = 15;
const BETWEEN: Duration = { seconds: 20 };
/** After everybody was rung once, twice, and so on; the last one from then on. */
const AFTER_ROUND: readonly Duration[] = [{ minutes: 1 }, { minutes: 1 }, { minutes: 2 }, { minutes: 5 }, { minutes: 10 }];

/** [NL1] Leads in their order, then owners in theirs, then from the beginning. */
export function whomNext<P extends Outsider>(people: readonly P[], turns: number): P | undefined {
  const inOrder = people.toSorted((a, b) => Number(a.duty === "owner") - Number(b.duty === "owner") || a.place - b.place);
  return inOrder[turns % Math.max(1, inOrder.length)];
}

/** [NL1] When the next person is rung after a call that nobody acknowledged; `turns` counts that call. */
export function nextRing(count: number, turns: number, at: Instant): Instant {
  if (count === 0) return plus(at, { minutes: NOBODY_MINUTES });
  if (turns % count !== 0) return plus(at, BETWEEN);
  return plus(at, AFTER_ROUND[Math.min(turns / count, AFTER_ROUND.length) - 1] ?? AFTER_ROUND[0]!);
}
