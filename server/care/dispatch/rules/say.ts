import type { HoldReason, PageReason } from "../../../../contract/index.ts";
import type { Instant } from "../../../foundation/time.ts";
import { ringsAPlace, targetOf, wayOf, type Rung, type Step, type Target } from "./ladder.ts";

/** "02:16:04 EST": the practice's own clock, zone said. A zone this machine does not know is shown in UTC. */
export function clockTime(at: Instant, zone: string): string {
  const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZoneName: "short" } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...parts, timeZone: zone }).format(at);
  } catch {
    return new Intl.DateTimeFormat("en-US", { ...parts, timeZone: "UTC" }).format(at);
  }
}

/** "Monday 08:00 EST", or "today 08:00 EST": a hold is over within days. */
export function sayOpening(opensAt: Instant, at: Instant, zone: string): string {
  const day = (instant: Instant, shape: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat("en-US", { ...shape, timeZone: zone }).format(instant);
  const isToday = day(opensAt, { dateStyle: "short" }) === day(at, { dateStyle: "short" });
  const time = day(opensAt, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" });
  return `${isToday ? "today" : day(opensAt, { weekday: "long" })} ${time}`;
}

export const ROLE_WORDS = { "on-duty": "on duty", backup: "backup", role: "on duty in the role", person: "named by the ladder", named: "paged by the desk", "operator-calls": "to be rung", "nurse-triage": "nurses' line", hold: "held", "office-phone": "the office" } as const;
export const PASS_WORDS = { "off-duty": "off duty", "not-my-patient": "not my patient", unavailable: "unavailable", other: "another reason", pass: "passed to the backup" } as const;
/** Why the desk paged somebody by name. */
export const PAGE_WORDS: Readonly<Record<PageReason, string>> = {
  "nobody-took-it": "nobody took it", "asked-for": "the caller or the practice asked for this person", "not-reached": "whoever is on duty was not reached", other: "another reason",
};
/** Why an operator lets a routine message wait for the office. */
export const HOLD_WORDS: Readonly<Record<HoldReason, string>> = {
  "practice-asked": "the practice asked for it", "caller-content": "the caller is content to wait", "not-about-care": "it is not about care", other: "another reason",
};
export type PassReason = keyof typeof PASS_WORDS;

const TARGET_WORDS: Readonly<Record<Target, (step: Step) => string>> = {
  "on-duty": () => "whoever is on duty",
  backup: ({ nth = 1 }) => (nth === 1 ? "the backup" : `backup ${nth}`),
  role: ({ role }) => `whoever is on duty for ${role ?? "a role"}`,
  person: () => "the person the ladder names",
};

/** What the desk reads after "Then": the rung that comes when patience runs out. */
export function sayRung(steps: readonly Step[], rung: Rung): string {
  const step = steps[rung.step];
  if (!step) return "the alarm at the desk";
  const again = step.who === "operator-calls" || ringsAPlace(step) ? "again" : "paged again";
  return rung.repeat > 0 ? `${sayStep(step)}, ${again}` : sayStep(step);
}

const PLACE_STEPS = { "nurse-triage": "the desk rings the nurses' line", "office-phone": "the desk rings the office", hold: "held until the office opens", "desk-alarm": "the alarm at the desk" } as const;

export function sayStep(step: Step): string {
  const target = targetOf(step);
  if (!target) return PLACE_STEPS[step.who as keyof typeof PLACE_STEPS];
  const whom = TARGET_WORDS[target](step);
  if (step.who === "operator-calls") return `the desk rings ${whom}`;
  return wayOf(step) === "voice" ? `${whom}, by telephone` : whom;
}
