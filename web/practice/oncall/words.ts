import { clock, parts, weekday, zoneName } from "../../ui/index.ts";
import type { OnCall, Span } from "./calendar.ts";
import { HOUR_MS } from "./calendar.ts";
import { wallAt } from "./wall.ts";

/** Sat 23 Jan */
export const dayWord = (zone: string, at: number): string => {
  const said = parts(zone, { day: "numeric", month: "short" }, at);
  return `${weekday(zone, at)} ${said["day"]} ${said["month"]}`;
};

/** Sat 23 Jan, 07:00 to Sun 24 Jan, 07:00 EST; the second day only where it differs, both zones where the clocks change between. */
export function spanWord(zone: string, { from, until }: Span): string {
  const [start, end] = [dayWord(zone, from), dayWord(zone, until)];
  const changes = zoneName(zone, from) !== zoneName(zone, until);
  return `${start}, ${clock(zone, from, { zone: changes })} to ${start === end ? "" : `${end}, `}${clock(zone, until, { zone: true })}`;
}

/** The same stretch by the reader's own clock, where it shows another time than the practice's; else null. */
export function yoursWord(zone: string, mine: string, span: Span): string | null {
  const alike = wallAt(zone, span.from) === wallAt(mine, span.from) && wallAt(zone, span.until) === wallAt(mine, span.until);
  return alike ? null : `${spanWord(mine, span)} by your clock`;
}

export const hoursWord = ({ from, until }: Span): string => {
  const hours = Math.round((until - from) / HOUR_MS * 10) / 10;
  return hours >= 72 ? `${Math.floor(hours / 24)} d ${Math.round(hours % 24)} h` : `${hours} h`;
};

/** Who is paged first, and then. */
export const pagedWord = ({ first, backup }: OnCall): string => `${first ?? "Nobody"}${backup ? `; then ${backup}, backup` : "; then the alarm at the desk"}`;

const MINUTE_MS = 60_000;
const two = (count: number): string => String(count).padStart(2, "0");
/** "02:00 EST": the minute that is not shown any more, as the clock on the wall would have gone on to it. */
export function changeWord(zone: string, at: number): string {
  const [hour = 0, minute = 0] = clock(zone, at - MINUTE_MS).split(":").map(Number);
  const next = hour * 60 + minute + 1;
  return `${two(Math.floor(next / 60) % 24)}:${two(next % 60)} ${zoneName(zone, at - MINUTE_MS)}`;
}
