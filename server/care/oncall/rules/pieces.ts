import { dayOf, dayOfWall, instantAt, MINUTES_PER_DAY, minuteOf, wall, wallAt, weekdayOf } from "../../directory/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { instant, toIso, type Instant } from "../../../foundation/time.ts";
import { lengthOf } from "./clash.ts";
import type { Holiday, Hours, Layer, Note, Override, Plan, Rank, Rotation, Shift, Temporary, Window } from "./plan.ts";

/** What decides: the rule itself, so that an answer can name it. Nobody: a gap, in the plan or in the temporary schedule over it. */
export type Decider =
  | { readonly kind: "shift"; readonly shift: Shift; readonly layer: Layer | null }
  | { readonly kind: "rotation"; readonly layer: Rotation; readonly person: PersonId; readonly turn: Window }
  | { readonly kind: "holiday"; readonly holiday: Holiday; readonly person: PersonId; readonly day: string }
  | { readonly kind: "override"; readonly override: Override }
  | { readonly kind: "note"; readonly note: Note; readonly person: PersonId | null; readonly over: Decider }
  | { readonly kind: "gap" };

/** A stretch in which one thing decides. */
export type Span = Window & { readonly by: Decider; readonly temporary?: Temporary };

export const personIn = ({ by }: { readonly by: Decider }): PersonId | null => {
  if (by.kind === "gap") return null;
  if (by.kind === "shift") return by.shift.person;
  return by.kind === "override" ? by.override.person : by.person;
};

/** Where to look: one seat, the days around a window, and the clock that the plan keeps. */
export interface Look {
  readonly rank: Rank;
  readonly role: string | null;
  readonly zone: string;
  readonly window: Window;
  readonly firstDay: number;
  readonly lastDay: number;
}

/** A shift lasts a day at most, so one that reaches into the window began the day before; and a clock set back over midnight shows the evening before once more. */
export const lookAt = (plan: Pick<Plan, "zone" | "role">, rank: Rank, window: Window): Look => ({
  rank, role: plan.role, zone: plan.zone, window,
  firstDay: dayOfWall(wallAt(window.from, plan.zone)) - 1,
  lastDay: dayOfWall(wallAt(window.until, plan.zone)) + 1,
});

const meets = (one: Window, window: Window): boolean => one.from < one.until && one.from < window.until && one.until > window.from;
const inOrder = <T extends Window>(all: readonly T[]): T[] => all.toSorted((a, b) => a.from - b.from);
/** [O2] The instants of a start and an end on the wall of a day. */
const onDay = ({ zone }: Look, day: number, { start, end }: { start: string; end: string }): Window => ({
  from: instantAt(wall(day, minuteOf(start)), zone),
  until: instantAt(wall(day, minuteOf(start) + lengthOf({ start, end })), zone),
});

/** The shifts of one seat as they fall on the days around the window, in order. One that the clock skips whole is left out. */
export function shiftsIn(look: Look, shifts: readonly Shift[], layer: Extract<Layer, { kind: "week" }> | null): Span[] {
  const mine = Map.groupBy(shifts.filter(({ rank, role }) => rank === look.rank && (role ?? layer?.role ?? null) === look.role), ({ weekday }) => weekday);
  const found: Span[] = [];
  for (let day = look.firstDay; mine.size > 0 && day <= look.lastDay; day++) {
    for (const shift of mine.get(weekdayOf(day)) ?? []) {
      const when = onDay(look, day, shift);
      if (meets(when, look.window)) found.push({ ...when, by: { kind: "shift", shift, layer } });
    }
  }
  return inOrder(found);
}

/** [O18] The turns of a rotation that reach into the window: each lasts from one hand-over to the next, by the clock on the wall. */
function turnsIn(look: Look, layer: Rotation): Span[] {
  const { days, handOvers } = layer.cycle;
  const first = dayOf(layer.start);
  const sorted = handOvers.map(({ day, time }) => day * MINUTES_PER_DAY + minuteOf(time)).toSorted((a, b) => a - b);
  const last = Math.floor((look.lastDay - first) / days) + 1;
  const found: Span[] = [];
  let open: { from: Instant; turn: number } | undefined;
  for (let cycle = Math.max(0, Math.floor((look.firstDay - first) / days) - 1); cycle <= last; cycle++) {
    for (const [at, minute] of sorted.entries()) {
      const from = instantAt(wall(first + cycle * days, minute), look.zone);
      if (open && meets({ from: open.from, until: from }, look.window)) found.push(turnOf(layer, open.turn, { from: open.from, until: from }));
      open = { from, turn: cycle * sorted.length + at };
    }
  }
  return found;
}

const turnOf = (layer: Rotation, turn: number, when: Window): Span => ({ ...when, by: { kind: "rotation", layer, person: layer.people[turn % layer.people.length]!, turn: when } });

const dateOf = (day: number): string => toIso(instant(day * MINUTES_PER_DAY * 60_000)).slice(0, 10);

/** [O20] A holiday lasts a day by the clock on the wall; of several people each has a day in turn. */
export function holidaysIn(look: Look, holiday: Holiday): Span[] {
  const begins = minuteOf(holiday.begins);
  const found: Span[] = [];
  // Dates stand in the order of their letters, and most days of a year are near none.
  const [first, last] = [dateOf(look.firstDay), dateOf(look.lastDay)];
  if (!holiday.days.some((date) => date >= first && date <= last)) return found;
  for (const [nth, date] of holiday.days.toSorted().entries()) {
    const day = dayOf(date);
    const when = { from: instantAt(wall(day, begins), look.zone), until: instantAt(wall(day + 1, begins), look.zone) };
    if (meets(when, look.window)) found.push({ ...when, by: { kind: "holiday", holiday, person: holiday.people[nth % holiday.people.length]!, day: date } });
  }
  return found;
}

/** The hours of the week around the window, those that touch or overlap made one. */
function hoursIn(look: Look, only: readonly Hours[]): Window[] {
  const all: Window[] = [];
  for (let day = look.firstDay; day <= look.lastDay; day++) {
    for (const hours of only) if (hours.weekdays.includes(weekdayOf(day))) all.push(onDay(look, day, hours));
  }
  const merged: Window[] = [];
  for (const one of inOrder(all.filter((each) => meets(each, look.window)))) {
    const last = merged.at(-1);
    if (last && one.from <= last.until) merged[merged.length - 1] = { from: last.from, until: instant(Math.max(last.until, one.until)) };
    else merged.push(one);
  }
  return merged;
}

/** [O19] Only the parts that fall into the hours in which the layer applies; both are in order. */
function within(spans: readonly Span[], hours: readonly Window[]): Span[] {
  const found: Span[] = [];
  let current = 0;
  for (const span of spans) {
    while (current < hours.length && hours[current]!.until <= span.from) current++;
    for (let at = current; at < hours.length && hours[at]!.from < span.until; at++) {
      found.push({ ...span, from: instant(Math.max(span.from, hours[at]!.from)), until: instant(Math.min(span.until, hours[at]!.until)) });
    }
  }
  return found;
}

/** What one layer says of the seat: spans in order that do not overlap, with holes where it says nothing. */
export function layerIn(look: Look, layer: Layer): Span[] {
  if (layer.kind === "rotation" && (layer.rank !== look.rank || layer.role !== look.role)) return [];
  const spans = layer.kind === "rotation" ? turnsIn(look, layer) : shiftsIn(look, layer.shifts, layer);
  return layer.only.length === 0 || spans.length === 0 ? spans : within(spans, hoursIn(look, layer.only));
}
