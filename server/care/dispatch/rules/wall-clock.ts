import type { Instant } from "../../../foundation/time.ts";

const parts = (at: Instant, zone: string): Record<string, string> => {
  const shown = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone } as const;
  return Object.fromEntries(new Intl.DateTimeFormat("en-US", shown).formatToParts(at).map(({ type, value }) => [type, value]));
};

/** "2027-01-14" on the practice's own calendar. */
export function wallDayOf(at: Instant, zone: string): string {
  const { year, month, day } = parts(at, zone);
  return `${year}-${month}-${day}`;
}

/** Minutes since midnight on the practice's own clock. */
export function wallMinuteOf(at: Instant, zone: string): number {
  const { hour, minute } = parts(at, zone);
  return Number(hour) * 60 + Number(minute);
}
