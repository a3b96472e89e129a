import { instant, type Instant } from "../../../foundation/time.ts";

/** When a way is given up for a while: the faults in a row that it takes, and the first and longest pause before it is tried again. */
export interface Patience {
  readonly faultsMax: number;
  readonly pauseSeconds: number;
  readonly pauseSecondsMax: number;
  /** A way that has not answered by then is silent, which is a fault like any other. */
  readonly answerSecondsMax: number;
}

/** Closed while `openedAt` is null: pages go. Open: they are passed over, but for one that tries the way when `probeAt` has come. */
export interface Breaker {
  readonly failures: number;
  readonly openedAt: Instant | null;
  readonly probeAt: Instant | null;
  readonly pauseSeconds: number;
}
export const CLOSED: Breaker = { failures: 0, openedAt: null, probeAt: null, pauseSeconds: 0 };

const later = (at: Instant, seconds: number): Instant => instant(at + seconds * 1000);

export type Leave = { readonly kind: "go" } | { readonly kind: "probe"; readonly breaker: Breaker } | { readonly kind: "passed-over" };

/** [R13] One page alone tries a way that failed; while it is out, and if its worker dies for as long as an answer may take, the others are passed over. */
export function leaveFor(breaker: Breaker, patience: Patience, at: Instant): Leave {
  if (breaker.openedAt === null) return { kind: "go" };
  // A clock that was set back must not keep a way closed: the pause is never longer than it can be.
  const probeAt = Math.min(breaker.probeAt!, at + patience.pauseSecondsMax * 1000);
  return at < probeAt ? { kind: "passed-over" } : { kind: "probe", breaker: { ...breaker, probeAt: later(at, patience.answerSecondsMax + 1) } };
}

export interface Heard {
  readonly breaker: Breaker;
  /** What the office is told: once when it opens, once when it closes. */
  readonly told: "opened" | "closed" | null;
}

interface Answered {
  readonly isFault: boolean;
  readonly isProbe: boolean;
  readonly patience: Patience;
  readonly at: Instant;
}

/** [R13] What an answer, or a fault, makes of it. Each failed probe doubles the pause; a fault of a page that had left before it opened says nothing new. */
export function afterAnswer(breaker: Breaker, { isFault, isProbe, patience, at }: Answered): Heard {
  if (!isFault) return { breaker: CLOSED, told: breaker.openedAt === null ? null : "closed" };
  const failures = breaker.failures + 1;
  if (breaker.openedAt !== null && !isProbe) return { breaker, told: null };
  if (breaker.openedAt !== null) {
    const pauseSeconds = Math.min(breaker.pauseSeconds * 2, patience.pauseSecondsMax);
    return { breaker: { ...breaker, failures, pauseSeconds, probeAt: later(at, pauseSeconds) }, told: null };
  }
  if (failures < patience.faultsMax) return { breaker: { ...breaker, failures }, told: null };
  return { breaker: { failures, openedAt: at, probeAt: later(at, patience.pauseSeconds), pauseSeconds: patience.pauseSeconds }, told: "opened" };
}
