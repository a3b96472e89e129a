import fc from "fast-check";
import { expect, test } from "vitest";
import type { PersonId } from "../../../foundation/ids.ts";
import { fromIso, instant, plus, toIso, type Instant } from "../../../foundation/time.ts";
import { dayOf, instantAt, wall } from "../../directory/index.ts";
import { clashOf } from "./clash.ts";
import { lookAt, shiftsIn } from "./pieces.ts";
import { bare, type Override, type Plan, type Rank, type Shift, type Window } from "./plan.ts";
import { resolve as resolveIn } from "./resolve.ts";
import { personIn, spansOf } from "./spans.ts";

const lee = "00000000-0000-7000-8000-000000000001" as PersonId;
const cho = "00000000-0000-7000-8000-000000000002" as PersonId;
const osei = "00000000-0000-7000-8000-000000000003" as PersonId;
const ZONES = ["America/New_York", "Europe/London", "America/Santiago", "Asia/Beirut", "America/Havana", "Australia/Lord_Howe", "Pacific/Chatham", "America/St_Johns", "Asia/Kathmandu", "Asia/Kolkata"];
const WEEK = [1, 2, 3, 4, 5, 6, 7];

let made = 0;
const shift = (weekday: number, start: string, end: string, person = lee): Shift => ({ id: `s${++made}`, weekday, start, end, person, rank: "first" });
const planOf = (zone: string, shifts: readonly Shift[], overrides: readonly Override[] = []): Plan => bare({ version: 3, zone, shifts, overrides });
const occurrences = (plan: Plan, rank: Rank, window: Window) => shiftsIn(lookAt(plan, rank, window), plan.shifts, null);
const resolve = (plan: Plan, at: Instant) => resolveIn(plan, { rank: "first", at, tzVersion: "2026c" });
const dayAndNight = (zone: string): Plan => planOf(zone, WEEK.flatMap((day) => [shift(day, "07:00", "19:00", lee), shift(day, "19:00", "07:00", cho)]));
const on = (date: string, time: string, zone: string): Instant => instantAt(wall(dayOf(date), Number(time.slice(0, 2)) * 60 + Number(time.slice(3))), zone);

const zone = fc.constantFrom(...ZONES);
const moment = fc.integer({ min: fromIso("2020-01-01T00:00:00Z"), max: fromIso("2035-12-01T00:00:00Z") }).map(instant);
const clock = fc.integer({ min: 0, max: 95 }).map((q) => `${String(Math.floor(q / 4)).padStart(2, "0")}:${String((q % 4) * 15).padStart(2, "0")}`);
const shifts = fc
  .array(fc.record({ weekday: fc.constantFrom(...WEEK), start: clock, end: clock, person: fc.constantFrom(lee, cho) }), { maxLength: 9 })
  .map((list) => list.map((one): Shift => ({ ...one, id: `s${++made}`, rank: "first" })))
  // Shifts that clash never reach the resolver, so each one that does not fit is left out.
  .map((list) => list.reduce<Shift[]>((kept, one) => (clashOf([...kept, one]) ? kept : [...kept, one]), []));
const overridesNear = (at: Instant) =>
  fc.array(fc.record({ from: fc.integer({ min: -40, max: 40 }), hours: fc.integer({ min: 1, max: 30 }) }), { maxLength: 4 }).map((list) =>
    list.map(({ from, hours }, i): Override => ({ id: `o${i}`, rank: "first", from: plus(at, { hours: from }), until: plus(at, { hours: from + hours }), person: osei })));
const scene = fc.record({ zone, at: moment, shifts }).chain((one) => overridesNear(one.at).map((overrides) => ({ at: one.at, plan: planOf(one.zone, one.shifts, overrides) })));

test("[O14] the spans cover each instant of their window once, in order, without a hole", () => {
  fc.assert(
    fc.property(scene, fc.integer({ min: 1, max: 400 }), ({ plan, at }, hours) => {
      const window = { from: at, until: plus(at, { hours }) };
      const spans = spansOf(plan, "first", window);
      expect(spans[0]!.from).toBe(window.from);
      expect(spans.at(-1)!.until).toBe(window.until);
      for (const [i, span] of spans.entries()) {
        expect(span.from).toBeLessThan(span.until);
        if (i > 0) expect(span.from).toBe(spans[i - 1]!.until);
      }
    }),
    { numRuns: 200 },
  );
});

