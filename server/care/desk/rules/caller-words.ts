import type { Instant } from "../../../foundation/time.ts";

/** More names than anybody mistypes in one call, and more misses than a practice has in an hour: beyond them somebody is guessing. */
export const NAMES_A_CALL_MAX = 3;
export const MISSED_NAMES_AN_HOUR_MAX = 10;

export const isGuessing = ({ inCall, missed }: { readonly inCall: number; readonly missed: number }): boolean =>
  inCall >= NAMES_A_CALL_MAX || missed >= MISSED_NAMES_AN_HOUR_MAX;

/** The same whether there is no message, somebody else's, or too much was asked: it confirms nothing. */
export const CONFIRMS_NOTHING = "I can take a message for you.";

export interface Standing {
  readonly taken: { readonly by: string | null; readonly at: Instant } | null;
  readonly zone: string;
}

/** [K60] What an operator may say, word for word, by the practice's own clock. */
export function sayStanding({ taken, zone }: Standing): string {
  if (!taken) return "Your message was sent. Nobody has acknowledged it yet, and we keep trying.";
  const time = new Intl.DateTimeFormat("en-US", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short", timeZone: zone }).format(taken.at);
  return `${taken.by ?? "A clinician"} acknowledged your message at ${time}.`;
}
