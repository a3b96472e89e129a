import type { Urgency } from "../../../../contract/index.ts";
import { targetOf, wayOf, type Hours, type Quiet, type Step } from "./ladder.ts";

/** From the first page to the alarm when nobody answers; hours in which an office is closed do not count. Longer than this, a message is as good as forgotten. */
export const MINUTES_TO_ALARM_MAX: Readonly<Record<Urgency, number>> = { emergency: 30, urgent: 120, routine: 24 * 60 };

export type LadderFault =
  | "noAlarmAtTheEnd" | "unreachableStep" | "nobodyPaged" | "loop" | "tooLong" | "incompleteStep" | "quietIsForRoutine" | "holdIsForRoutine" | "noRingAfterHold" | "holdOnce";

export interface Fault {
  readonly fault: LadderFault;
  /** Counted from 0; undefined when it is about the whole. */
  readonly step?: number;
}
export interface LadderDraft {
  readonly urgency: Urgency;
  readonly hours: Hours;
  readonly quiet: Quiet | null;
  readonly steps: readonly Step[];
}

/** [D1] A ladder that could end in silence, goes round, has a step nobody reaches, or pages no person, is no ladder. */
export function ladderFault(draft: LadderDraft): Fault | undefined {
  const { steps } = draft;
  if (draft.quiet !== null && draft.urgency !== "routine") return { fault: "quietIsForRoutine" };
  return endFault(steps) ?? firstOf("incompleteStep", steps.findIndex(isIncomplete)) ?? holdFault(draft) ?? firstOf("loop", steps.findIndex((step, at) => at > 0 && isSame(step, steps[at - 1]!))) ?? lengthFault(draft);
}

const firstOf = (fault: LadderFault, step: number): Fault | undefined => (step < 0 ? undefined : { fault, step });

/** Whatever stands behind the alarm is never reached: the alarm goes on until a person takes the message. */
function endFault(steps: readonly Step[]): Fault | undefined {
  const end = steps.findIndex((step) => step.who === "desk-alarm");
  if (end < 0) return { fault: "noAlarmAtTheEnd", ...(steps.length > 0 && { step: steps.length - 1 }) };
  if (end < steps.length - 1) return { fault: "unreachableStep", step: end + 1 };
  return steps.some((step) => targetOf(step) !== undefined || step.who === "office-phone") ? undefined : { fault: "nobodyPaged", step: end };
}

/** [D28] A hold has an end of its own: half an hour after the office opened somebody rings it. Whatever is graver is never held. */
function holdFault({ urgency, steps }: LadderDraft): Fault | undefined {
  const at = steps.findIndex(({ who }) => who === "hold");
  if (at < 0) return undefined;
  if (urgency !== "routine") return { fault: "holdIsForRoutine", step: at };
  const second = steps.findLastIndex(({ who }) => who === "hold");
  if (second > at || steps[at]!.repeats > 0) return { fault: "holdOnce", step: second };
  return steps[at + 1]?.who === "office-phone" ? undefined : { fault: "noRingAfterHold", step: at };
}

function isIncomplete(step: Step): boolean {
  const target = targetOf(step);
  return (target === "role" && !step.role) || (target === "person" && !step.person);
}

/** A step that does again what the one before did waits in a circle; how often somebody is paged is said in the step itself. */
const isSame = (one: Step, other: Step): boolean => placeOf(one) === placeOf(other);
const placeOf = (step: Step): string => [step.who, targetOf(step), step.nth ?? 1, step.role, step.person, wayOf(step)].join();

function lengthFault({ urgency, steps }: LadderDraft): Fault | undefined {
  let minutes = 0;
  const step = steps.findIndex((one) => one.who !== "desk-alarm" && (minutes += one.patienceMinutes * (one.repeats + 1)) > MINUTES_TO_ALARM_MAX[urgency]);
  return firstOf("tooLong", step);
}
