import type { z } from "zod";
import type { SpecialDay } from "../../../../contract/hours.ts";
import type { OpenHours } from "../../../../contract/office.ts";
import { instant, type Instant } from "../../../foundation/time.ts";
import { specialOn } from "./special-days.ts";
import { dayOf, dayOfWall, instantAt, MINUTES_PER_DAY, minuteOf, wall, wallAt, weekdayOf } from "./wall.ts";

export type Opening = Readonly<z.infer<typeof OpenHours>>;

/** From the first instant until just before the second. */
export interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

export interface Timetable {
  readonly zone: string;
  readonly hours: readonly Opening[];
  /** Calendar days, such as 2027-12-25, that are closed. */
  readonly holidays: readonly string[];
  /** Days with a name: closed, or with hours of their own. */
  readonly days?: readonly SpecialDay[];
  /** Said on the day, or for a date: closed from then until then, whatever the week says. */
  readonly closings?: readonly Span[];
}

/** What is open or closed is told for a year ahead, with some days: beyond that nobody has said anything. */
export const LOOK_AHEAD_DAYS_MAX = 400;

type WallSpan = Pick<Opening, "open" | "close">;

/** [DR6] Null: an ordinary day of the week. */
function ownHours(table: Timetable, day: number): readonly WallSpan[] | null {
  if (table.holidays.some((date) => dayOf(date) === day)) return [];
  return specialOn(table.days ?? [], day)?.spans ?? null;
}

/** [DR5] [DR6] [DR17] The spans that begin on a day of the calendar, closings left out of account. One that runs into a day of its own ends at its midnight. */
function planned(table: Timetable, day: number): Span[] {
  const own = ownHours(table, day) ?? table.hours.filter((opening) => opening.weekday === weekdayOf(day));
  const midnight = own.length > 0 && ownHours(table, day + 1) !== null ? wall(day + 1, 0) : wall(day + 2, 0);
  return own
    .map(({ open, close }) => {
      const [opens, closes] = [minuteOf(open), minuteOf(close)];
      const closing = wall(day, closes > opens ? closes : closes + MINUTES_PER_DAY);
      return { from: instantAt(wall(day, opens), table.zone), until: instantAt(closing < midnight ? closing : midnight, table.zone) };
    })
    .filter(({ from, until }) => from < until) // An hour that the clocks skip is no time at all.
    .toSorted((a, b) => a.from - b.from);
}

/** The same with the closings taken out: when callers find it open. */
export const spansOf = (table: Timetable, day: number): Span[] => planned(table, day).flatMap((span) => without(span, table.closings ?? []));

/** [DR18] What is left of a span when the closings are taken out of it. */
function without(span: Span, closings: readonly Span[]): Span[] {
  return closings.reduce<Span[]>(
    (left, closing) => left.flatMap(({ from, until }) => (closing.until <= from || until <= closing.from ? [{ from, until }] : [{ from, until: instant(Math.min(until, closing.from)) }, { from: instant(Math.max(from, closing.until)), until }].filter((one) => one.from < one.until))),
    [span],
  );
}

/** Days on which a span that covers this instant may have begun, and those after: an opening lasts 24 hours at most. */
const today = (table: Timetable, at: Instant): number => dayOfWall(wallAt(at, table.zone));

/** [DR5] [DR6] Open at this instant, by the account's own wall clock. */
export function isOpen(table: Timetable, at: Instant): boolean {
  const day = today(table, at);
  return [day - 1, day].some((each) => spansOf(table, each).some(({ from, until }) => from <= at && at < until));
}

function* plannedFrom(table: Timetable, day: number): Generator<Span> {
  for (let n = 0; n < LOOK_AHEAD_DAYS_MAX; n++) yield* planned(table, day + n);
}

/** Spans in order, those that touch made one. Asked for one by one: the next opening is seldom far away. */
function* stretches(table: Timetable, from: number): Generator<Span> {
  const closings = table.closings ?? [];
  let open: Span | undefined;
  for (const span of plannedFrom(table, from)) {
    if (open && span.from > open.until) yield* without(open, closings);
    open = open && span.from <= open.until ? { from: open.from, until: instant(Math.max(open.until, span.until)) } : span;
  }
  if (open) yield* without(open, closings);
}

/** [DR16] The next instant at which a closed office opens; undefined when it does not within a year. An office that is open now opens again after it has closed. */
export function nextOpening(table: Timetable, at: Instant): Instant | undefined {
  for (const { from } of stretches(table, today(table, at) - 1)) if (from > at) return from;
  return undefined;
}

/** [DR16] The next instant at which an open office closes; undefined when it is closed, or does not close within a year. */
export function nextClosing(table: Timetable, at: Instant): Instant | undefined {
  const horizon = instantAt(wall(today(table, at) + LOOK_AHEAD_DAYS_MAX - 2, 0), table.zone);
  for (const { from, until } of stretches(table, today(table, at) - 1)) {
    if (from > at) return undefined;
    if (at < until) return until < horizon ? until : undefined;
  }
  return undefined;
}

export interface Standing {
  readonly open: boolean;
  /** When that changes; undefined: not within a year. */
  readonly until: Instant | undefined;
  readonly because: "hours" | "closed-early" | "holiday";
  /** The holiday's, where it has one. */
  readonly name: string | undefined;
}

/** [DR16] [DR18] Open or not, until when, and why. */
export function standingAt(table: Timetable, at: Instant): Standing {
  const open = isOpen(table, at);
  const until = open ? nextClosing(table, at) : nextOpening(table, at);
  const holiday = holidayAt(table, at);
  const early = !open && (table.closings ?? []).some((closing) => closing.from <= at && at < closing.until);
  return { open, until, because: early ? "closed-early" : holiday === undefined ? "hours" : "holiday", name: holiday?.name };
}

/** Whether the day on the office's wall is a holiday: named, or a plain date that has no name. Half a day is one too. */
export function holidayAt(table: Timetable, at: Instant): { readonly name: string | undefined } | undefined {
  const day = today(table, at);
  if (table.holidays.some((date) => dayOf(date) === day)) return { name: undefined };
  const special = specialOn(table.days ?? [], day);
  return special && { name: special.name };
}
