import ICAL from "ical.js";
import { dayOfWall, instantAt, MINUTES_PER_DAY, type Wall } from "../../directory/index.ts";
import type { Clock } from "./calendar-zones.ts";

type Component = InstanceType<typeof ICAL.Component>;
type Time = InstanceType<typeof ICAL.Time>;
type Recur = InstanceType<typeof ICAL.Recur>;

/** Parts of a rule that a duty roster has. Others, and combinations that may never come true, could make the search for the next one endless. */
const PARTS: ReadonlySet<string> = new Set(["BYDAY", "BYMONTHDAY"]);
const WEEKDAY = /^(SU|MO|TU|WE|TH|FR|SA)$/;
const WEEKDAY_OF_MONTH = /^([+-]?[1-4])?(SU|MO|TU|WE|TH|FR|SA)$/;
const INTERVAL_MAX = 52;

const partOf = (rule: Recur, name: "BYDAY" | "BYMONTHDAY"): readonly unknown[] => (rule.parts as Record<string, unknown[] | undefined>)[name] ?? [];

const FREQUENCIES: Readonly<Record<string, (rule: Recur) => boolean>> = {
  DAILY: (rule) => partOf(rule, "BYMONTHDAY").length === 0 && (partOf(rule, "BYDAY").length === 0 || rule.interval === 1) && partOf(rule, "BYDAY").every((day) => WEEKDAY.test(String(day))),
  WEEKLY: (rule) => partOf(rule, "BYMONTHDAY").length === 0 && partOf(rule, "BYDAY").every((day) => WEEKDAY.test(String(day))),
  // A day that each month has: the 31st, or a fifth Monday, may not come for years.
  MONTHLY: (rule) =>
    (partOf(rule, "BYDAY").length === 0) !== (partOf(rule, "BYMONTHDAY").length === 0) &&
    partOf(rule, "BYDAY").every((day) => WEEKDAY_OF_MONTH.test(String(day))) &&
    partOf(rule, "BYMONTHDAY").every((day) => Number(day) >= 1 && Number(day) <= 28),
};

const isKnown = (rule: unknown): rule is Recur =>
  rule instanceof ICAL.Recur &&
  Object.keys(rule.parts).every((part) => PARTS.has(part)) &&
  rule.interval >= 1 &&
  rule.interval <= INTERVAL_MAX &&
  (FREQUENCIES[rule.freq]?.(rule) ?? false);

/** [CV14] True for an event that repeats in a way we do not take. */
export function ruleFault(event: Component): boolean {
  try {
    const rules = event.getAllProperties("rrule").map((property): unknown => property.getFirstValue());
    return rules.length > 1 || event.getFirstProperty("exrule") !== null || !rules.every(isKnown);
  } catch {
    return true; // A rule that its own type cannot hold.
  }
}

type Property = NonNullable<ReturnType<Component["getFirstProperty"]>>;

export interface StartsAsk {
  readonly first: Time;
  readonly wallOf: (time: Time) => Wall;
  readonly clock: Clock;
  /** By which a listed time is read; undefined: by nobody's. */
  readonly clockOf: (property: Property, time: Time) => Clock | undefined;
  /** Nothing that begins earlier or later on this wall is looked for. */
  readonly since: Wall;
  readonly until: Wall;
  /** What is left of the calendar's steps; below 0 the whole of it is refused. */
  readonly steps: { left: number };
}

/** Every wall time at which the event begins: its own, those of its rule and of its list, without those that are left out. */
export function startsOf(event: Component, ask: StartsAsk): Wall[] {
  const listed = timesOf(event, "rdate", ask).map(({ shown }) => shown);
  const without = timesOf(event, "exdate", ask);
  const [times, days] = [new Set(without.map(({ shown }) => shown)), new Set(without.flatMap(({ isDay, shown }) => (isDay ? [dayOfWall(shown)] : [])))];
  const starts = new Set([...ruled(event, ask), ...listed]);
  return [...starts].filter((start) => !times.has(start) && !days.has(dayOfWall(start)));
}

/**
 * Those of a list, as the event's own clock shows them: programs write what is left out in UTC, or as the bare day, also where the event
 * has a zone and a time. One in a zone that nobody knows is read as it stands.
 */
function timesOf(event: Component, name: string, { wallOf, clock, clockOf, steps }: StartsAsk): { shown: Wall; isDay: boolean }[] {
  const values = event.getAllProperties(name).flatMap((property) => property.getValues().map((value: unknown) => ({ property, value })));
  steps.left -= values.length;
  return values.flatMap(({ property, value }) => {
    if (!(value instanceof ICAL.Time)) return [];
    const own = value.isDate ? clock : (clockOf(property, value) ?? clock);
    return [{ shown: own === clock ? wallOf(value) : clock.wallAt(own.instantAt(wallOf(value))), isDay: value.isDate }];
  });
}

function ruled(event: Component, { first, wallOf, clock, since, until, steps }: StartsAsk): Wall[] {
  const rule: unknown = event.getFirstPropertyValue("rrule");
  if (!(rule instanceof ICAL.Recur)) return [wallOf(first)];
  const last = endOf(rule, { wallOf, clock, until });
  // Compared on the wall: an instant is reckoned for what lies ahead alone, since a zone's rules cost more than a step.
  // The end is ours to keep: a rule's "until" may be in another zone than its start, which the iterator cannot compare.
  const open = rule.clone();
  open.until = undefined as never;
  const iterator = open.iterator(first);
  const walls: Wall[] = [];
  for (let next = iterator.next() as Time | null; next && steps.left-- > 0; next = iterator.next() as Time | null) {
    const at = wallOf(next);
    if (at > last) break;
    if (at >= since) walls.push(at);
  }
  return walls;
}

function endOf(rule: Recur, { wallOf, clock, until }: Pick<StartsAsk, "wallOf" | "clock" | "until">): Wall {
  const given = rule.until as Time | null | undefined;
  if (!given) return until;
  const shown = wallOf(given);
  const own = String(given).endsWith("Z") ? clock.wallAt(instantAt(shown, "UTC")) : shown + (given.isDate ? MINUTES_PER_DAY - 1 : 0);
  return Math.min(own, until) as Wall;
}
