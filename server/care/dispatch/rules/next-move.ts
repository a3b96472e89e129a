import { instant, plus, type Instant } from "../../../foundation/time.ts";
import type { AttemptId, PersonId } from "../../../foundation/ids.ts";
import { FIRST_RUNG, nextStep, rungAfter, type Rung, type Step } from "./ladder.ts";

/** What became of one rung. `claimed`: nobody knows whether it was sent. `asked`: the desk is to ring somebody, and has not said how it went. */
type TryOutcome = "nobody" | "claimed" | "accepted" | "failed" | "asked" | "not-reached" | "reached" | "held";

export interface Try {
  readonly rung: Rung;
  readonly outcome: TryOutcome;
  readonly attempt: AttemptId | null;
  readonly person?: PersonId | null;
  /** When the channel answered, or the desk was asked to ring. */
  readonly answeredAt: Instant | null;
  /** The person said "not me", or passed it on. */
  readonly passed: boolean;
  /** [D23] The caller rang again: what is left of this patience is not waited for. */
  readonly hurried?: boolean;
  /** [D28] Of a hold: the office opens then, and has the step's minutes from then on. */
  readonly heldUntil?: Instant | null;
}

export type WorkState = "working" | "alarm" | "taken" | "superseded";

/** A message being worked: the ladder as it was stamped, and every rung so far, in order. */
export interface Work {
  readonly state: WorkState;
  readonly steps: readonly Step[];
  readonly tries: readonly Try[];
}

export type Move =
  /** Page whoever the step reaches for, or ask the desk to ring. */
  | { readonly kind: "notify"; readonly rung: Rung; readonly role: Exclude<Step["who"], "desk-alarm"> }
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

/** The rung that comes after this one, whenever it comes. A way that failed is not tried again for the same person: whoever is next is reached at once. */
export function rungBehind(steps: readonly Step[], last: Try): Rung {
  return last.passed || last.outcome === "nobody" || last.outcome === "failed" ? nextStep(last.rung) : rungAfter(steps, last.rung);
}

function moveAfter(steps: readonly Step[], last: Try, at: Instant): Move {
  const rung = rungBehind(steps, last);
  if (last.passed || last.outcome === "nobody" || last.outcome === "failed" || last.outcome === "not-reached") return take(steps, rung);
  if (last.outcome === "claimed") return { kind: "again", rung: last.rung, attempt: last.attempt! };
  const until = last.hurried ? at : patienceEnds(steps, last, at);
  return at < until ? { kind: "wait", until, rung } : take(steps, rung);
}

function take(steps: readonly Step[], rung: Rung): Move {
  const step = steps[rung.step];
  return !step || step.who === "desk-alarm" ? { kind: "alarm" } : { kind: "notify", rung, role: step.who };
}

/** A clock that was set back must not stretch a patience: from here it is never longer than the step allows. */
function patienceEnds(steps: readonly Step[], last: Try, at: Instant): Instant {
  const patience = { minutes: steps[last.rung.step]?.patienceMinutes ?? 0 };
  // A hold ends by the office's own clock, whatever ours does.
  if (last.outcome === "held") return plus(last.heldUntil ?? at, patience);
  return instant(Math.min(plus(last.answeredAt ?? at, patience), plus(at, patience)));
}
