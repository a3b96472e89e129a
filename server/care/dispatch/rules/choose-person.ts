import type { PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";

export interface OnDuty {
  readonly person: PersonId;
  readonly name: string;
  readonly until: Instant;
  readonly why: string;
}
/** What the on-call resolver says about one instant. */
export interface Duty {
  readonly first: OnDuty | null;
  readonly backup: OnDuty | null;
  readonly why: string;
  readonly scheduleVersion?: number | null;
}

export interface Choice {
  readonly person: PersonId | null;
  readonly why: string;
  readonly scheduleVersion: number | null;
}

/** [D4] Who a role step pages at this instant, and why; nobody when nobody is on duty, or when that person has passed the message on. */
export function choosePerson(role: "on-duty" | "backup", duty: Duty, ask: { at: Instant; passed: readonly PersonId[] }): Choice {
  const scheduleVersion = duty.scheduleVersion ?? null;
  const found = role === "on-duty" ? duty.first : duty.backup;
  if (!found || found.until <= ask.at) return { person: null, why: clipped(duty.why), scheduleVersion };
  if (ask.passed.includes(found.person)) return { person: null, why: clipped(`${found.name} passed this message on. ${found.why}`), scheduleVersion };
  return { person: found.person, why: clipped(found.why), scheduleVersion };
}

const WHY_LENGTH_MAX = 500;
const clipped = (why: string): string => why.slice(0, WHY_LENGTH_MAX);
