import type { Stretch } from "../../../contract/index.ts";
import { instant, parts, weekday } from "../../ui/index.ts";
import { midnights } from "../../ui/on-call-bars.tsx";

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export interface Span { readonly from: number; readonly until: number }
const HOURS_LONGEST_DAY = 25;

/** Midnight of this zone's day at an instant. */
export const dayStart = (zone: string, at: number): number => midnights(zone, at - HOURS_LONGEST_DAY * HOUR_MS, at + 1).at(-1) ?? at;

/** Midnight of the Sunday that begins the week, as the calendar of the practice shows it. */
export function weekStart(zone: string, at: number): number {
  const days = midnights(zone, at - 8 * DAY_MS, at + 1);
  return days.findLast((midnight) => weekday(zone, midnight) === "Sun") ?? at;
}

/** The start of the day that comes `days` later by the wall clock: clock changes in between do not shift it. */
export const daysOn = (zone: string, start: number, days: number): number => dayStart(zone, start + days * DAY_MS + DAY_MS / 2);

/** Nobody is paged first. Neighbouring gaps are one. */
export function gapsOf(stretches: readonly Stretch[]): Span[] {
  const gaps: { from: number; until: number }[] = [];
  for (const stretch of stretches.filter(({ rank, person }) => rank === "first" && person === null).toSorted((one, other) => instant(one.from) - instant(other.from))) {
    const last = gaps.at(-1);
    if (last && last.until >= instant(stretch.from)) last.until = Math.max(last.until, instant(stretch.until));
    else gaps.push({ from: instant(stretch.from), until: instant(stretch.until) });
  }
  return gaps;
}

/** One bar for one person: shifts that follow one another without a break are seen as one. */
export function asBars(stretches: readonly Stretch[]): Stretch[] {
  const bars: Stretch[] = [];
  for (const one of stretches.toSorted((a, b) => a.rank.localeCompare(b.rank) * -1 || instant(a.from) - instant(b.from))) {
    const last = bars.at(-1);
    const goesOn = last && last.rank === one.rank && last.person === one.person && last.because === one.because && instant(last.until) === instant(one.from);
    if (goesOn) bars[bars.length - 1] = { ...last, until: one.until };
    else bars.push(one);
  }
  return bars;
}

export interface OnCall { readonly first: string | null; readonly backup: string | null }
const onCallAt = (stretches: readonly Stretch[], at: number): OnCall => {
  const name = (rank: Stretch["rank"]) => stretches.find((stretch) => stretch.rank === rank && instant(stretch.from) <= at && at < instant(stretch.until))?.name ?? null;
  return { first: name("first"), backup: name("backup") };
};

export interface Change extends Span { readonly now: OnCall; readonly after: OnCall; readonly coverage: "closed" | "opened" | "remains" | null }
function coverageOf(now: OnCall, after: OnCall): Change["coverage"] {
  if (after.first === null) return now.first === null ? "remains" : "opened";
  return now.first === null ? "closed" : null;
}
const same = (one: OnCall, other: OnCall): boolean => one.first === other.first && one.backup === other.backup;

/** Where anything begins or ends within the span, and the span's own ends. */
function edgesOf(stretches: readonly Stretch[], { from, until }: Span): number[] {
  const edges = stretches.flatMap((stretch) => [instant(stretch.from), instant(stretch.until)]).filter((at) => at > from && at < until);
  return [...new Set([from, ...edges, until])].toSorted((one, other) => one - other);
}
const carriesOn = (last: Change | undefined, next: Change): boolean => last !== undefined && last.until === next.from && same(last.now, next.now) && same(last.after, next.after);

/** Every stretch of time in which somebody else would be paged after saving, and the gaps that stay beside them. */
export function changesOf(now: readonly Stretch[], after: readonly Stretch[], span: Span): Change[] {
  const at = edgesOf([...now, ...after], span);
  const changes: Change[] = [];
  for (const [index, from] of at.slice(0, -1).entries()) {
    const [was, will] = [onCallAt(now, from), onCallAt(after, from)];
    const change = { from, until: at[index + 1] ?? span.until, now: was, after: will, coverage: coverageOf(was, will) };
    if (same(was, will) && change.coverage !== "remains") continue;
    const last = changes.at(-1);
    if (last && carriesOn(last, change)) changes[changes.length - 1] = { ...last, until: change.until };
    else changes.push(change);
  }
  return changes;
}

/** Instants at which this zone's clocks change within a span, to the half hour. */
export function clockChanges(zone: string, { from, until }: Span): { readonly at: number; readonly before: string; readonly after: string }[] {
  const name = (at: number) => parts(zone, { timeZoneName: "short" }, at)["timeZoneName"] ?? zone;
  const found: { at: number; before: string; after: string }[] = [];
  for (const day of midnights(zone, from - DAY_MS, until)) {
    if (name(day) === name(day + 26 * HOUR_MS)) continue;
    for (let at = day; at < day + 26 * HOUR_MS; at += HOUR_MS / 2) {
      if (name(at) !== name(at + HOUR_MS / 2) && found.every((one) => one.at !== at + HOUR_MS / 2)) found.push({ at: at + HOUR_MS / 2, before: name(at), after: name(at + HOUR_MS / 2) });
    }
  }
  return found;
}
