import { lasted } from "./lasted.ts";
import type { DialFailure } from "../../calls/index.ts";

/** How a try ended. "no-key": somebody, or a mailbox, answered at the clinician's and did not press 1. */
export type Outcome =
  | { readonly kind: "talked"; readonly seconds: number }
  | { readonly kind: "caller-not-reached"; readonly why: DialFailure | "lost" }
  | { readonly kind: "clinician-not-reached"; readonly why: DialFailure | "lost" | "no-key" }
  | { readonly kind: "cut-off" };

const WHY: Readonly<Record<DialFailure | "lost" | "no-key", string>> = {
  "busy": "was busy", "declined": "declined the call", "no-answer": "did not answer", "no-such-number": "has a number that cannot be called", "cancelled": "was given up before an answer",
  "trunk-fault": "could not be called: the telephone line is at fault", "challenged-for-ever": "could not be called: the telephone line refused us", "refused-by-limit": "was not called: a limit of ours for outgoing calls is reached",
  "lost": "was lost: the connection broke", "no-key": "answered, and nobody pressed 1: a mailbox perhaps",
};

/** [RB4] In the timeline. Fixed words: nothing of the caller is in them. */
export function sayOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case "talked":
      return `Rang the caller back through the service: they talked for ${lasted(outcome.seconds)}.`;
    case "caller-not-reached":
      return `Rang the caller back through the service: the caller ${WHY[outcome.why]}.`;
    case "clinician-not-reached":
      return `Asked the service to ring the caller back: the clinician’s own telephone ${WHY[outcome.why]}. The caller was not rung.`;
    case "cut-off":
      return "Ringing the caller back through the service was cut off by a restart; whether they talked is not known.";
  }
}

/** Stored. */
export const codeOf = (outcome: Outcome): string => ("why" in outcome ? `${outcome.kind} ${outcome.why}` : outcome.kind);

/** Longer than the greeting of a mailbox that is hung up on. */
const TALK_SECONDS_MIN = 15;

/** [RB5] What is written down by itself as a call-back, by whatever way they were joined. */
export function countsAs(outcome: Outcome): "reached" | "no-answer" | undefined {
  if (outcome.kind === "talked") return outcome.seconds >= TALK_SECONDS_MIN ? "reached" : undefined;
  const nobody = outcome.kind === "caller-not-reached" && (outcome.why === "no-answer" || outcome.why === "busy" || outcome.why === "declined");
  return nobody ? "no-answer" : undefined;
}
