import { Temporal } from "temporal-polyfill";
import { instant, type Instant } from "../../../foundation/time.ts";

/**
 * A time on the wall of some zone: minutes since 1970-01-01 00:00 on that wall, as if each day had 1,440 of them.
 * Days that have 23 or 25 hours, and the day that Samoa left out, differ only in the instants that belong to them.
 */
export type Wall = number & { readonly __wall: true };

export const MINUTES_PER_DAY = 1440;
const MINUTE_MS = 60_000;

/** A calendar day as a count of days since 1970-01-01. */
export const dayOf = (date: string): number => Math.round(Date.parse(`${date}T00:00:00Z`) / (MINUTES_PER_DAY * MINUTE_MS));
/** 1 is Monday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
/** "19:30" is 1170. */
export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
export const wall = (day: number, minute: number): Wall => (day * MINUTES_PER_DAY + minute) as Wall;
export const dayOfWall = (w: Wall): number => Math.floor(w / MINUTES_PER_DAY);

/** An IANA name. Offsets such as +05:00 are no places: they know nothing of clock changes. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{1,63}$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

/** A stretch of time through which a zone keeps one offset; the changes of its clocks part it from its neighbours. */
interface Steady {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

/** The rules of a zone do not change while a process runs, and asking for them costs a hundred times what an answer costs. In order, by zone. */
const known = new Map<string, Steady[]>();
const KNOWN_STRETCHES_MAX = 512;

function steadyAt(at: number, zone: string): Steady {
  const stretches = known.get(zone) ?? [];
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stretches[middle]!.until <= at) low = middle + 1;
    else high = middle;
  }
  const found = stretches[low];
  if (found && found.from <= at) return found;
  const asked = askedOf(at, zone);
  if (stretches.length >= KNOWN_STRETCHES_MAX) known.delete(zone);
  else known.set(zone, stretches.toSpliced(low, 0, asked));
  return asked;
}

function askedOf(at: number, zone: string): Steady {
  const here = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  // A change belongs to the stretch that it begins, so the one before is looked for from a moment later.
  const begun = here.add({ milliseconds: 1 }).getTimeZoneTransition("previous");
  const ends = here.getTimeZoneTransition("next");
  return { from: begun?.epochMilliseconds ?? -Infinity, until: ends?.epochMilliseconds ?? Infinity, offset: here.offsetNanoseconds / 1e6 };
}

/** What the clock on the wall shows at this instant, seconds left out. */
export const wallAt = (at: Instant, zone: string): Wall => Math.floor((at + steadyAt(at, zone).offset) / MINUTE_MS) as Wall;

/** No clock has ever been further ahead of UTC. */
const AHEAD_MS_MAX = 16 * 60 * MINUTE_MS;

/**
 * [DR7] The first instant at which the clock on the wall shows this time or a later one. So a skipped time is the change
 * itself and a repeated time is its first pass; later walls never come at earlier instants, which keeps neighbours in a
 * schedule from overlapping and from leaving a gap between them, whatever the clocks do.
 */
export function instantAt(w: Wall, zone: string): Instant {
  const shown = w * MINUTE_MS;
  let steady = steadyAt(shown - AHEAD_MS_MAX, zone);
  for (;;) {
    const at = Math.max(steady.from, shown - steady.offset);
    if (at < steady.until) return instant(at);
    steady = steadyAt(steady.until, zone);
  }
}
