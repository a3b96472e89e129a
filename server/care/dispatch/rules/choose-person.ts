import type { PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import { targetOf, type Step, type Target } from "./ladder.ts";

export interface OnDuty {
  readonly person: PersonId;
  readonly name: string;
  readonly until: Instant;
  /** Who comes then. */
  readonly next?: { readonly person: PersonId } | null;
  readonly why: string;
}
/** What the on-call resolver says about one instant. */
export interface Duty {
  readonly first: OnDuty | null;
  readonly backup: OnDuty | null;
  /** All backups in order, where there are more than one. */
  readonly backups?: readonly OnDuty[];
  /** Who is on duty in a role or a specialty, such as "cardiology". */
  readonly roles?: Readonly<Record<string, readonly OnDuty[]>>;
  /** Of each role, why. */
  readonly roleWhy?: Readonly<Record<string, string>>;
  readonly why: string;
  readonly scheduleVersion?: number | null;
  /** The edition of the time zone database that it was worked out with. */
  readonly tzVersion?: string;
}
/** The same, with those whom a step names and who cover the practice now. */
export interface Reachable extends Duty {
  readonly named?: readonly { readonly person: PersonId; readonly name: string }[];
  /** When the office opens, and how that is said; it is now when it is open. Null: in no day that can be foreseen. */
  readonly opens?: { readonly at: Instant; readonly say: string } | null;
}

export interface Choice {
  readonly person: PersonId | null;
  readonly why: string;
  readonly scheduleVersion: number | null;
  readonly tzVersion?: string | undefined;
  /** Of whoever was chosen by the schedule: until when they are on duty, and who comes then. */
  readonly until?: Instant | undefined;
  readonly next?: PersonId | undefined;
}
interface Found {
  readonly person: PersonId;
  readonly name: string;
  readonly why: string;
  readonly until?: Instant;
  readonly next?: { readonly person: PersonId } | null;
}

/** [D4] Whom a step reaches for at this instant, and why; nobody when nobody is on duty, or when that person has passed the message on. */
export function choosePerson(step: Step, duty: Reachable, ask: { at: Instant; passed: readonly PersonId[] }): Choice {
  const by = { scheduleVersion: duty.scheduleVersion ?? null, tzVersion: duty.tzVersion };
  const found = findFor(step, duty);
  if (found && isTwice(step, duty, found)) return { person: null, why: clipped(`${found.name} is on duty and the backup at once: the schedule contradicts itself, and there is nobody else to ask. ${found.why}`), ...by };
  if (!found || (found.until !== undefined && found.until <= ask.at)) return { person: null, why: clipped(whyNobody(step, duty)), ...by };
  if (ask.passed.includes(found.person)) return { person: null, why: clipped(`${found.name} passed this message on. ${found.why}`), ...by };
  return { person: found.person, why: clipped(found.why), ...by, ...turnOf(found) };
}

/** Until when they are on duty, and who comes then; somebody whom the ladder names has neither. */
const turnOf = ({ until, next }: Found): Pick<Choice, "until" | "next"> => ({ until, next: next?.person });

/** A backup who is on duty first was asked already, or will be: asking again would only put off whoever comes after. */
const isTwice = (step: Step, { first }: Reachable, found: Found): boolean => targetOf(step) === "backup" && first !== null && first.person === found.person;

const finders: Readonly<Record<Target, (step: Step, duty: Reachable, nth: number) => Found | null | undefined>> = {
  "on-duty": (_step, { first }) => first,
  backup: (_step, { backup, backups = backup ? [backup] : [] }, nth) => backups[nth - 1],
  role: ({ role = "" }, { roles = {} }, nth) => inRole(role, roles)?.[nth - 1],
  person: (step, duty) => named(step, duty),
};

function findFor(step: Step, duty: Reachable): Found | null | undefined {
  const target = targetOf(step);
  return target && finders[target](step, duty, step.nth ?? 1);
}

/** A schedule keeps its roles in small letters; a ladder that was saved before may have the name as somebody typed it. */
const inRole = <T>(role: string, of: Readonly<Record<string, T>>): T | undefined => [role, role.trim().toLowerCase()].filter((name) => Object.hasOwn(of, name)).map((name) => of[name])[0];

function named(step: Step, duty: Reachable): Found | undefined {
  const found = duty.named?.find((one) => one.person === step.person);
  return found && { ...found, why: "Named by the ladder." };
}

function whyNobody(step: Step, duty: Reachable): string {
  if (targetOf(step) === "person") return "The person this step names does not cover this practice now.";
  if (targetOf(step) !== "role") return duty.why;
  const { role = "this role" } = step;
  return inRole(role, duty.roleWhy ?? {}) ?? `Nobody is on duty for ${role}: the schedule names nobody for it. ${duty.why}`;
}

const WHY_LENGTH_MAX = 500;
const clipped = (why: string): string => why.slice(0, WHY_LENGTH_MAX);
