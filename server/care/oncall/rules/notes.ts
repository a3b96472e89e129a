import type { PersonId } from "../../../foundation/ids.ts";
import { instant, type Instant } from "../../../foundation/time.ts";
import { personIn, type Decider, type Span } from "./pieces.ts";
import { RANKS, ranksOf, type Note, type Plan, type Rank, type Window } from "./plan.ts";

/** One who stands in may be away too, and so on; a chain longer than this leads nowhere. */
const STAND_INS_MAX = 4;

interface Asked {
  readonly rank: Rank;
  readonly planned: readonly Span[];
  readonly plannedIn: (plan: Plan, rank: Rank, window: Window) => readonly Span[];
}

/** [O22] [O23] What the plan says, with those who have left a note replaced while it holds: by whom they named, else by whoever is asked next. */
export function aroundNotes(plan: Plan, asked: Asked): Span[] {
  return asked.planned.flatMap((span) => cut(plan.notes, span).flatMap((piece) => replaced(plan, asked, piece)));
}

/** The span cut where any note begins or ends, so that within a piece the same notes hold throughout. */
function cut(notes: readonly Note[], span: Span): Span[] {
  const edges = notes.flatMap(({ from, until }) => [from, until]).filter((edge) => edge > span.from && edge < span.until);
  const cuts = [...new Set([span.from, ...edges])].toSorted((a, b) => a - b);
  return cuts.map((from, at) => ({ ...span, from, until: cuts[at + 1] ?? span.until }));
}

const noteOf = (notes: readonly Note[], person: PersonId | null, at: Instant): Note | undefined => notes.findLast((one) => one.person === person && one.from <= at && at < one.until);

function replaced(plan: Plan, asked: Asked, piece: Span): Span[] {
  const note = noteOf(plan.notes, personIn(piece), piece.from);
  if (!note) return [piece];
  const standIn = reachable(plan.notes, note, piece.from);
  if (standIn !== null) return [{ ...piece, by: { kind: "note", note, person: standIn, over: piece.by } }];
  return nextRank(plan, asked, piece).map((next) => ({ ...piece, ...clipped(next, piece), by: { kind: "note", note, person: personIn(next), over: piece.by } satisfies Decider }));
}

/** Whom the note leads to, past those stand-ins who are away themselves; null when it leads to nobody. */
function reachable(notes: readonly Note[], note: Note, at: Instant): PersonId | null {
  let standIn = note.standIn;
  for (let hops = 0; standIn !== null && hops < STAND_INS_MAX; hops++) {
    const away = noteOf(notes, standIn, at);
    if (!away) return standIn;
    standIn = away.standIn;
  }
  return null;
}

/** Whoever is asked after this rank, their own notes respected: the ranks end, so this does. */
function nextRank(plan: Plan, asked: Asked, piece: Window): readonly Span[] {
  const rank = ranksOf(plan).find((one) => RANKS.indexOf(one) > RANKS.indexOf(asked.rank));
  if (rank === undefined) return [{ ...piece, by: { kind: "gap" } }];
  return aroundNotes(plan, { ...asked, rank, planned: asked.plannedIn(plan, rank, piece) });
}

const clipped = ({ from, until }: Window, piece: Window): Window => ({ from: instant(Math.max(from, piece.from)), until: instant(Math.min(until, piece.until)) });
