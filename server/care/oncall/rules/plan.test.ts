import fc from "fast-check";
import { expect, test } from "vitest";
import type { PersonId } from "../../../foundation/ids.ts";
import { fromIso, instant, plus, toIso, type Instant } from "../../../foundation/time.ts";
import { dayOf, dayOfWall, instantAt, minuteOf, wall, wallAt, weekdayOf } from "../../directory/index.ts";
import { lengthOf } from "./clash.ts";
import { bare, forRole, ranksOf, rolesOf, type Holiday, type Hours, type Layer, type Override, type Plan, type Rank, type Rotation, type Shift, type Temporary } from "./plan.ts";
import { resolve } from "./resolve.ts";
import { personIn, spansOf } from "./spans.ts";

const person = (n: number) => `00000000-0000-7000-8000-00000000000${n}` as PersonId;
const [lee, cho, osei, park] = [person(1), person(2), person(3), person(4)];
const WEEK = [1, 2, 3, 4, 5, 6, 7];
const NY = "America/New_York";
const START = "2027-01-04"; // A Monday.

const on = (date: string, time: string, zone = NY): Instant => instantAt(wall(dayOf(date), minuteOf(time)), zone);
const nights = (who = lee): Shift[] => WEEK.map((weekday) => ({ id: `s${weekday}`, weekday, start: "19:00", end: "07:00", person: who, rank: "first" }));
const rotation = (over: Partial<Rotation> = {}): Rotation => ({
  kind: "rotation", id: "r", name: "Nights", role: null, only: [], rank: "first", start: START, cycle: { days: 7, handOvers: [{ day: 0, time: "08:00" }] }, people: [cho, osei], ...over,
});
const planOf = (over: Partial<Plan> = {}): Plan => bare({ version: 4, zone: NY, shifts: [], ...over });
const ask = (plan: Plan, at: Instant, rank: Rank = "first") => resolve(plan, { rank, at, tzVersion: "2026c" });
const who = (plan: Plan, at: Instant, rank: Rank = "first") => ask(plan, at, rank).person;

test("[O18] a weekly rotation passes duty on every seventh day at its time, in the order of its people, from its start on", () => {
  const plan = planOf({ layers: [rotation()] });
  expect([on(START, "07:59"), on(START, "08:00"), on("2027-01-11", "07:59"), on("2027-01-11", "08:00"), on("2027-01-18", "08:00")].map((at) => who(plan, at))).toEqual([null, cho, cho, osei, cho]);
  expect(ask(plan, on("2027-01-06", "12:00"))).toMatchObject({ until: on("2027-01-11", "08:00"), next: osei });
});

test("[O18] a daily rotation changes every day, and one of three days every third, across a clock change too", () => {
  const daily = planOf({ layers: [rotation({ cycle: { days: 1, handOvers: [{ day: 0, time: "07:00" }] } })] });
  expect(["2027-01-04", "2027-01-05", "2027-01-06"].map((date) => who(daily, on(date, "12:00")))).toEqual([cho, osei, cho]);
  const every3 = planOf({ layers: [rotation({ start: "2027-03-13", cycle: { days: 3, handOvers: [{ day: 0, time: "02:30" }] } })] });
  expect(ask(every3, on("2027-03-14", "12:00"))).toMatchObject({ person: cho, until: fromIso("2027-03-16T06:30:00Z"), next: osei });
});

test("[O18] hand-overs on Monday morning and Friday evening part the week from the weekend", () => {
  const cycle = { days: 7, handOvers: [{ day: 4, time: "17:00" }, { day: 0, time: "08:00" }] };
  const plan = planOf({ layers: [rotation({ cycle, people: [lee, cho, osei] })] });
  expect(["2027-01-05", "2027-01-09", "2027-01-12", "2027-01-16"].map((date) => who(plan, on(date, "12:00")))).toEqual([lee, cho, osei, lee]);
});

