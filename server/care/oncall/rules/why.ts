import { dayOfWall, MINUTES_PER_DAY, wallAt, weekdayOf } from "../../directory/index.ts";
import { instant, toIso, type Instant } from "../../../foundation/time.ts";
import { named, WEEKDAYS } from "./clash.ts";
import type { Decider, Span } from "./pieces.ts";
import type { Plan, Rank, Window } from "./plan.ts";

const DAY_MS = MINUTES_PER_DAY * 60_000;

/** "Thursday 2027-01-14 02:14", by the clock on the wall. */
export function wallWords(at: Instant, zone: string): string {
  const w = wallAt(at, zone);
  const day = dayOfWall(w);
  const shown = toIso(instant(w * 60_000));
  return `${WEEKDAYS[weekdayOf(day) - 1]} ${toIso(instant(day * DAY_MS)).slice(0, 10)} ${shown.slice(11, 16)}`;
}

interface Ask {
  readonly rank: Rank;
  readonly at: Instant;
  readonly tzVersion: string;
}

/** [O8] Names the rule, the version of the schedule, and by which clock: enough to work the answer out again. Holds no person's name. */
export function whyOf(plan: Plan, span: Span, ask: Ask): string {
  const clock = `(${plan.zone}, tz database ${ask.tzVersion})`;
  const seat = plan.role === null ? ask.rank : `${ask.rank} for ${plan.role}`;
  if (span.by.kind === "gap") return nobody(plan, span, { ...ask, clock, seat });
  const rule = ruleOf(plan, span.by, seat);
  const within = span.temporary ? ` of the temporary schedule "${span.temporary.name}"` : "";
  return `${rule}${within}, ${span.by.kind === "override" ? "over schedule" : "schedule"} version ${plan.version} ${clock}.`;
}

const fromTo = ({ from, until }: Window, zone: string): string => `from ${wallWords(from, zone)} to ${wallWords(until, zone)}`;

function ruleOf(plan: Plan, by: Exclude<Decider, { kind: "gap" }>, seat: string): string {
  switch (by.kind) {
    case "shift":
      return `Weekly ${seat} shift ${named(by.shift)}${by.layer ? ` of layer "${by.layer.name}"` : ""}`;
    case "rotation":
      return `Rotation "${by.layer.name}" of ${seat}, turn ${fromTo(by.turn, plan.zone)}`;
    case "holiday":
      return `Holiday "${by.holiday.name}" of ${seat}, ${by.day}`;
    case "override":
      return `Override of ${seat} ${fromTo(by.override, plan.zone)}`;
    case "note":
      return noteRule(plan, by, seat);
  }
}

/** [O24] What the note did is said first, and then what it lies over: both are needed to understand the answer. */
function noteRule(plan: Plan, by: Extract<Decider, { kind: "note" }>, seat: string): string {
  const did = by.note.standIn === null ? "so whoever is asked next is paged" : by.person === by.note.standIn ? "and a stand-in is named" : "and its stand-in is away too";
  const under = by.over.kind === "gap" ? "" : `; under it: ${ruleOf(plan, by.over, seat)}`;
  return `Status note until ${wallWords(by.note.until, plan.zone)}: ${seat} cannot be reached, ${did}${under}`;
}

function nobody(plan: Plan, span: Span, { clock, seat, at }: Ask & { clock: string; seat: string }): string {
  if (plan.version === 0) return `Nobody is ${seat}: this account has no on-call schedule yet.`;
  if (span.temporary) return `Nobody is ${seat}: the temporary schedule "${span.temporary.name}" ${fromTo(span.temporary, plan.zone)} names nobody for ${wallWords(at, plan.zone)}, schedule version ${plan.version} ${clock}.`;
  const what = plan.layers.length + plan.holidays.length === 0 ? "no override, and no shift of" : "no override, shift, rotation or holiday of";
  return `Nobody is ${seat}: ${what} schedule version ${plan.version}, covers ${wallWords(at, plan.zone)} ${clock}.`;
}
