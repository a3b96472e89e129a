import ICAL from "ical.js";
import windows from "cldr-core/supplemental/windowsZones.json" with { type: "json" };
import { instant, type Instant } from "../../../foundation/time.ts";
import { dayOf, instantAt, isZone, wall, wallAt, weekdayOf, type Wall } from "../../directory/index.ts";

type Component = InstanceType<typeof ICAL.Component>;
type Time = InstanceType<typeof ICAL.Time>;
type Recur = InstanceType<typeof ICAL.Recur>;

/** The clock on the wall of some zone. Its answers keep the one rule of this house: a wall time is the first instant that shows it or a later one. */
export interface Clock {
  instantAt(shown: Wall): Instant;
  wallAt(at: Instant): Wall;
}

const of = (zone: string): Clock => ({ instantAt: (shown) => instantAt(shown, zone), wallAt: (at) => wallAt(at, zone) });

/** Outlook's names of zones, as CLDR maps them to one of IANA's for the whole world ("001"). */
const WINDOWS: ReadonlyMap<string, string> = new Map(
  windows.supplemental.windowsZones.mapTimezones.flatMap(({ mapZone }) => (mapZone._territory === "001" ? [[mapZone._other.toLowerCase(), mapZone._type] as const] : [])),
);

export const windowsNames = (): readonly string[] => [...WINDOWS.keys()];

/** Clocks by the name that a calendar gives them; undefined for one of which nobody knows when it changes. */
export type Clocks = (named: string | undefined) => Clock | undefined;

/**
 * [CV27] A name of IANA is that zone, and one of Windows the zone that CLDR says; what the calendar itself says of them is not asked, since
 * it may be years old. A name of neither kind, such as "Customized Time Zone", goes by the rules that the calendar brings for it.
 */
export function clocksOf(brought: readonly Component[], otherwise: string): Clocks {
  const known = new Map<string, Clock | undefined>();
  const find = (name: string): Clock | undefined => {
    const zone = isZone(name) ? name : WINDOWS.get(name.toLowerCase());
    return zone === undefined ? broughtClock(brought.slice(0, ZONES_MAX), name) : of(zone);
  };
  const asked = (name: string): Clock | undefined => {
    if (!known.has(name)) known.set(name, find(name));
    return known.get(name);
  };
  return (named) => asked(named ?? otherwise);
}

/** More than anybody's calendar names: what stands behind is not read, since each costs a millisecond or two in which nobody is paged. */
const ZONES_MAX = 20;
/** A year of changes for each year that a calendar may mean. */
const YEARS = { first: 1989, last: 2201 } as const;
/** Of one zone: more than have ever been. */
const OBSERVANCES_MAX = 200;
const CHANGES_MAX = 2000;
const MINUTE_MS = 60_000;
/** No clock has ever been further from UTC. */
const OFFSET_MINUTES_MAX = 16 * 60;

