import type { PersonId } from "../../../foundation/ids.ts";
import type { Window } from "./plan.ts";

/** One seat over a window: each instant in exactly one stretch. Null: nobody stands there. */
export interface RankCover {
  /** "first", "backup"; of a role "for cardiology", "for cardiology, backup": as `seatOf` says it. */
  readonly rank: string;
  readonly spans: readonly (Window & { readonly person: PersonId | null })[];
}

/** Everybody who stands somewhere: the duty of whoever asks for nothing in particular, and that of each role. */
export interface SeatCover {
  readonly ranks: readonly RankCover[];
  readonly roles: readonly { readonly role: string; readonly ranks: readonly RankCover[] }[];
}

/** Every seat, the ordinary ones first. */
export const seatsOf = ({ ranks, roles }: SeatCover): readonly RankCover[] => [...ranks, ...roles.flatMap((one) => one.ranks)];

/** No rank begins with "for ", so a role that is named like a rank is not taken for it. */
export const seatOf = (role: string | null, rank: string): string => (role === null ? rank : `for ${role}${rank === "first" ? "" : `, ${rank}`}`);
/** The seat of somebody whom a ladder names, whatever the schedule says. */
export const BY_NAME = "by name";

/** How a step reaches a person: a page wakes their device; a call wakes it too and rings their telephone; an operator of the desk rings it by hand. */
export type By = "page" | "call" | "desk";
/** "verified": that step reaches them in a way that was proved. "unverified": it has no such way. "left": they cover the account no more. */
export type Reach = "verified" | "unverified" | "left";

/** Whom one step of a ladder asks. */
export interface Asked {
  readonly target: "on-duty" | "backup" | "role" | "person";
  /** Which of the backups, or of those on duty in the role; 1 is the first. */
  readonly nth: number;
  readonly role: string | null;
  readonly person: PersonId | null;
  readonly by: By;
}

export interface AskingLadder {
  readonly asks: readonly Asked[];
  /** Whether the end of it sounds at the desk. */
  readonly alarm: boolean;
  /** False for one that is held for the office and asks no clinician. */
  readonly mustReach: boolean;
}

/** The ladders on which a message begins between two instants; stretches in order that fill the window. */
export interface InForce extends Window {
  readonly ladders: readonly AskingLadder[];
}

export type ReachOf = (person: PersonId, by: By) => Reach;
export type HoleReason = "nobody" | Exclude<Reach, "verified"> | "no-backstop";

/** A stretch in which a message would reach nobody, or one person and then nothing. */
export interface Hole extends Window {
  readonly rank: string;
  readonly why: HoleReason;
  /** Who stands there at its beginning, and is not reached. */
  readonly person: PersonId | null;
}

interface Seat {
  readonly rank: string;
  readonly role: string | null;
  readonly person: PersonId | null;
}
type Wrong = Pick<Hole, "rank" | "why" | "person">;

/**
 * [CV1] [CV20] Every stretch of the window in which some ladder reaches no clinician in a verified way, or one and nothing stands behind
 * them, and every stretch in which a role that a ladder asks for reaches nobody. In order; neighbours of one reason as one. The first is
 * the counter-example; none is the proof.
 */
export const holesOf = (cover: SeatCover, ask: ProofAsk): Hole[] => [...holeTracks(cover, ask).values()].flat().toSorted((a, b) => a.from - b.from);

export interface ProofAsk {
  readonly ladders: readonly InForce[];
  readonly of: ReachOf;
  readonly window: Window;
}

/** The same by what they are about: null for the ladders as a whole, else the role that nobody is reached in. */
export function holeTracks(cover: SeatCover, ask: ProofAsk): ReadonlyMap<string | null, readonly Hole[]> {
  const seated = [...cover.ranks.map((one) => ({ ...one, role: null })), ...cover.roles.flatMap(({ role, ranks }) => ranks.map((one) => ({ ...one, role })))];
  const seats = seated.map(({ rank, role, spans }) => ({ rank, role, at: walk(spans) }));
  const ladders = walk(ask.ladders);
  const tracks = new Map<string | null, Hole[]>();
  const cuts = [...cutsOf([...seated, { spans: ask.ladders }], ask.window), ask.window.until];
  for (const [i, from] of cuts.slice(0, -1).entries()) {
    const standing = seats.map(({ rank, role, at }) => ({ rank, role, person: at(from)?.person ?? null }));
    for (const { about, ...wrong } of wrongAt(standing, ladders(from)?.ladders ?? [], ask.of)) {
      tracks.set(about, appended(tracks.get(about) ?? [], { from, until: cuts[i + 1]!, ...wrong }));
    }
  }
  return tracks;
}

