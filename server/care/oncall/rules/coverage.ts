import type { PersonId } from "../../../foundation/ids.ts";
import type { Window } from "./plan.ts";

/** One rank over a window: each instant in exactly one stretch. Null: nobody stands there. */
export interface RankCover {
  readonly rank: string;
  readonly spans: readonly (Window & { readonly person: PersonId | null })[];
}

/** "verified": a message that is paged wakes them. "unverified": no device of theirs is enrolled. "left": they cover the account no more. */
export type Reach = "verified" | "unverified" | "left";

/** What a proof goes by: how each person can be reached, and whether the end of every ladder sounds at the desk. */
export interface Reachable {
  readonly of: (person: PersonId) => Reach;
  readonly deskAlarm: boolean;
}

export type HoleReason = "nobody" | Exclude<Reach, "verified"> | "no-backstop";

/** A stretch in which a message would reach nobody, or one person and then nothing. */
export interface Hole extends Window {
  readonly rank: string;
  readonly why: HoleReason;
}

interface Standing {
  readonly rank: string;
  readonly person: PersonId;
}

/**
 * [CV1] Every stretch of the window in which no rank reaches a clinician in a verified way, or in which one clinician is reached
 * and nothing stands behind them; in order, neighbours of one reason as one. The first is the counter-example; none is the proof.
 */
export function holesOf(cover: readonly RankCover[], reachable: Reachable, window: Window): Hole[] {
  const holes: Hole[] = [];
  const at = cover.map(() => 0);
  const cuts = [...cutsOf(cover, window), window.until];
  for (const [i, from] of cuts.slice(0, -1).entries()) {
    const standing = cover.flatMap(({ rank, spans }, r) => {
      while (at[r]! < spans.length && spans[at[r]!]!.until <= from) at[r]!++;
      const span = spans[at[r]!];
      return span && span.from <= from && span.person !== null ? [{ rank, person: span.person }] : [];
    });
    const wrong = wrongWith(standing, cover, reachable);
    if (wrong) append(holes, { from, until: cuts[i + 1]!, ...wrong });
  }
  return holes;
}

/** Each instant at which anybody begins or ends. */
export function cutsOf(cover: readonly RankCover[], { from, until }: Window): Window["from"][] {
  const edges = cover.flatMap(({ spans }) => spans.flatMap((span) => [span.from, span.until])).filter((edge) => edge > from && edge < until);
  return from < until ? [...new Set([from, ...edges])].toSorted((a, b) => a - b) : [];
}

function wrongWith(standing: readonly Standing[], cover: readonly RankCover[], reachable: Reachable): Pick<Hole, "rank" | "why"> | undefined {
  const reached = new Set(standing.filter(({ person }) => reachable.of(person) === "verified").map(({ person }) => person));
  if (reached.size === 0) return unreached(standing[0], cover, reachable);
  const backed = reached.size > 1 || reachable.deskAlarm;
  return backed ? undefined : { rank: (cover[1] ?? cover[0])!.rank, why: "no-backstop" };
}

/** The first rank that somebody stands in is named, with what is wrong with them; "nobody" only where no rank has anybody. */
function unreached(first: Standing | undefined, cover: readonly RankCover[], { of }: Reachable): Pick<Hole, "rank" | "why"> {
  if (!first) return { rank: cover[0]?.rank ?? "first", why: "nobody" };
  return { rank: first.rank, why: of(first.person) === "left" ? "left" : "unverified" };
}

function append(holes: Hole[], next: Hole): void {
  const last = holes.at(-1);
  if (last && last.until === next.from && last.rank === next.rank && last.why === next.why) holes[holes.length - 1] = { ...last, until: next.until };
  else holes.push(next);
}

/**
 * [CV3] Whether a planner who was shown `seen` and how many there were has seen what is found now. Time goes on between the look and
 * the press, so a hole may have begun to pass, or be over; a new or a longer one is not what was acknowledged.
 */
export function isSeen(seen: { readonly hole: Hole; readonly holes: number }, found: readonly Hole[]): boolean {
  const [first] = found;
  if (!first) return true;
  const { hole } = seen;
  return found.length <= seen.holes && hole.rank === first.rank && hole.why === first.why && hole.from <= first.from && hole.until >= first.until;
}