/** From an instant on a zone has this offset. */
interface Change {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

function broughtClock(brought: readonly Component[], name: string): Clock | undefined {
  const [zone, ...others] = brought.filter((one) => one.getFirstPropertyValue("tzid") === name);
  if (!zone || others.some((one) => one.toString() !== zone.toString())) return undefined;
  try {
    const observances = [...zone.getAllSubcomponents("standard"), ...zone.getAllSubcomponents("daylight")];
    if (observances.length === 0 || observances.length > OBSERVANCES_MAX) return undefined;
    return clockOf(changesOf(observances).toSorted((a, b) => a.at - b.at));
  } catch {
    return undefined; // A value that its own type cannot hold.
  }
}

/** Of all of them; none where one cannot be read, or there are more than have ever been: what is too much is not reckoned to its end. */
function changesOf(observances: readonly Component[]): Change[] {
  const changes: Change[] = [];
  for (const one of observances) {
    const some = changesIn(one);
    if (!some || changes.push(...some) > CHANGES_MAX) return [];
  }
  return changes;
}

/** By RFC 5545, section 3.6.5: each onset stands on the wall as it was before it. Undefined: it says more than we read. */
function changesIn(observance: Component): Change[] | undefined {
  const [before, after] = [offsetOf(observance, "tzoffsetfrom"), offsetOf(observance, "tzoffsetto")];
  if (before === undefined || after === undefined) return undefined;
  return onsetsOf(observance, before)?.map((shown) => ({ at: shown - before, before, after }));
}

/** What the wall shows at each. */
function onsetsOf(observance: Component, before: number): number[] | undefined {
  const start: unknown = observance.getFirstPropertyValue("dtstart");
  const rules = observance.getAllProperties("rrule").map((property): unknown => property.getFirstValue());
  const listed = observance.getAllProperties("rdate").flatMap((property): unknown[] => property.getValues());
  const isRead = rules.length <= 1 && !observance.getFirstProperty("exrule") && listed.every((one) => one instanceof ICAL.Time);
  if (!(start instanceof ICAL.Time) || !isRead) return undefined;
  const ruled = rules.length === 0 ? [shownBy(start)] : yearly(rules[0], { start, before });
  return ruled && [...ruled, ...listed.map((one) => shownBy(one as Time))];
}

const OFFSET = /^([+-])(\d\d):(\d\d)(?::\d\d)?$/;

/** As it is written: the parser's own type turns one that is out of range into one that is in it. */
function offsetOf(observance: Component, name: string): number | undefined {
  const written: unknown = (observance.getFirstProperty(name)?.toJSON() as unknown[] | undefined)?.[3];
  const [, sign, hours, minutes] = OFFSET.exec(String(written)) ?? [];
  const ahead = Number(hours) * 60 + Number(minutes);
  return ahead <= OFFSET_MINUTES_MAX ? (sign === "-" ? -ahead : ahead) * MINUTE_MS : undefined;
}

const two = (value: number, length = 2): string => String(value).padStart(length, "0");
const msOf = (shown: Wall): number => shown * MINUTE_MS;
const minutesOf = (time: Time): number => (time.isDate ? 0 : time.hour * 60 + time.minute);
/** What a value shows, as milliseconds of its wall. */
const shownBy = (time: Time): number => msOf(wall(dayOf(`${two(time.year, 4)}-${two(time.month)}-${two(time.day)}`), minutesOf(time)));

const ORDINAL_DAY = /^(-1|[+]?[1-4])(SU|MO|TU|WE|TH|FR|SA)$/;
const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

/** "The second Sunday of March", once a year: all that the rules of clocks are written with. */
function yearly(rule: unknown, { start, before }: { start: Time; before: number }): number[] | undefined {
  const day = rule instanceof ICAL.Recur && rule.freq === "YEARLY" && rule.interval === 1 && rule.count === null ? dayOfYear(rule, start) : undefined;
  if (!day) return undefined;
  const last = endOf(rule as Recur, before);
  return Array.from({ length: YEARS.last - YEARS.first + 1 }, (_, index) => YEARS.first + index)
    .map((year) => msOf(wall(dayIn(year, day), minutesOf(start))))
    .filter((shown) => shown >= shownBy(start) && shown <= last);
}

interface DayOfYear {
  readonly month: number;
  /** -1: the last one. */
  readonly nth: number;
  readonly weekday: number;
}

function dayOfYear(rule: Recur, { month }: Time): DayOfYear | undefined {
  const { BYMONTH: months = [month], BYDAY: days = [], ...more } = rule.parts as Record<string, unknown[] | undefined>;
  const [, nth, weekday] = ORDINAL_DAY.exec(String(days[0])) ?? [];
  if (months.length !== 1 || days.length !== 1 || nth === undefined || Object.keys(more).length > 0) return undefined;
  return { month: Number(months[0]), nth: Number(nth), weekday: WEEKDAYS.indexOf(weekday as (typeof WEEKDAYS)[number]) + 1 };
}

/** "Until" is in UTC here, and otherwise on the wall that the onset stands on. */
function endOf(rule: Recur, before: number): number {
  const until = rule.until as Time | null | undefined;
  if (!until) return Number.POSITIVE_INFINITY;
  return shownBy(until) + (String(until).endsWith("Z") ? before : 0);
}

function dayIn(year: number, { month, nth, weekday }: DayOfYear): number {
  const first = dayOf(`${two(year, 4)}-${two(month)}-01`);
  if (nth > 0) return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7;
  const last = dayOf(month === 12 ? `${two(year + 1, 4)}-01-01` : `${two(year, 4)}-${two(month + 1)}-01`) - 1;
  return last - ((weekdayOf(last) - weekday + 7) % 7);
}

/** Changes in order; between two of them one offset holds. */
function clockOf(changes: readonly Change[]): Clock | undefined {
  if (changes.length === 0 || !changes.every(({ at }) => Number.isFinite(at))) return undefined;
  const steady = [{ from: Number.NEGATIVE_INFINITY, offset: changes[0]!.before }, ...changes.map(({ at, after }) => ({ from: at, offset: after }))];
  const untilOf = (index: number): number => steady[index + 1]?.from ?? Number.POSITIVE_INFINITY;
  return {
    instantAt: (shown) => {
      const index = steady.findIndex(({ from, offset }, at) => Math.max(from, msOf(shown) - offset) < untilOf(at));
      const { from, offset } = steady[index]!;
      return instant(Math.max(from, msOf(shown) - offset));
    },
    wallAt: (at) => Math.floor((at + steady.findLast(({ from }) => from <= at)!.offset) / MINUTE_MS) as Wall,
  };
}