/** Asked of ever later instants: the stretch that holds at each. */
function walk<T extends Window>(spans: readonly T[]): (at: Window["from"]) => T | undefined {
  let next = 0;
  return (at) => {
    while (next < spans.length && spans[next]!.until <= at) next++;
    const span = spans[next];
    return span && span.from <= at ? span : undefined;
  };
}

/** Each instant at which anything begins or ends. */
export function cutsOf(cover: readonly { readonly spans: readonly Window[] }[], { from, until }: Window): Window["from"][] {
  const edges = cover.flatMap(({ spans }) => spans.flatMap((span) => [span.from, span.until])).filter((edge) => edge > from && edge < until);
  return from < until ? [...new Set([from, ...edges])].toSorted((a, b) => a - b) : [];
}

/** What is wrong at an instant: at most one thing with the ladders, and one with each role that they ask for. */
function* wrongAt(seats: readonly Seat[], ladders: readonly AskingLadder[], of: ReachOf): Generator<Wrong & { readonly about: string | null }> {
  const whole = ladders.filter(({ asks, mustReach }) => mustReach || asks.length > 0).map((ladder) => wrongWith(seats, ladder, of)).find((wrong) => wrong !== undefined);
  if (whole) yield { about: null, ...whole };
  for (const role of new Set(ladders.flatMap(({ asks }) => asks.flatMap((one) => one.role ?? [])))) {
    const asked = ladders.map(({ asks }) => asks.filter((one) => one.role === role)).filter((asks) => asks.length > 0);
    const wrong = asked.map((asks) => (reached(seats, asks, of).size > 0 ? undefined : unreached(seats, asks, of))).find((one) => one !== undefined);
    if (wrong) yield { about: role, ...wrong };
  }
}

function wrongWith(seats: readonly Seat[], { asks, alarm }: AskingLadder, of: ReachOf): Wrong | undefined {
  const people = reached(seats, asks, of);
  if (people.size === 0) return unreached(seats, asks, of);
  const ordinary = seats.filter(({ role }) => role === null);
  return people.size > 1 || alarm ? undefined : { rank: (ordinary[1] ?? ordinary[0])?.rank ?? "first", why: "no-backstop", person: null };
}

/** Everybody among whom a step chooses, in order. */
function among(seats: readonly Seat[], { target, role, person }: Asked): readonly Seat[] {
  if (target === "person") return [{ rank: BY_NAME, role: null, person }];
  if (target === "role") return seats.filter((seat) => seat.role === role);
  const ordinary = seats.filter((seat) => seat.role === null);
  return target === "on-duty" ? ordinary.slice(0, 1) : ordinary.slice(1);
}

/** Whom each step chooses as a message would be worked: whoever has left is passed over, and the next of the backups asked. */
const reached = (seats: readonly Seat[], asks: readonly Asked[], of: ReachOf): ReadonlySet<PersonId> =>
  new Set(asks.flatMap((ask) => {
    const person = among(seats, ask).flatMap((seat) => (seat.person === null || of(seat.person, ask.by) === "left" ? [] : [seat.person]))[ask.nth - 1];
    return person !== undefined && of(person, ask.by) === "verified" ? [person] : [];
  }));

/** The first who stands where a step asks is named, with what is wrong with them; "nobody" only where nobody stands. */
function unreached(seats: readonly Seat[], asks: readonly Asked[], of: ReachOf): Wrong {
  for (const ask of asks) {
    for (const { rank, person } of among(seats, ask)) {
      const why = person === null ? "verified" : of(person, ask.by);
      if (why !== "verified") return { rank, why, person };
    }
  }
  const role = asks.every((ask) => ask.role !== null) ? (asks[0]?.role ?? null) : null;
  return { rank: seatOf(role, "first"), why: "nobody", person: null };
}

function appended(holes: readonly Hole[], next: Hole): Hole[] {
  const last = holes.at(-1);
  const goesOn = last && last.until === next.from && last.rank === next.rank && last.why === next.why;
  return goesOn ? [...holes.slice(0, -1), { ...last, until: next.until }] : [...holes, next];
}

/**
 * [CV3] Whether a planner who was shown `seen` and how many there were has seen what is found now. Time goes on between the look and
 * the press, so a hole may have begun to pass, or be over; a new or a longer one is not what was acknowledged.
 */
export function isSeen(seen: { readonly hole: Omit<Hole, "person">; readonly holes: number }, found: readonly Hole[]): boolean {
  const [first] = found;
  if (!first) return true;
  const { hole } = seen;
  return found.length <= seen.holes && hole.rank === first.rank && hole.why === first.why && hole.from <= first.from && hole.until >= first.until;
}
