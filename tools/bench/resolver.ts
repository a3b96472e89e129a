import { wall, dayOf, dayOfWall, instantAt, MINUTES_PER_DAY, wallAt } from "../../server/care/directory/index.ts";
import { bare, ranksOf, type Plan, type Rotation, type Shift } from "../../server/care/oncall/rules/plan.ts";
import { resolve } from "../../server/care/oncall/rules/resolve.ts";
import { personIn, spansOf, type Span } from "../../server/care/oncall/rules/spans.ts";
import type { PersonId } from "../../server/foundation/ids.ts";
import { fromIso, instant, plus, type Instant } from "../../server/foundation/time.ts";
import { atLeast, atMost, percentile, type Figure } from "./figure.ts";

const ANSWERS_PER_SECOND_MIN = 10_000;
const MONTH_MS_MAX = 50;
const ZONE = "America/New_York";
const FROM = fromIso("2027-01-01T05:00:00Z");
const DAYS = 365;
const MONTH_DAYS = 31;
const INSTANTS = 1024;

const person = (n: number) => `00000000-0000-7000-8000-00000000000${n}` as PersonId;

/** A practice as planners make them: days and nights of two ranks, a weekly rotation of nights, weekends in turn, holidays, leave and a note. */
function busyPlan(): Plan {
  const week = [1, 2, 3, 4, 5, 6, 7];
  const shifts = (["first", "backup"] as const).flatMap((rank, nth) => week.flatMap((weekday): Shift[] => [
    { id: `d${rank}${weekday}`, weekday, start: "07:00", end: "19:00", person: person(1 + nth), rank },
    { id: `n${rank}${weekday}`, weekday, start: "19:00", end: "07:00", person: person(3 + nth), rank },
  ]));
  const rotation = (over: Partial<Rotation>): Rotation => ({
    kind: "rotation", id: "r", name: "Nights", role: null, rank: "first", start: "2026-12-28", cycle: { days: 7, handOvers: [{ day: 0, time: "08:00" }] }, people: [5, 6, 7].map(person),
    only: [{ weekdays: week, start: "19:00", end: "07:00" }], ...over,
  });
  const weekends = rotation({ id: "w", name: "Weekends", rank: "backup", only: [{ weekdays: [6, 7], start: "00:00", end: "00:00" }] });
  const holidays = [{ id: "h", name: "Holidays", rank: "first" as const, role: null, begins: "07:00", days: ["2027-01-01", "2027-07-04", "2027-11-25", "2027-12-25"], people: [8, 9].map(person) }];
  const overrides = Array.from({ length: 24 }, (_, nth) => ({ id: `o${nth}`, rank: "first" as const, from: plus(FROM, { days: 15 * nth, hours: 14 }), until: plus(FROM, { days: 15 * nth, hours: 38 }), person: person(nth % 9) }));
  const notes = [{ id: "n", person: person(5), standIn: person(6), from: plus(FROM, { days: 8 }), until: plus(FROM, { days: 8, hours: 6 }) }];
  return bare({ version: 7, zone: ZONE, shifts, layers: [rotation({}), weekends], holidays, overrides, notes });
}

/** Instants all over the year, the same at every run. */
const instants: readonly Instant[] = Array.from({ length: INSTANTS }, (_, nth) => instant(FROM + ((nth * 7919) % INSTANTS) * ((DAYS * 86_400_000) / INSTANTS)));

/** Whole answers with person, until, next and why, beside looking the person up in a year that was worked out before; and a month for a calendar. */
export function benchResolver({ milliseconds }: { milliseconds: number }): Figure[] {
  const plan = busyPlan();
  const year = spansOf(plan, "first", { from: FROM, until: plus(FROM, { days: DAYS }) });
  const answering = rate((at) => resolve(plan, { rank: "first", at, tzVersion: "bench" }), milliseconds);
  const lookingUp = rate((at) => lookUp(year, at), milliseconds);
  const [month, walls] = [timeOf(() => monthOf(plan)), timeOf(() => wallsOfMonth(plan))];
  return [
    atLeast({ name: "who is on duty, until when, who is next and why (limit: one lookup in a year worked out before)", value: answering, unit: "/s", limit: lookingUp, target: ANSWERS_PER_SECOND_MIN }),
    atMost({ name: "month view of all ranks, p99 (limit: its wall times made instants)", value: month, unit: "ms", limit: walls, target: MONTH_MS_MAX }),
  ];
}

const monthOf = (plan: Plan): Span[] => ranksOf(plan).flatMap((rank) => spansOf(plan, rank, { from: FROM, until: plus(FROM, { days: MONTH_DAYS }) }));

function wallsOfMonth({ shifts }: Plan): number {
  const first = dayOfWall(wallAt(FROM, ZONE));
  let sum = 0;
  for (let day = first; day < first + MONTH_DAYS; day++) for (let nth = 0; nth < (2 * shifts.length) / 7; nth++) sum += instantAt(wall(day, (nth * 60) % MINUTES_PER_DAY), ZONE);
  return sum + dayOf("2027-01-01");
}

function lookUp(spans: readonly Span[], at: Instant): PersonId | null {
  let [low, high] = [0, spans.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.until <= at) low = middle + 1;
    else high = middle;
  }
  return personIn(spans[low]!);
}

function rate(act: (at: Instant) => unknown, milliseconds: number): number {
  for (const at of instants) act(at);
  const began = performance.now();
  let done = 0;
  for (; performance.now() - began < milliseconds; done += INSTANTS) for (const at of instants) act(at);
  return (done * 1000) / (performance.now() - began);
}

const MONTHS = 200;
const P99 = 0.99;
function timeOf(act: () => unknown): number {
  const times = Array.from({ length: MONTHS }, () => {
    const began = performance.now();
    act();
    return performance.now() - began;
  });
  return percentile(times, P99);
}
