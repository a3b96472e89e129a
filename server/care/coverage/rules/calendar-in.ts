import ICAL from "ical.js";
import type { PersonId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import { dayOf, wall, type Wall } from "../../directory/index.ts";
import { BYTE_ORDER_MARK, frameFault, type CalendarFault } from "./calendar-fault.ts";
import { clocksOf, type Clock, type Clocks } from "./calendar-zones.ts";
import { ruleFault, startsOf } from "./recurrence.ts";

/** Far more than a year of shifts of a large group. */
export const EVENTS_MAX = 1000;
/** How far ahead a calendar is read, and how long one stretch may last, as overrides do. */
export const AHEAD_DAYS_MAX = 400;
const STRETCH_DAYS_MAX = 92;
const PROPOSALS_MAX = 200;
/** Of a title, what is shown of an event that is skipped. */
const TITLE_LENGTH_MAX = 80;

export type LeftOut = "nobody-known" | "two-people" | "over" | "too-far" | "too-long" | "no-times" | "unknown-zone" | "unknown-rule" | "too-many" | "overlaps" | "cancelled";

/** An event, or one date of an event that repeats, that makes no shift. */
export interface Skipped {
  readonly why: LeftOut;
  /** As the calendar calls it: shown to whoever brought it, and kept nowhere. */
  readonly title: string;
  /** Null: its beginning cannot be read. */
  readonly at: Instant | null;
}

export interface Proposed {
  readonly from: Instant;
  readonly until: Instant;
  readonly person: PersonId;
}

export interface Read {
  readonly events: number;
  readonly proposals: readonly Proposed[];
  readonly skipped: readonly Skipped[];
}

export interface ReadAsk {
  readonly at: Instant;
  /** The account's: what a time without a zone of its own is read in. */
  readonly zone: string;
  readonly people: readonly { readonly id: PersonId; readonly name: string }[];
  /** How many overrides the account still has room for. */
  readonly room?: number;
}

/** [CV14] [CV15] [CV24] What a calendar says of who is on duty, or what is wrong with the whole of it. Never throws. */
export function readCalendar(text: string, ask: ReadAsk): Read | CalendarFault {
  const fault = frameFault(text);
  if (fault) return fault;
  const parts = partsIn(text.replace(BYTE_ORDER_MARK, ""));
  if (parts === undefined) return { what: "unreadable" };
  const { events } = parts;
  if (events.length > EVENTS_MAX) return { what: "events", events: events.length };
  const skipped: Skipped[] = [];
  const clocks = clocksOf(parts.zones, ask.zone);
  const moved = movedStarts(events, clocks);
  const steps = { left: STEPS_MAX };
  const found = events.flatMap((event) => {
    const title = titleOf(event);
    const leave: Leave = (why, at) => void skipped.push({ why, title, at });
    return stretchesOf(event, { ...ask, clocks, moved, steps, leave }).map((one) => ({ ...one, title }));
  });
  if (steps.left <= 0) return { what: "repeats" };
  const proposals = chosen(found, { room: Math.min(ask.room ?? PROPOSALS_MAX, PROPOSALS_MAX), skipped });
  return { events: events.length, proposals, skipped };
}

type Leave = (why: LeftOut, at: Instant | null) => void;
const titleOf = (event: Component): string => textOf(event, "summary").replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ").trim().slice(0, TITLE_LENGTH_MAX);

/** Steps of repeating events, of one calendar in all: what it may cost to read. */
const STEPS_MAX = 10_000;

type Component = InstanceType<typeof ICAL.Component>;
type Time = InstanceType<typeof ICAL.Time>;
type Jcal = [string, unknown[], Jcal[]];

/** The events, and apart from them the zones that the calendar brings: the parser would read times by those, which we trust only where nobody else knows the zone. */
function partsIn(text: string): { events: Component[]; zones: Component[] } | undefined {
  try {
    const [name, properties, parts] = ICAL.parse(text) as unknown as Jcal;
    if (name !== "vcalendar") return undefined;
    const only = (kind: string): Component[] => new ICAL.Component([name, properties, parts.filter(([one]) => one === kind)] as never).getAllSubcomponents(kind);
    return { events: only("vevent"), zones: only("vtimezone") };
  } catch {
    return undefined; // What the parser says quotes the calendar, which may name a patient: only that it failed is kept.
  }
}

/** The wall that a value shows. */
const wallOf = (time: Time): Wall => wall(dayOf(`${two(time.year, 4)}-${two(time.month)}-${two(time.day)}`), time.isDate ? 0 : time.hour * 60 + time.minute);
const two = (value: number, length = 2): string => String(value).padStart(length, "0");

type Property = NonNullable<ReturnType<Component["getFirstProperty"]>>;

/** The clock by which a property's times are read; undefined for a zone that nobody knows. */
function clockOf(property: Property, time: Time, clocks: Clocks): Clock | undefined {
  if (time.zone?.tzid === "UTC" || String(time).endsWith("Z")) return clocks("UTC");
  const named: unknown = property.getParameter("tzid");
  if (named === undefined || time.isDate) return clocks(undefined);
  return typeof named === "string" ? clocks(named) : undefined;
}

interface Start {
  readonly time: Time;
  readonly clock: Clock;
}

/** A year that a calendar cannot mean is no time. */
const isMeant = (time: Time): boolean => time.year >= 1990 && time.year <= 2200 && !Number.isNaN(Number(wallOf(time)));

/** A property's first time, and its zone. */
function timeOf(event: Component, name: string, clocks: Clocks): Start | undefined {
  try {
    const property = event.getFirstProperty(name);
    const time: unknown = property?.getFirstValue();
    if (!property || !(time instanceof ICAL.Time) || !isMeant(time)) return undefined;
    const clock = clockOf(property, time, clocks);
    return clock && { time, clock };
  } catch {
    return undefined; // A value that its own type cannot hold.
  }
}

const textOf = (event: Component, name: string): string => {
  const value: unknown = event.getFirstPropertyValue(name);
  return typeof value === "string" ? value : "";
};

/** Occurrences that stand in the calendar a second time, changed: the rule's own are left out. */
function movedStarts(events: readonly Component[], clocks: Clocks): ReadonlyMap<string, ReadonlySet<Instant>> {
  const moved = new Map<string, Set<Instant>>();
  for (const event of events) {
    const start = timeOf(event, "recurrence-id", clocks);
    if (!start) continue;
    const uid = textOf(event, "uid");
    moved.set(uid, (moved.get(uid) ?? new Set()).add(start.clock.instantAt(wallOf(start.time))));
  }
  return moved;
}

interface Reading extends ReadAsk {
  readonly clocks: Clocks;
  readonly moved: ReadonlyMap<string, ReadonlySet<Instant>>;
  readonly steps: { left: number };
  readonly leave: Leave;
}

function stretchesOf(event: Component, reading: Reading): Proposed[] {
  const read = textOf(event, "status").toUpperCase() === "CANCELLED" ? "cancelled" : readEvent(event, reading);
  if (typeof read === "string") {
    reading.leave(read, startOf(event, reading.clocks));
    return [];
  }
  const { start: { time, clock }, minutes, person } = read;
  const [since, until] = [clock.wallAt(plus(reading.at, { days: -STRETCH_DAYS_MAX - 1 })), clock.wallAt(plus(reading.at, { days: AHEAD_DAYS_MAX + 1 }))];
  const walls = startsOf(event, { first: time, wallOf, steps: reading.steps, clock, clockOf: (property, one) => clockOf(property, one, reading.clocks), since, until });
  reading.steps.left -= walls.length;
  if (reading.steps.left <= 0) return [];
  const skipped = event.getFirstProperty("recurrence-id") ? undefined : reading.moved.get(textOf(event, "uid"));
  const all = walls.map((at) => ({ from: clock.instantAt(at), until: clock.instantAt((at + minutes) as Wall), person })).filter(({ from }) => !skipped?.has(from));
  return judged(all, reading);
}

/** When an event that is skipped would have begun. */
function startOf(event: Component, clocks: Clocks): Instant | null {
  const start = timeOf(event, "dtstart", clocks);
  return start ? start.clock.instantAt(wallOf(start.time)) : null;
}

/** What one event says, or why it is left out. */
function readEvent(event: Component, reading: Reading): { start: Start; minutes: number; person: PersonId } | LeftOut {
  const start = timeOf(event, "dtstart", reading.clocks);
  const minutes = start && lengthOf(event, start, reading.clocks);
  if (!start || !minutes) return namesNoZone(event, reading.clocks) ? "unknown-zone" : "no-times";
  if (minutes > STRETCH_DAYS_MAX * 1440) return "too-long";
  if (ruleFault(event)) return "unknown-rule";
  const who = personIn(textOf(event, "summary"), reading.people);
  return typeof who === "string" ? who : { start, minutes, person: who.id };
}

/** Whether it is the zone of its times that nobody knows. */
const namesNoZone = (event: Component, clocks: Clocks): boolean =>
  ["dtstart", "dtend"].some((name) => {
    const named: unknown = event.getFirstProperty(name)?.getParameter("tzid");
    return typeof named === "string" && clocks(named) === undefined;
  });

/** What lies ahead, and not too far; an event of which nothing does is said once. */
function judged(all: readonly Proposed[], reading: Reading): Proposed[] {
  const end = plus(reading.at, { days: AHEAD_DAYS_MAX });
  const ahead = all.filter(({ from, until }) => until > reading.at && from < end && from < until);
  if (ahead.length === 0) reading.leave(all.some(({ from }) => from >= end) ? "too-far" : "over", all[0]?.from ?? null);
  return ahead;
}

/** Minutes on the wall from start to end: a night over a clock change ends by the wall, as shifts do. Undefined: it has no length. */
function lengthOf(event: Component, start: Start, clocks: Clocks): number | undefined {
  const end = timeOf(event, "dtend", clocks);
  if (end) {
    const minutes = end.clock === start.clock ? wallOf(end.time) - wallOf(start.time) : (end.clock.instantAt(wallOf(end.time)) - start.clock.instantAt(wallOf(start.time))) / 60_000;
    return minutes > 0 ? minutes : undefined;
  }
  const duration: unknown = event.getFirstPropertyValue("duration");
  if (duration instanceof ICAL.Duration) return Math.floor(duration.toSeconds() / 60) > 0 ? Math.floor(duration.toSeconds() / 60) : undefined;
  return start.time.isDate ? 1440 : undefined;
}

const plain = (words: string): string => ` ${words.normalize("NFKC").toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim()} `;

/** The one person whose whole name stands in the title. Half a name, or two of them, is nobody: a wrong doctor is worse than a line left out. */
function personIn(summary: string, people: ReadAsk["people"]): ReadAsk["people"][number] | "nobody-known" | "two-people" {
  const title = plain(summary);
  const named = people.filter(({ name }) => plain(name).trim() !== "" && title.includes(plain(name)));
  if (named.length > 1) return "two-people";
  return named[0] ?? "nobody-known";
}

interface Found extends Proposed {
  readonly title: string;
}

/** In order; of two that overlap the one that begins first. `skipped` takes the others. */
function chosen(found: readonly Found[], { room, skipped }: { room: number; skipped: Skipped[] }): Proposed[] {
  const kept: Proposed[] = [];
  for (const { title, ...one } of found.toSorted((a, b) => a.from - b.from || a.until - b.until)) {
    const last = kept.at(-1);
    if (last && last.until > one.from) skipped.push({ why: "overlaps", title, at: one.from });
    else if (kept.length >= room) skipped.push({ why: "too-many", title, at: one.from });
    else kept.push(one);
  }
  return kept;
}

/** How often each reason is given. */
export const countsOf = (skipped: readonly Skipped[]): { why: LeftOut; count: number }[] =>
  [...Map.groupBy(skipped, ({ why }) => why)].map(([why, all]) => ({ why, count: all.length }));

/** Titles in which nobody is found who covers the practice, and how often each comes: the most frequent first. */
export const unknownIn = (skipped: readonly Skipped[]): { title: string; count: number }[] =>
  [...Map.groupBy(skipped.filter(({ why }) => why === "nobody-known"), ({ title }) => title)].map(([title, all]) => ({ title, count: all.length })).toSorted((a, b) => b.count - a.count);
