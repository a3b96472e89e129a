import { plus, type Instant } from "../../../foundation/time.ts";
import type { CallState } from "./call-machine.ts";

/** Seconds of one hold after which the desk is reminded, each once. */
export const HOLD_REMINDER_SECONDS = [60, 120] as const;
/** Seconds of one hold after which the office is told. The caller stays on the line whatever happens. */
export const HOLD_OFFICE_SECONDS = 300;
/** [C42] A parked caller has nobody of their own: after so many seconds they ring again, before the office would have to be told of a hold. */
const PARK_SECONDS_MAX = 180;

const STEPS = [...HOLD_REMINDER_SECONDS, HOLD_OFFICE_SECONDS];

/** [C20] Whether the next reminder of this hold is due. They come one at a time: after a stall, or a clock that was set forward, none is left out. */
export function holdLasts(state: CallState, at: Instant): boolean {
  const next = STEPS[state.holdSteps];
  return waits(state) && next !== undefined && at >= plus(state.since, { seconds: next });
}

const waits = ({ phase }: CallState): boolean => phase === "held" || phase === "parked";

/** [C42] Nobody took the parked caller; every reminder came before. */
export const parkIsOver = (state: CallState, at: Instant): boolean => state.phase === "parked" && at >= plus(state.since, { seconds: PARK_SECONDS_MAX });

/** What a hold has come to: how often the desk was reminded, and whether the office knows. */
export const standingOfHold = ({ holdSteps }: Pick<CallState, "holdSteps">): { readonly reminders: number; readonly officeTold: boolean } => ({
  reminders: Math.min(holdSteps, HOLD_REMINDER_SECONDS.length),
  officeTold: holdSteps >= STEPS.length,
});

/** In the call's log: after how many seconds this step was due. */
export const detailOfHold = ({ holdSteps }: Pick<CallState, "holdSteps">): string => `after ${STEPS[holdSteps - 1] ?? 0} s`;
