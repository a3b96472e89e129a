import { instant, plus, type Instant } from "../../../foundation/time.ts";
import type { AttemptId } from "../../../foundation/ids.ts";
import { FIRST_RUNG, nextStep, rungAfter, type Rung, type Step } from "./ladder.ts";

/** What became of one rung. `claimed`: nobody knows whether it was sent. */
export interface Try {
  readonly rung: Rung;
  readonly outcome: "nobody" | "claimed" | "accepted" | "failed";
  readonly attempt: AttemptId | null;
  /** When the channel answered. */
  readonly answeredAt: Instant | null;
  /** The person said "not me", or passed it on. */
  readonly passed: boolean;
}

export type WorkState = "working" | "alarm" | "taken" | "superseded";

/** A message being worked: the ladder as it was stamped, and every rung so far, in order. */
export interface Work {
  readonly state: WorkState;
  readonly steps: readonly Step[];
  readonly tries: readonly Try[];
}

export type Move =
  | { readonly kind: "notify"; readonly rung: Rung; readonly role: "on-duty" | "backup" }
  /** [D5] The same attempt, with the same id, marked as a repeat. */
  | { readonly kind: "again"; readonly rung: Rung; readonly attempt: AttemptId }
  | { readonly kind: "wait"; readonly until: Instant; readonly rung: Rung }
  | { readonly kind: "alarm" }
  | { readonly kind: "nothing" };

/** [D3] What to do next about a message, from its ladder, what was tried and the time. */
export function nextMove(work: Work, at: Instant): Move {
  if (work.state !== "working") return { kind: "nothing" };
  const last = work.tries.at(-1);
  return last ? moveAfter(work.steps, last, at) : take(work.steps, FIRST_RUNG);
}

function moveAfter(steps: readonly Step[], last: Try, at: Instant): Move {
  if (last.passed || last.outcome === "nobody") return take(steps, nextStep(last.rung));
  if (last.outcome === "failed") return take(steps, rungAfter(steps, last.rung));
  if (last.outcome === "claimed") return { kind: "again", rung: last.rung, attempt: last.attempt! };
  const until = patienceEnds(steps, last, at);
  return at < until ? { kind: "wait", until, rung: rungAfter(steps, last.rung) } : take(steps, rungAfter(steps, last.rung));
}

function take(steps: readonly Step[], rung: Rung): Move {
  const step = steps[rung.step];
  return !step || step.who === "desk-alarm" ? { kind: "alarm" } : { kind: "notify", rung, role: step.who };
}

/** A clock that was set back must not stretch a patience: from here it is never longer than the step allows. */
function patienceEnds(steps: readonly Step[], last: Try, at: Instant): Instant {
  const patience = { minutes: steps[last.rung.step]?.patienceMinutes ?? 0 };
  return instant(Math.min(plus(last.answeredAt ?? at, patience), plus(at, patience)));
}