test("[O7] the end of a turn of two weeks is seen, though it lies further off than the eight days of a weekly schedule", () => {
  const plan = planOf({ layers: [rotation({ cycle: { days: 14, handOvers: [{ day: 0, time: "08:00" }] } })] });
  expect(ask(plan, on(START, "09:00"))).toMatchObject({ person: cho, until: on("2027-01-18", "08:00"), next: osei });
});

test("[O19] a layer with hours applies in them only, overnight too; outside them whoever lies under it is on duty", () => {
  const only = [{ weekdays: [5], start: "20:00", end: "06:00" }];
  const plan = planOf({ shifts: nights(), layers: [rotation({ only, people: [park] })] });
  expect([on("2027-01-08", "19:59"), on("2027-01-08", "20:00"), on("2027-01-09", "05:59"), on("2027-01-09", "06:00"), on("2027-01-09", "07:00")].map((at) => who(plan, at))).toEqual([lee, park, park, lee, null]);
});

test("[O32] of two layers that both apply the later one counts, and where it names nobody the earlier one does", () => {
  const low = rotation({ id: "low", people: [cho] });
  const high = rotation({ id: "high", people: [osei], start: "2027-01-11" });
  const plan = planOf({ shifts: nights(), layers: [low, high] });
  expect(["2027-01-03", "2027-01-06", "2027-01-12"].map((date) => who(plan, on(date, "20:00")))).toEqual([lee, cho, osei]);
});

test("[O32] a week of shifts that was saved before there were layers says what it said", () => {
  const old = bare({ version: 1, zone: NY, shifts: nights() });
  expect(ask(old, on("2027-01-14", "02:14"))).toEqual({ person: lee, until: on("2027-01-14", "07:00"), next: null, why: "Weekly first shift Wednesday 19:00 to 07:00, schedule version 1 (America/New_York, tz database 2026c)." });
});

test("[O20] on a holiday its own people are on duty, in turn, for a day from its hour on", () => {
  const holiday: Holiday = { id: "h", name: "Year's end", rank: "first", role: null, begins: "08:00", days: ["2028-01-01", "2027-12-25"], people: [osei, park] };
  const plan = planOf({ shifts: nights(), holidays: [holiday] });
  expect([on("2027-12-25", "07:59"), on("2027-12-25", "08:00"), on("2027-12-26", "07:59"), on("2028-01-01", "12:00")].map((at) => who(plan, at))).toEqual([null, osei, osei, park]);
  expect(ask(plan, on("2027-12-25", "12:00")).why).toBe('Holiday "Year\'s end" of first, 2027-12-25, schedule version 4 (America/New_York, tz database 2026c).');
});

test("[O21] a temporary schedule replaces everything under it between its instants, and where it names nobody nobody is on duty", () => {
  const temporary: Temporary = { id: "t", name: "Building work", from: on("2027-01-11", "00:00"), until: on("2027-01-13", "00:00"), layers: [{ kind: "week", id: "w", name: "Days", role: null, only: [], shifts: [{ id: "x", weekday: 1, start: "08:00", end: "17:00", person: park, rank: "first" }] }] };
  const plan = planOf({ shifts: nights(), layers: [rotation({ start: "2027-01-01", people: [cho] })], temporary: [temporary] });
  expect([on("2027-01-10", "23:59"), on("2027-01-11", "09:00"), on("2027-01-11", "20:00"), on("2027-01-13", "00:00")].map((at) => who(plan, at))).toEqual([cho, park, null, cho]);
  expect(ask(plan, on("2027-01-11", "09:00")).why).toBe('Weekly first shift Monday 08:00 to 17:00 of layer "Days" of the temporary schedule "Building work", schedule version 4 (America/New_York, tz database 2026c).');
  expect(ask(plan, on("2027-01-11", "20:00")).why).toContain('Nobody is first: the temporary schedule "Building work" from Monday 2027-01-11 00:00');
  const over: Override = { id: "o", rank: "first", from: on("2027-01-11", "19:00"), until: on("2027-01-11", "21:00"), person: lee };
  expect(who({ ...plan, overrides: [over] }, on("2027-01-11", "20:00"))).toBe(lee);
});

