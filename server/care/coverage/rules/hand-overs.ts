import type { PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { RankCover } from "../../oncall/index.ts";

/** How long before duty begins its person is reminded. */
export const REMIND_HOURS = 2;
/** From how long before it they may say that they have it. */
export const CONFIRM_HOURS_BEFORE = 12;
/** How long after it began the office is told that nobody has said so. */
export const CONFIRM_MINUTES = 30;
/** How far ahead hand-overs are written down; looked at anew each day and at each change. */
export const PLANNED_HOURS = 48;

export interface HandOver {
  readonly rank: string;
  readonly at: Instant;
  readonly until: Instant;
  readonly person: PersonId;
  readonly before: PersonId | null;
}

/**
 * [CV8] Every instant after `now` at which duty of a rank passes to another person. A shift that follows another of the same person is
 * none, nor is one that passes to nobody: that is a gap, which the report names.
 */
export const handOversIn = (cover: readonly RankCover[], now: Instant): HandOver[] =>
  cover.flatMap(({ rank, spans }) => {
    const stretches = stretchesOf(spans);
    return stretches.flatMap(({ from, until, person }, i) => (i > 0 && person !== null && from > now ? [{ rank, at: from, until, person, before: stretches[i - 1]!.person }] : []));
  });

/**
 * [CV28] What a change of the schedule passes on in the instant in which it is made: each seat in which somebody else stands now than did a
 * moment before. A seat that is left empty passes to nobody: that is a gap.
 */
export const passedAt = (at: Instant, { before, after }: { readonly before: readonly RankCover[]; readonly after: readonly RankCover[] }): HandOver[] =>
  after.flatMap(({ rank, spans }) => {
    const [now] = stretchesOf(spans);
    const had = before.find((one) => one.rank === rank)?.spans[0]?.person ?? null;
    return now && now.person !== null && now.person !== had ? [{ rank, at, until: now.until, person: now.person, before: had }] : [];
  });

/** Neighbours of one person are one stretch. */
export function stretchesOf(spans: RankCover["spans"]): RankCover["spans"] {
  const joined: RankCover["spans"][number][] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && last.person === span.person && last.until === span.from) joined[joined.length - 1] = { ...last, until: span.until };
    else joined.push(span);
  }
  return joined;
}
