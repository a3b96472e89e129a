import type { PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import { wallAt } from "../../directory/index.ts";
import { BY_NAME, type HoleReason } from "../../oncall/index.ts";
import type { Finding } from "./findings.ts";

const RANKS: Readonly<Record<string, string>> = { first: "first", backup: "as backup", third: "third", fourth: "fourth", fifth: "fifth", [BY_NAME]: "by name" };

/** "first", "backup", "third": as a calendar names it. */
export const sayRank = (rank: string): string => (rank === "first" ? "paged first" : rank);

/** A seat as the log may hold it: a code and no words. Which role it is stands in the row that the entry is about. */
export const seatCode = (seat: string): string => (seat === BY_NAME ? "named" : seat.startsWith("for ") ? "role" : seat);

/** [CV2] What is wrong with a stretch, with the person's name where one stands there. Without its times: a screen has its own clock. */
export function sayHole({ rank, why }: { readonly rank: string; readonly why: HoleReason }, name: string | null): string {
  const who = name ?? "The person on the schedule";
  const at = RANKS[rank] ?? rank;
  if (why === "nobody") return rank === "first" ? "Nobody is on duty." : `Nobody is on duty ${at}, and a ladder asks for somebody.`;
  if (why === "left") return `${who}, paged ${at}, no longer covers this account, and nobody else is reached.`;
  if (why === "unverified") return `${who}, paged ${at}, has no enrolled phone or passkey and no proved telephone that is rung, and nobody else is reached.`;
  return `One person is reached, and nobody stands behind them ${at}.`;
}

type Name = (person: PersonId) => string;
const FINDINGS: { readonly [K in Finding["kind"]]: (found: Extract<Finding, { kind: K }>, name: Name) => string } = {
  hole: (found, name) => sayHole(found, found.person ? name(found.person) : null),
  gap: () => "Nobody is paged first: a message goes to the backup at once.",
  double: (found, name) => `${found.people.map(name).join(" and ")} are both put on duty ${RANKS[found.rank] ?? found.rank}; the override added last counts.`,
  "same-person": (found, name) => `${name(found.person)} is paged first and is their own backup.`,
  stale: (found) => `Nobody has changed this schedule for ${found.days} days. Look at it, and save it again if it is right.`,
  left: (found, name) => `${name(found.person)} is on the schedule and no longer covers this account.`,
};

/** [CV4] One line of the report. */
export const sayFinding = (found: Finding, names: ReadonlyMap<PersonId, string>): string =>
  (FINDINGS[found.kind] as (found: Finding, name: Name) => string)(found, (person) => names.get(person) ?? "Somebody who has left");

/** [CV10] A line of a message's timeline. Names of colleagues and nothing of a caller. */
export const sayHandedOver = (rank: string, before: string | null, to: string): string => `Duty (${rank}) passed ${before === null ? "" : `from ${before} `}to ${to} while nobody had taken this message`;

const MINUTE_MS = 60_000;
/** 2027-01-20 19:00, as the clock on a practice's wall shows it. */
export const wallWords = (at: Instant, zone: string): string => toIso((wallAt(at, zone) * MINUTE_MS) as Instant).slice(0, 16).replace("T", " ");