test("[O27] a specialty is asked for by its name and has a duty of its own; who asks for nothing in particular gets nobody of it", () => {
  const shifts = [...nights(), ...nights(cho).map((one) => ({ ...one, id: `c${one.id}`, role: "cardiology" }))];
  const plan = planOf({ shifts, layers: [rotation({ role: "surgery", people: [osei] })] });
  const at = on("2027-01-14", "02:14");
  expect([plan, forRole(plan, "cardiology"), forRole(plan, "surgery"), forRole(plan, "dentistry")].map((one) => who(one, at))).toEqual([lee, cho, osei, null]);
  expect(rolesOf(plan)).toEqual(["cardiology", "surgery"]);
  expect(ask(forRole(plan, "cardiology"), at).why).toContain("Weekly first for cardiology shift Wednesday 19:00 to 07:00");
});

test("[O33] there are up to five ranks, asked in order, and a plan speaks of those that it has", () => {
  const third = rotation({ rank: "third", people: [park] });
  expect(ranksOf(planOf({ shifts: nights() }))).toEqual(["first", "backup"]);
  const plan = planOf({ shifts: nights(), layers: [third] });
  expect(ranksOf(plan)).toEqual(["first", "backup", "third"]);
  expect((["first", "backup", "third"] as const).map((rank) => who(plan, on("2027-01-14", "02:14"), rank))).toEqual([lee, null, park]);
});

/** Who it is, worked out instant by instant with no thought of speed: what lies highest and says something. */
const covers = (day: number, { start, end }: { start: string; end: string }, at: Instant) =>
  instantAt(wall(day, minuteOf(start)), NY) <= at && at < instantAt(wall(day, minuteOf(start) + lengthOf({ start, end })), NY);
const near = (at: Instant): number[] => [-2, -1, 0, 1].map((days) => dayOfWall(wallAt(at, NY)) + days);
const inHours = (only: readonly Hours[], at: Instant) => only.length === 0 || near(at).some((day) => only.some((one) => one.weekdays.includes(weekdayOf(day)) && covers(day, one, at)));
const inWeek = (shifts: readonly Shift[], at: Instant) => near(at).flatMap((day) => shifts.filter((one) => one.weekday === weekdayOf(day) && covers(day, one, at))).at(0)?.person;

function inRotation({ cycle, start, people }: Rotation, at: Instant): PersonId | undefined {
  const minutes = cycle.handOvers.map(({ day, time }) => day * 1440 + minuteOf(time)).toSorted((a, b) => a - b);
  for (let turn = 400; turn >= 0; turn--) {
    const from = wall(dayOf(start) + Math.floor(turn / minutes.length) * cycle.days, minutes[turn % minutes.length]!);
    if (instantAt(from, NY) <= at) return people[turn % people.length];
  }
  return undefined;
}
const inLayer = (layer: Layer, at: Instant) => (inHours(layer.only, at) ? (layer.kind === "week" ? inWeek(layer.shifts, at) : inRotation(layer, at)) : undefined);

function plainly(plan: Plan, at: Instant): PersonId | null {
  const override = plan.overrides.findLast(({ from, until }) => from <= at && at < until);
  if (override) return override.person;
  const temporary = plan.temporary.findLast(({ from, until }) => from <= at && at < until);
  if (temporary) return temporary.layers.map((layer) => inLayer(layer, at)).findLast((found) => found !== undefined) ?? null;
  return plan.layers.map((layer) => inLayer(layer, at)).findLast((found) => found !== undefined) ?? inWeek(plan.shifts, at) ?? null;
}

