import type { Urgency } from "../../../../contract/index.ts";

export interface Step {
  readonly who: "on-duty" | "backup" | "desk-alarm";
  readonly patienceMinutes: number;
  readonly repeats: number;
}

/** One place on the ladder: a step, and which time it is done. */
export interface Rung {
  readonly step: number;
  readonly repeat: number;
}

const alarm: Step = { who: "desk-alarm", patienceMinutes: 1, repeats: 0 };
const paging = (patienceMinutes: number): Step[] => [
  { who: "on-duty", patienceMinutes, repeats: 1 },
  { who: "backup", patienceMinutes, repeats: 1 },
  alarm,
];
/** What an account has until it chooses its own. */
export const DEFAULT_LADDERS: Readonly<Record<Urgency, readonly Step[]>> = { emergency: paging(2), urgent: paging(5), routine: paging(30) };
/** Version 0 says: the default. */
export const DEFAULT_VERSION = 0;

export type LadderFault = "noAlarmAtTheEnd" | "alarmBeforeTheEnd" | "nobodyPaged";

/** [D1] A ladder that could end in silence, or that pages no person, is no ladder. */
export function ladderFault(steps: readonly Step[]): LadderFault | undefined {
  if (steps.at(-1)?.who !== "desk-alarm") return "noAlarmAtTheEnd";
  if (steps.slice(0, -1).some((step) => step.who === "desk-alarm")) return "alarmBeforeTheEnd";
  return steps.length < 2 ? "nobodyPaged" : undefined;
}

export const FIRST_RUNG: Rung = { step: 0, repeat: 0 };

/** The same step once more while it has repeats, else the next step. Past the end stands the alarm, whatever the data say. */
export function rungAfter(steps: readonly Step[], rung: Rung): Rung {
  const repeats = steps[rung.step]?.repeats ?? 0;
  return rung.repeat < repeats ? { step: rung.step, repeat: rung.repeat + 1 } : nextStep(rung);
}

/** Skips what is left of a step that cannot help: nobody is on duty, or the person passed it on. */
export const nextStep = (rung: Rung): Rung => ({ step: rung.step + 1, repeat: 0 });
