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

/** What the clock on the wall shows at this instant, seconds left out. */
export function wallAt(at: Instant, zone: string): Wall {
  const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return Math.floor((at + offsetNanoseconds / 1e6) / MINUTE_MS) as Wall;
}

/**
 * [DR7] The first instant at which the clock on the wall shows this time or a later one. So a skipped time is the change
 * itself and a repeated time is its first pass; later walls never come at earlier instants, which keeps neighbours in a
 * schedule from overlapping and from leaving a gap between them, whatever the clocks do.
 */
export function instantAt(w: Wall, zone: string): Instant {
  const walls = known.get(zone) ?? new Map<Wall, Instant>();
  const before = walls.get(w);
  if (before !== undefined) return before;
  const at = reckoned(w, zone);
  if (walls.size >= KNOWN_WALLS_MAX) walls.clear();
  known.set(zone, walls.set(w, at));
  return at;
}

/** A schedule asks for the same few walls at every page. The rules of a zone do not change while a process runs. */
const known = new Map<string, Map<Wall, Instant>>();
const KNOWN_WALLS_MAX = 512;

function reckoned(w: Wall, zone: string): Instant {
  const plain = Temporal.Instant.fromEpochMilliseconds(w * MINUTE_MS).toZonedDateTimeISO("UTC").toPlainDateTime();
  const first = plain.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (first.toPlainDateTime().equals(plain)) return instant(first.epochMilliseconds);
  // Skipped: "earlier" read it with the offset that holds after the change, which lands before the change.
  const change = first.getTimeZoneTransition("next");
  return instant((change ?? first).epochMilliseconds);
}
