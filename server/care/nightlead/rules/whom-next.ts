import { instant, plus, type Duration, type Instant } from "../../../foundation/time.ts";

export interface Outsider {
  readonly duty: "night-lead" | "owner";
  readonly place: number;
  /** [NL12] [NL13] Their turn came while they were on the telephone: since when, and when it is looked again. Null: nothing is owed. */
  readonly owedSince: Instant | null;
  readonly owedAt: Instant | null;
}

/** How long the desk has the alarm alone. */
export const DESK_MINUTES = 2;
/** How long whoever pressed the key is left alone about what they were told. */
export const QUIET_MINUTES = 30;
/** Nobody can be rung: no trunk, or nobody named. */
export const NOBODY_MINUTES = 15;
/** [NL12] A call of the house's own that lasts longer is rung into: a telephone shows a second call, and an alarm does not wait for the first one's end. */
export const TALKING_MINUTES_MAX = 3;
const BETWEEN: Duration = { seconds: 20 };
/** [NL13] A busy line is tried once more after so long. */
const BUSY: Duration = { minutes: 1 };
/** After everybody was rung once, twice, and so on; the last one from then on. */
const AFTER_ROUND: readonly Duration[] = [{ minutes: 1 }, { minutes: 1 }, { minutes: 2 }, { minutes: 5 }, { minutes: 10 }];

/** Leads in their order, then owners in theirs. */
const inOrder = <P extends Outsider>(people: readonly P[]): P[] => people.toSorted((a, b) => Number(a.duty === "owner") - Number(b.duty === "owner") || a.place - b.place);

export interface Look<P extends Outsider> {
  /** Calls that were placed in turn, and turns that were passed over. */
  readonly turns: number;
  /** False: only calls that are owed are due. */
  readonly isTurn: boolean;
  readonly isTalking: (person: P) => boolean;
  readonly at: Instant;
}
export type Whom<P extends Outsider> =
  /** `turns` counts this call and whoever was passed over; a call that was owed is out of turn and counts nothing. */
  | { readonly kind: "ring"; readonly person: P; readonly passed: readonly P[]; readonly turns: number }
  /** All are on the telephone, or nothing is due. */
  | { readonly kind: "wait"; readonly passed: readonly P[] };

/** [NL1] [NL12] Whoever is owed a call and can take it; else leads in their order, then owners, then from the beginning, past whoever is on the telephone. */
export function whomNext<P extends Outsider>(people: readonly P[], { turns, isTurn, isTalking, at }: Look<P>): Whom<P> {
  const all = inOrder(people);
  const mayRing = (one: P): boolean => !isTalking(one) || (one.owedSince !== null && at >= plus(one.owedSince, { minutes: TALKING_MINUTES_MAX }));
  const owed = all.find((one) => one.owedAt !== null && at >= one.owedAt && mayRing(one));
  if (owed) return { kind: "ring", person: owed, passed: [], turns };
  if (!isTurn) return { kind: "wait", passed: [] };
  const round = all.map((_, i) => all[(turns + i) % all.length]!);
  const free = round.findIndex(mayRing);
  return free < 0 ? { kind: "wait", passed: all } : { kind: "ring", person: round[free]!, passed: round.slice(0, free), turns: turns + free + 1 };
}

/** [NL12] When it is looked again whether somebody's call is over. */
export const lookAgainAt = (at: Instant): Instant => plus(at, BETWEEN);

/** [NL13] What whoever was rung is owed by how it ended: a line that was busy one more call, but not for ever. */
export const owedAfter = (answer: string, { owedSince }: Outsider, at: Instant): Instant | null => (answer === "busy" && owedSince === null ? plus(at, BUSY) : null);

/** [NL1] [NL13] When the next person is rung after a call that nobody acknowledged; `turns` counts that call. */
export function nextRing(count: number, turns: number, { answer, at }: { readonly answer?: string; readonly at: Instant }): Instant {
  if (count === 0) return plus(at, { minutes: NOBODY_MINUTES });
  if (turns % count !== 0) return answer === "busy" ? at : plus(at, BETWEEN);
  return plus(at, AFTER_ROUND[Math.min(turns / count, AFTER_ROUND.length) - 1] ?? AFTER_ROUND[0]!);
}

/** The earlier of what is due. */
export const earliest = (...times: readonly (Instant | null)[]): Instant | null => {
  const known = times.filter((one) => one !== null);
  return known.length === 0 ? null : instant(Math.min(...known));
};
