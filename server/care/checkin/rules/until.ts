import { plus, type Instant } from "../../../foundation/time.ts";
import { dayOfWall, instantAt, minuteOf, wall, wallAt } from "../../directory/index.ts";

/** [CI11] The next time that the practice's clock shows these four digits: later today, or else tomorrow. */
export function nextTime(digits: string, zone: string, at: Instant): Instant {
  const today = dayOfWall(wallAt(at, zone));
  const minute = minuteOf(`${digits.slice(0, 2)}:${digits.slice(2)}`);
  for (const day of [today, today + 1]) {
    const then = instantAt(wall(day, minute), zone);
    if (then > at) return then;
  }
  return plus(at, { hours: 24 }); // A day that its zone left out.
}

/** "7:30 in the morning", "Tuesday 15:00" by the practice's clock, as a voice reads it. */
export function sayTime(then: Instant, zone: string, at: Instant): string {
  const day = (instant: Instant, shape: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat("en-US", { ...shape, timeZone: zone }).format(instant);
  const time = day(then, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return day(then, { dateStyle: "short" }) === day(at, { dateStyle: "short" }) ? time : `${day(then, { weekday: "long" })} ${time}`;
}