test("[O14] what the calendar shows for an instant does not depend on where the calendar begins", () => {
  fc.assert(
    fc.property(scene, fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 72 }), ({ plan, at }, before, after) => {
      const wide = spansOf(plan, "first", { from: plus(at, { hours: -before }), until: plus(at, { hours: after }) }).find((span) => span.from <= at && at < span.until);
      expect(personIn(wide!)).toBe(resolve(plan, at).person);
    }),
    { numRuns: 200 },
  );
});

test("[O1] an override counts where it covers, the last added over the others, and nothing else changes", () => {
  fc.assert(
    fc.property(scene, ({ plan, at }) => {
      const covering = plan.overrides.filter((one) => one.from <= at && at < one.until);
      const bare = resolve({ ...plan, overrides: [] }, at);
      const found = resolve(plan, at);
      expect(found.person).toBe(covering.length > 0 ? osei : bare.person);
      const [span] = spansOf(plan, "first", { from: at, until: plus(at, { minutes: 1 }) });
      expect(span!.by.kind === "override" ? span!.by.override.id : undefined).toBe(covering.at(-1)?.id);
    }),
    { numRuns: 200 },
  );
});

test("[O7] until the instant named the same person is on duty, and at it another or nobody", () => {
  fc.assert(
    fc.property(scene, ({ plan, at }) => {
      const duty = resolve(plan, at);
      for (let i = 0; i < 6; i++) expect(resolve(plan, instant(at + ((duty.until - at - 1) * i) / 5)).person).toBe(duty.person);
      if (duty.until < plus(at, { days: 8 })) expect(resolve(plan, duty.until).person).toBe(duty.next);
      expect(duty.next === null || duty.next !== duty.person).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test("[O6] with one shift after the other all week, exactly one person is on duty at every instant, whatever the clocks do", () => {
  fc.assert(
    fc.property(zone, moment, (name, at) => {
      const window = { from: at, until: plus(at, { days: 3 }) };
      const all = occurrences(dayAndNight(name), "first", window);
      for (const [i, one] of all.entries()) if (i > 0) expect(one.from).toBe(all[i - 1]!.until);
      expect(all[0]!.from).toBeLessThanOrEqual(window.from);
      expect(all.at(-1)!.until).toBeGreaterThanOrEqual(window.until);
    }),
    { numRuns: 300 },
  );
});

test("[O6] the same on every day of both clock changes, from 2020 to 2035, for shifts that meet in the changing hour", () => {
  for (const name of ["America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "America/Santiago", "Asia/Beirut"]) {
    const plan = planOf(name, WEEK.flatMap((day) => [shift(day, "00:15", "01:45", lee), shift(day, "01:45", "02:20", cho), shift(day, "02:20", "00:15", osei)]));
    const all = occurrences(plan, "first", { from: fromIso("2020-01-01T00:00:00Z"), until: fromIso("2035-12-31T00:00:00Z") });
    expect(all.length).toBeGreaterThan(17_000);
    for (const [i, one] of all.entries()) if (i > 0 && one.from !== all[i - 1]!.until) expect.fail(`${name}: a gap or an overlap at ${toIso(one.from)}`);
  }
});

const hoursOf = (name: string, date: string): number => {
  const night = occurrences(dayAndNight(name), "first", { from: on(date, "20:00", name), until: on(date, "20:01", name) })[0]!;
  return (night.until - night.from) / 3_600_000;
};

test("[O5] the night of a clock change is longer or shorter by the change", () => {
  expect(["2027-03-12", "2027-03-13", "2027-11-06"].map((date) => hoursOf("America/New_York", date))).toEqual([12, 11, 13]);
  expect(["2027-04-03", "2027-10-02"].map((date) => hoursOf("Australia/Lord_Howe", date))).toEqual([12.5, 11.5]);
  expect(["2027-04-03", "2027-09-25"].map((date) => hoursOf("Pacific/Chatham", date))).toEqual([13, 11]);
});

test("[O3] where the clock skips from 02:00 to 03:00, a shift that begins at 02:30 begins at 03:00, and the one that ends then ends there", () => {
  const plan = planOf("America/New_York", [shift(7, "00:00", "02:30", lee), shift(7, "02:30", "08:00", cho)]);
  const change = fromIso("2027-03-14T07:00:00Z");
  expect(resolve(plan, instant(change - 1)).person).toBe(lee);
  expect(resolve(plan, change)).toMatchObject({ person: cho, until: fromIso("2027-03-14T12:00:00Z") });
});

test("[O4] where 01:30 comes twice, the hand-over is at the first, and an override can name the second", () => {
  const plan = planOf("America/New_York", [shift(6, "19:00", "01:30", lee), shift(7, "01:30", "07:00", cho)]);
  const [first, second] = [fromIso("2027-11-07T05:30:00Z"), fromIso("2027-11-07T06:30:00Z")];
  expect(resolve(plan, instant(first - 1)).person).toBe(lee);
  expect(resolve(plan, first).person).toBe(cho);
  const held = { ...plan, overrides: [{ id: "o", rank: "first" as const, from: first, until: second, person: lee }] };
  expect([first, second].map((at) => resolve(held, at).person)).toEqual([lee, cho]);
});

test("[O3] on the day that Samoa left out, its shifts do not happen, and the night before goes on to its end on the wall", () => {
  const plan = planOf("Pacific/Apia", [shift(4, "19:00", "07:00", lee), shift(5, "08:00", "17:00", cho), shift(5, "19:00", "07:00", osei)]);
  const all = occurrences(plan, "first", { from: fromIso("2011-12-30T06:00:00Z"), until: fromIso("2011-12-31T06:00:00Z") });
  const change = fromIso("2011-12-30T10:00:00Z");
  expect(all.map((span) => [personIn(span), span.from, span.until])).toEqual([
    [lee, fromIso("2011-12-30T05:00:00Z"), change],
    [osei, change, plus(change, { hours: 7 })],
  ]);
});

test("[O2] a shift begins at its start and is over at its end", () => {
  const plan = planOf("Asia/Kathmandu", [shift(4, "19:00", "07:00", lee)]);
  const [start, end] = [on("2027-01-14", "19:00", plan.zone), on("2027-01-15", "07:00", plan.zone)];
  expect([instant(start - 1), start, instant(end - 1), end].map((at) => resolve(plan, at).person)).toEqual([null, lee, lee, null]);
});

test("[O8] the answer names the rule, the version, the zone and the time zone database", () => {
  const plan = dayAndNight("America/New_York");
  const at = fromIso("2027-01-14T07:14:00Z");
  expect(resolve(plan, at)).toEqual({ person: cho, until: fromIso("2027-01-14T12:00:00Z"), next: lee, why: "Weekly first shift Wednesday 19:00 to 07:00, schedule version 3 (America/New_York, tz database 2026c)." });
  const overridden = { ...plan, overrides: [{ id: "o", rank: "first" as const, from: fromIso("2027-01-14T07:00:00Z"), until: fromIso("2027-01-14T09:00:00Z"), person: osei }] };
  expect(resolve(overridden, at)).toMatchObject({ person: osei, next: cho, why: "Override of first from Thursday 2027-01-14 02:00 to Thursday 2027-01-14 04:00, over schedule version 3 (America/New_York, tz database 2026c)." });
  expect(resolve(planOf(plan.zone, []), at).why).toBe("Nobody is first: no override, and no shift of schedule version 3, covers Thursday 2027-01-14 02:14 (America/New_York, tz database 2026c).");
});

test("[O7] one who is always on duty has nobody after them within the look-ahead", () => {
  const plan = planOf("UTC", WEEK.map((day) => shift(day, "00:00", "00:00", lee)));
  const at = fromIso("2027-01-14T07:14:00Z");
  expect(resolve(plan, at)).toMatchObject({ person: lee, until: plus(at, { days: 8 }), next: null });
});
