import type { z } from "zod";
import type { Ladder as LadderShape, LadderHours, LadderStep, Urgency } from "../../../../contract/index.ts";
import type { Instant } from "../../../foundation/time.ts";
import { holidayAt, isOpen, type Timetable } from "../../directory/index.ts";
import { wallMinuteOf } from "./wall-clock.ts";

export type Step = Readonly<z.infer<typeof LadderStep>>;
export type Hours = z.infer<typeof LadderHours>;
export type Quiet = NonNullable<z.infer<typeof LadderShape>["quiet"]>;
/** Whom a step reaches for: someone the on-call resolver names when it falls due, or one person by name. */
export type Target = "on-duty" | "backup" | "role" | "person";

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
/** [D28] What an operator's hold begins on: half an hour after the office opened it is rung, twice, and then the alarm is a person's. */
export const HELD_LADDER: readonly Step[] = [{ who: "hold", patienceMinutes: 30, repeats: 0 }, { who: "office-phone", patienceMinutes: 10, repeats: 1 }, alarm];
/** Version 0 says: the default. */
export const DEFAULT_VERSION = 0;

const OF_NOBODY: ReadonlySet<Step["who"]> = new Set(["nurse-triage", "hold", "office-phone", "desk-alarm"]);

/** Whom a step is about: whoever is paged, or whom the operator rings. Undefined for a line, an office, a wait and the alarm. */
export function targetOf(step: Step): Target | undefined {
  if (step.who === "operator-calls") return step.rings ?? "on-duty";
  return OF_NOBODY.has(step.who) ? undefined : (step.who as Target);
}

/** Steps of which no person is the target: a line, or the office, is rung by the desk. */
export const ringsAPlace = ({ who }: Pick<Step, "who">): boolean => who === "nurse-triage" || who === "office-phone";

/** The way on which a step pages somebody: our own inbox, or a telephone call that reads the message. */
export const wayOf = (step: Pick<Step, "by">): "inbox" | "voice" => step.by?.[0] ?? "inbox";

/** Which ladder of an account a message begins on: a holiday's or the hours' own where there is one, else the one of all hours. */
export function hoursAt(table: Timetable, at: Instant): readonly Hours[] {
  if (isOpen(table, at)) return ["office", "always"]; // A day with a name may have hours of its own.
  return holidayAt(table, at) ? ["holiday", "after-hours", "always"] : ["after-hours", "always"];
}

/** A quiet rule makes a routine page wait without waking the phone. It delays nothing, and whatever is graver it does not touch. */
export function isQuiet(quiet: Quiet | null, ask: { urgency: Urgency; at: Instant; zone: string }): boolean {
  if (quiet === null || ask.urgency !== "routine") return false;
  const minute = wallMinuteOf(ask.at, ask.zone);
  const [from, until] = [minutesIn(quiet.from), minutesIn(quiet.until)];
  return from <= until ? from <= minute && minute < until : minute >= from || minute < until;
}
const minutesIn = (wall: string): number => Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3));

export const FIRST_RUNG: Rung = { step: 0, repeat: 0 };

/** The same step once more while it has repeats, else the next step. Past the end stands the alarm, whatever the data say. */
export function rungAfter(steps: readonly Step[], rung: Rung): Rung {
  const repeats = steps[rung.step]?.repeats ?? 0;
  return rung.repeat < repeats ? { step: rung.step, repeat: rung.repeat + 1 } : nextStep(rung);
}

/** Skips what is left of a step that cannot help: nobody is on duty, or the person passed it on. */
export const nextStep = (rung: Rung): Rung => ({ step: rung.step + 1, repeat: 0 });
