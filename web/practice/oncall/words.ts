import { clock, parts, weekday } from "../../ui/index.ts";
import type { OnCall, Span } from "./calendar.ts";
import { HOUR_MS } from "./calendar.ts";

/** Sat 23 Jan */
export const dayWord = (zone: string, at: number): string => {
  const said = parts(zone, { day: "numeric", month: "short" }, at);
  return `${weekday(zone, at)} ${said["day"]} ${said["month"]}`;
};

/** Sat 23 Jan, 07:00 to Sun 24 Jan, 07:00 EST; the second day only where it differs. */
export function spanWord(zone: string, { from, until }: Span): string {
  const [start, end] = [dayWord(zone, from), dayWord(zone, until)];
  return `${start}, ${clock(zone, from)} to ${start === end ? "" : `${end}, `}${clock(zone, until, { zone: true })}`;
}

export const hoursWord = ({ from, until }: Span): string => {
  const hours = Math.round((until - from) / HOUR_MS * 10) / 10;
  return hours >= 72 ? `${Math.floor(hours / 24)} d ${Math.round(hours % 24)} h` : `${hours} h`;
};

/** Who is paged first, and then. */
export const pagedWord = ({ first, backup }: OnCall): string => `${first ?? "Nobody"}${backup ? `; then ${backup}, backup` : "; then the alarm at the desk"}`;