const time = fc.integer({ min: 0, max: 95 }).map((q) => `${String(Math.floor(q / 4)).padStart(2, "0")}:${String((q % 4) * 15).padStart(2, "0")}`);
const anyone = fc.constantFrom(lee, cho, osei, park);
const hours = fc.array(fc.record({ weekdays: fc.uniqueArray(fc.constantFrom(...WEEK), { minLength: 1, maxLength: 4 }), start: time, end: time }), { maxLength: 2 });
const cycle = fc.integer({ min: 1, max: 9 }).chain((days) => fc.uniqueArray(fc.record({ day: fc.integer({ min: 0, max: days - 1 }), time }), { minLength: 1, maxLength: 3, selector: (one) => `${one.day} ${one.time}` }).map((handOvers) => ({ days, handOvers })));
const start = fc.integer({ min: -20, max: 20 }).map((days) => toIso(instant((dayOf("2027-03-14") + days) * 86_400_000)).slice(0, 10));
const turns = fc.record({ only: hours, cycle, start, people: fc.array(anyone, { minLength: 1, maxLength: 4 }) }).map((one) => rotation(one));
// One shift a day of at most a day never clashes with the next when all begin at one time.
const week = fc.record({ start: time, people: fc.array(anyone, { minLength: 7, maxLength: 7 }), only: hours, length: fc.integer({ min: 1, max: 95 }) }).map(({ start: begins, people, only, length }): Layer => {
  const end = (minuteOf(begins) + length * 15) % 1440;
  const shifts = people.map((one, i): Shift => ({ id: `${i}`, weekday: i + 1, start: begins, end: `${String(Math.floor(end / 60)).padStart(2, "0")}:${String(end % 60).padStart(2, "0")}`, person: one, rank: "first" }));
  return { kind: "week", id: "w", name: "Week", role: null, only, shifts };
});
const layers = fc.array(fc.oneof(turns, week), { maxLength: 3 });
const moment = fc.integer({ min: fromIso("2027-03-08T00:00:00Z"), max: fromIso("2027-03-21T00:00:00Z") }).map(instant);
const stretch = fc.record({ from: moment, hours: fc.integer({ min: 1, max: 60 }), by: anyone }).map(({ from, hours: length, by }) => ({ from, until: plus(from, { hours: length }), person: by }));
const anyPlan = fc.record({ under: fc.array(week, { maxLength: 1 }), layers, temporary: fc.array(fc.tuple(stretch, layers.filter((all) => all.length > 0)), { maxLength: 2 }), overrides: fc.array(stretch, { maxLength: 3 }) }).map((one): Plan => planOf({
  shifts: one.under.flatMap((layer) => (layer.kind === "week" ? layer.shifts : [])), layers: one.layers,
  temporary: one.temporary.map(([{ from, until }, own], i): Temporary => ({ id: `${i}`, name: `T${i}`, from, until, layers: own })),
  overrides: one.overrides.map((each, i): Override => ({ ...each, id: `${i}`, rank: "first" })),
}));

test("[O32] of everything that lies over the week, in any mixture, the highest that says something is who is on duty", () => {
  fc.assert(fc.property(anyPlan, moment, (plan, at) => void expect(who(plan, at)).toBe(plainly(plan, at))), { numRuns: 1500 });
});

test("[O14] with layers, temporary schedules and overrides too, each instant is in exactly one span, and neighbours touch", () => {
  fc.assert(fc.property(anyPlan, moment, (plan, at) => {
    const window = { from: at, until: plus(at, { days: 5 }) };
    const spans = spansOf(plan, "first", window);
    expect([spans[0]!.from, spans.at(-1)!.until]).toEqual([window.from, window.until]);
    for (const [i, span] of spans.entries()) {
      expect(span.from).toBeLessThan(span.until);
      if (i > 0) expect(span.from).toBe(spans[i - 1]!.until);
      expect(personIn(span)).toBe(plainly(plan, instant((span.from + span.until) / 2)));
    }
  }), { numRuns: 300 });
});
