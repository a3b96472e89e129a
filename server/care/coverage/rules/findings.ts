import type { PersonId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import { cutsOf, seatOf, type Hole, type RankCover } from "../../oncall/index.ts";
import { stretchesOf } from "./hand-overs.ts";

/** A week that nobody has looked at for so long is asked about: people, doors and numbers change. */
export const STALE_DAYS = 180;

export type Finding =
  | { readonly kind: "hole"; readonly rank: string; readonly why: Hole["why"]; readonly person: PersonId | null; readonly from: Instant; readonly until: Instant }
  | { readonly kind: "gap"; readonly rank: string; readonly why: Hole["why"]; readonly from: Instant; readonly until: Instant }
  /** Two overrides of one rank name different people: both believe that it is theirs. */
  | { readonly kind: "double"; readonly rank: string; readonly people: readonly PersonId[]; readonly from: Instant; readonly until: Instant }
  /** The same person stands in two ranks: a ladder that asks the backup asks the same telephone. */
  | { readonly kind: "same-person"; readonly person: PersonId; readonly from: Instant; readonly until: Instant }
  | { readonly kind: "stale"; readonly days: number }
  | { readonly kind: "left"; readonly person: PersonId };

export interface Overriding {
  readonly rank: string;
  /** Of a plan that speaks of roles: overrides of different roles do not meet. */
  readonly role?: string | null | undefined;
  readonly from: Instant;
  readonly until: Instant;
  readonly person: PersonId;
}

export interface Looked {
  readonly at: Instant;
  readonly window: { readonly from: Instant; readonly until: Instant };
  readonly cover: readonly RankCover[];
  /** Everybody who stands somewhere, in a role too. */
  readonly seats: readonly RankCover[];
  readonly overrides: readonly Overriding[];
  readonly holes: readonly Hole[];
  /** When the newest version was saved; null: there is none. */
  readonly savedAt: Instant | null;
  readonly left: ReadonlySet<PersonId>;
}

const DAY_MS = 86_400_000;

/** [CV4] [CV6] What the practice and the office should know, the gravest first; of one kind the earliest first. */
export function findingsOf(looked: Looked): Finding[] {
  return [...looked.holes.map((hole): Finding => ({ kind: "hole", ...hole })), ...gapsOf(looked), ...leftOf(looked), ...doublesOf(looked), ...sameOf(looked), ...staleOf(looked)];
}

/** [CV26] Whether a hole is found that the look before did not find. One that has begun to pass, or was cut short, is known. */
export const opensNew = (before: readonly Finding[], now: readonly Finding[]): boolean =>
  now.some((one) => one.kind === "hole" && !before.some((known) => known.kind === "hole" && known.rank === one.rank && known.why === one.why && known.from <= one.from && one.from < known.until));

/** Nobody stands first although somebody behind them is reached: no hole, and worth a look. */
function gapsOf({ cover, holes }: Looked): Finding[] {
  const covered = (from: Instant, until: Instant): boolean => !holes.some((hole) => hole.from < until && hole.until > from);
  return (cover[0]?.spans ?? []).flatMap(({ from, until, person }): Finding[] => (person === null && covered(from, until) ? [{ kind: "gap", rank: cover[0]!.rank, why: "nobody", from, until }] : []));
}

const leftOf = ({ seats, left }: Looked): Finding[] =>
  [...new Set(seats.flatMap(({ spans }) => spans.flatMap(({ person }) => (person !== null && left.has(person) ? [person] : []))))].map((person) => ({ kind: "left", person }));

const meet = (one: Overriding, other: Overriding): boolean => one.rank === other.rank && (one.role ?? null) === (other.role ?? null) && one.person !== other.person;

function doublesOf({ overrides, window }: Looked): Finding[] {
  const pairs = overrides.flatMap((one, i) => overrides.slice(i + 1).filter((other) => meet(one, other)).map((other) => ({ one, other })));
  return pairs
    .map(({ one, other }) => ({ kind: "double" as const, rank: seatOf(one.role ?? null, one.rank), people: [one.person, other.person], from: Math.max(one.from, other.from, window.from) as Instant, until: Math.min(one.until, other.until, window.until) as Instant }))
    .filter(({ from, until }) => from < until)
    .toSorted((a, b) => a.from - b.from);
}

/** Stretches in which the first two ranks are one person; neighbours as one. */
function sameOf({ cover, window }: Looked): Finding[] {
  const [first, second] = cover;
  if (!first || !second) return [];
  const cuts = [...cutsOf([first, second], window), window.until];
  const pieces = cuts.slice(0, -1).map((from, i) => {
    const person = standing(first, from);
    return { from, until: cuts[i + 1]!, person: person === standing(second, from) ? person : null };
  });
  return stretchesOf(pieces).flatMap(({ from, until, person }): Finding[] => (person === null ? [] : [{ kind: "same-person", person, from, until }]));
}

const standing = ({ spans }: RankCover, at: Instant): PersonId | null => spans.find(({ from, until }) => from <= at && at < until)?.person ?? null;

function staleOf({ at, savedAt }: Looked): Finding[] {
  if (savedAt === null || plus(savedAt, { days: STALE_DAYS }) > at) return [];
  return [{ kind: "stale", days: Math.floor((at - savedAt) / DAY_MS) }];
}
