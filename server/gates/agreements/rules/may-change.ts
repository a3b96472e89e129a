import { instant, plus, toIso, type Instant } from "../../../foundation/time.ts";
import { stateOf, type Change, type State, type Term } from "./standing.ts";

export type ChangeVerdict =
  /** The act is numbered after the last one, and never dated before it: the clock of the machine may have stepped back. */
  | { readonly kind: "yes"; readonly change: Change }
  | { readonly kind: "already-ended" | "expired" | "not-in-force" | "not-suspended" };

const FROM: Readonly<Record<Change["act"], readonly State[]>> = {
  suspend: ["in-force"],
  resume: ["suspended"],
  end: ["in-force", "suspended", "not-yet"],
};

const NOTHING_YET = { number: 0, at: 0 };

/** [G5] [G9] Whether this act may follow what was done to the record so far. */
export function mayChange(term: Term, act: Change["act"], now: Instant): ChangeVerdict {
  const last = term.changes.toSorted((a, b) => a.number - b.number).at(-1) ?? NOTHING_YET;
  const at = instant(Math.max(last.at, now));
  const state = stateOf(term, at);
  if (state === "ended") return { kind: "already-ended" };
  if (state === "expired") return { kind: "expired" };
  if (FROM[act].includes(state)) return { kind: "yes", change: { number: last.number + 1, act, at } };
  return { kind: act === "resume" ? "not-suspended" : "not-in-force" };
}

/** Hours that the earliest zone is ahead of UTC: a contract signed today on Kiritimati is not signed in the future. */
const ZONE_AHEAD_HOURS_MAX = 14;

export type RecordVerdict = { readonly kind: "yes" | "ends-too-early" | "signed-in-future" };

/** [G12] `signedOn` is a calendar date without a zone, as it stands on the paper. */
export function mayRecord(ask: { effectiveAt: Instant; endsAt: Instant | null; signedOn: string }, now: Instant): RecordVerdict {
  if (ask.endsAt !== null && ask.endsAt <= ask.effectiveAt) return { kind: "ends-too-early" };
  const latestToday = toIso(plus(now, { hours: ZONE_AHEAD_HOURS_MAX })).slice(0, 10);
  return { kind: ask.signedOn > latestToday ? "signed-in-future" : "yes" };
}
