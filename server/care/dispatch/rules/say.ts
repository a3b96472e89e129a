import type { PageReason } from "../../../../contract/index.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Rung, Step } from "./ladder.ts";

/** "02:16:04 EST": the practice's own clock, zone said. A zone this machine does not know is shown in UTC. */
export function clockTime(at: Instant, zone: string): string {
  const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZoneName: "short" } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...parts, timeZone: zone }).format(at);
  } catch {
    return new Intl.DateTimeFormat("en-US", { ...parts, timeZone: "UTC" }).format(at);
  }
}

export const ROLE_WORDS = { "on-duty": "on duty", backup: "backup", named: "paged by the desk" } as const;
export const PASS_WORDS = { "off-duty": "off duty", "not-my-patient": "not my patient", unavailable: "unavailable", other: "another reason", pass: "passed to the backup" } as const;
/** Why the desk paged somebody by name. */
export const PAGE_WORDS: Readonly<Record<PageReason, string>> = {
  "nobody-took-it": "nobody took it", "asked-for": "the caller or the practice asked for this person", "not-reached": "whoever is on duty was not reached", other: "another reason",
};
export type PassReason = keyof typeof PASS_WORDS;

/** What the desk reads after "Then": the rung that comes when patience runs out. */
export function sayRung(steps: readonly Step[], rung: Rung): string {
  const who = steps[rung.step]?.who ?? "desk-alarm";
  if (who === "desk-alarm") return "the alarm at the desk";
  const person = who === "on-duty" ? "whoever is on duty" : "the backup";
  return rung.repeat > 0 ? `${person}, paged again` : person;
}
