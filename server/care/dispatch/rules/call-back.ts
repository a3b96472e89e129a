import type { Urgency } from "../../../../contract/index.ts";
import type { Instant } from "../../../foundation/time.ts";
import { plus } from "../../../foundation/time.ts";
import type { CallBackOutcome } from "../../messages/index.ts";

/** How long after taking a message its clinician is asked whether the caller was rung back, and how long after that the desk is. */
export const CALL_BACK_MINUTES: Readonly<Record<Urgency, number>> = { emergency: 15, urgent: 30, routine: 240 };

export const askAt = (urgency: Urgency, from: Instant): Instant => plus(from, { minutes: CALL_BACK_MINUTES[urgency] });

export interface Waiting {
  /** What came of each try so far, oldest first. */
  readonly outcomes: readonly CallBackOutcome[];
  /** The clinician was asked about this wait already. */
  readonly asked: boolean;
  /** They may still see the message. */
  readonly reachable: boolean;
}
export type Ask = "nobody" | "clinician" | "desk";

/** A try without an answer leaves the caller waiting; any other ends it. */
export const isSettled = (outcome: CallBackOutcome): boolean => outcome !== "no-answer";

/** [D60] Whom to ask when the wait is over: first whoever took it, then the desk, and nobody once the caller was reached or left word. */
export function whomToAsk({ outcomes, asked, reachable }: Waiting): Ask {
  if (outcomes.some(isSettled)) return "nobody";
  return reachable && !asked ? "clinician" : "desk";
}
