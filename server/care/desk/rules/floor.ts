import { instant, plus, type Instant } from "../../../foundation/time.ts";

export interface AnswerTime {
  readonly offeredAt: Instant;
  readonly answeredAt: Instant | null;
  readonly endedAt: Instant | null;
}

/** The promise the floor is measured by. */
export const ANSWER_SECONDS_PROMISED = 20;
const QUARTER_MS = 15 * 60_000;
export const FLOOR_HOURS = 8;

/** The value below which `share` of the sorted values lie (nearest rank). */
export function quantile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

const secondsOf = (call: AnswerTime): number | undefined => (call.answeredAt === null ? undefined : (call.answeredAt - call.offeredAt) / 1000);

export interface Quarter {
  readonly from: Instant;
  readonly calls: number;
  readonly halfSeconds: number | null;
  readonly nineInTenSeconds: number | null;
}

/** [K7] Answer times by quarter of an hour, the oldest first; quarters without calls stand there with none. */
export function byQuarter(calls: readonly AnswerTime[], at: Instant): Quarter[] {
  const first = instant(Math.floor(plus(at, { hours: -FLOOR_HOURS }) / QUARTER_MS) * QUARTER_MS);
  const count = Math.floor((at - first) / QUARTER_MS) + 1;
  const quarters: AnswerTime[][] = Array.from({ length: count }, () => []);
  for (const call of calls) quarters[Math.floor((call.offeredAt - first) / QUARTER_MS)]?.push(call);
  return quarters.map((inIt, i) => {
    const seconds = inIt.map(secondsOf).filter((s) => s !== undefined).toSorted((a, b) => a - b);
    return { from: instant(first + i * QUARTER_MS), calls: inIt.length, halfSeconds: quantile(seconds, 0.5), nineInTenSeconds: quantile(seconds, 0.9) };
  });
}

/** How many were answered within the promise, of all that were answered or lost: a caller who waited longer and left counts against us. */
export function answeredWithin(calls: readonly AnswerTime[]): { seconds: number; answered: number; of: number } {
  const decided = calls.filter((call) => call.answeredAt !== null || (call.endedAt !== null && call.endedAt - call.offeredAt > ANSWER_SECONDS_PROMISED * 1000));
  const answered = decided.filter((call) => (secondsOf(call) ?? Infinity) <= ANSWER_SECONDS_PROMISED).length;
  return { seconds: ANSWER_SECONDS_PROMISED, answered, of: decided.length };
}

const steps = [
  { label: "under 1 min", below: 60 },
  { label: "1 to 2", below: 120 },
  { label: "2 to 5", below: 300 },
  { label: "5 to 10", below: 600 },
  { label: "10 to 15", below: 900 },
  { label: "over 15", below: Infinity },
] as const;

/** How long urgent messages waited for a person. */
export const takenWithin = (seconds: readonly number[]): { label: string; count: number }[] =>
  steps.map(({ label, below }, i) => ({ label, count: seconds.filter((s) => s < below && s >= (steps[i - 1]?.below ?? 0)).length }));
