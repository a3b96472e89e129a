import fc from "fast-check";
import { expect, test } from "vitest";
import type { PersonId } from "../../../foundation/ids.ts";
import { fromIso, instant, plus, type Instant } from "../../../foundation/time.ts";
import { holesOf, isSeen, type Hole, type Reach, type Reachable } from "./coverage.ts";
import { bare, type Plan, type Rank } from "./plan.ts";
import { personIn, spansOf } from "./spans.ts";

const DAYS = 60;
const RANKS = ["first", "backup"] as const satisfies readonly Rank[];
const MINUTE = 60_000;
const WEEK = 7 * 1440;
const FROM = fromIso("2027-01-11T00:00:00Z"); // A Monday, so that minutes of the week count from here.
const WINDOW = { from: FROM, until: plus(FROM, { days: DAYS }) };
const PEOPLE = ["lee", "cho", "ito", "osei"] as PersonId[];
const minute = (m: number): Instant => instant(FROM + m * MINUTE);
const time = (m: number): string => `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`;
const coverOf = (plan: Plan) => RANKS.map((rank) => ({ rank, spans: spansOf(plan, rank, WINDOW).map((span) => ({ from: span.from, until: span.until, person: personIn(span) })) }));

const person = fc.constantFrom(...PEOPLE);
/** Shifts one after another around the week, each up to a day, some left out: so no two of a rank overlap. */
const shiftsOf = (rank: Rank) =>
  fc.array(fc.record({ length: fc.integer({ min: 1, max: 1440 }), person, kept: fc.boolean() }), { maxLength: 14 }).map((given) => {
    let at = 0;
    return given.flatMap(({ length, person: who, kept }, i) => {
      const start = at;
      at += length;
      if (!kept || at > WEEK) return [];
      return [{ id: `${rank}${i}`, weekday: Math.floor(start / 1440) + 1, start: time(start % 1440), end: time(at % 1440), person: who, rank }];
    });
  });
const override = fc.record({ id: fc.uuid(), rank: fc.constantFrom(...RANKS), from: fc.integer({ min: -2000, max: DAYS * 1440 }), length: fc.integer({ min: 1, max: 20_000 }), person })
  .map(({ from, length, ...rest }) => ({ ...rest, from: minute(from), until: minute(from + length) }));
const plans: fc.Arbitrary<Plan> = fc.record({ shifts: fc.tuple(shiftsOf("first"), shiftsOf("backup")).map((both) => both.flat()), overrides: fc.array(override, { maxLength: 12 }) }).map((given) => bare({ version: 1, zone: "UTC", ...given }));
const reaches: fc.Arbitrary<Reachable> = fc.record({ how: fc.tuple(...PEOPLE.map(() => fc.constantFrom<Reach>("verified", "verified", "unverified", "left"))), deskAlarm: fc.boolean() })
  .map(({ how, deskAlarm }) => ({ of: (who) => how[PEOPLE.indexOf(who)]!, deskAlarm }));

/** Who stands at each minute of the week in one rank, worked out from the plan alone: no code of the rule is in it. */
function weekOf({ shifts }: Plan, rank: Rank): (PersonId | undefined)[] {
  const week: (PersonId | undefined)[] = Array.from({ length: WEEK });
  const inDay = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  for (const shift of shifts.filter((one) => one.rank === rank)) {
    const length = (inDay(shift.end) - inDay(shift.start) + 1440) % 1440 || 1440;
    for (let m = 0; m < length; m++) week[((shift.weekday - 1) * 1440 + inDay(shift.start) + m) % WEEK] = shift.person;
  }
  return week;
}

/** For each minute of the 60 days, whether it is a hole. */
function walk(plan: Plan, { of, deskAlarm }: Reachable): boolean[] {
  const ranks = RANKS.map((rank) => ({ week: weekOf(plan, rank), overrides: plan.overrides.filter((one) => one.rank === rank) }));
  return Array.from({ length: DAYS * 1440 }, (_, m) => {
    const at = minute(m);
    const reached = new Set<PersonId>();
    for (const { week, overrides } of ranks) {
      const who = overrides.findLast((one) => one.from <= at && at < one.until)?.person ?? week[m % WEEK];
      if (who !== undefined && of(who) === "verified") reached.add(who);
    }
    return reached.size === 0 || (reached.size === 1 && !deskAlarm);
  });
}

test("[CV1] the proof agrees with a walk over every minute of the next 60 days, for any week and any overrides", () => {
  fc.assert(fc.property(plans, reaches, (plan, reachable) => {
    const found = holesOf(coverOf(plan), reachable, WINDOW);
    const said: boolean[] = Array.from({ length: DAYS * 1440 }, () => false);
    for (const { from, until } of found) said.fill(true, (from - FROM) / MINUTE, (until - FROM) / MINUTE);
    const walked = walk(plan, reachable);
    expect(said.findIndex((hole, m) => hole !== walked[m])).toBe(-1);
  }), { numRuns: 40 });
});

test("[CV1] holes come in order, inside the window, longer than nothing, and no two neighbours say the same", () => {
  fc.assert(fc.property(plans, reaches, (plan, reachable) => {
    const holes = holesOf(coverOf(plan), reachable, WINDOW);
    for (const [i, hole] of holes.entries()) {
      const before = holes[i - 1];
      expect(hole.from).toBeLessThan(hole.until);
      expect(hole.from).toBeGreaterThanOrEqual(before?.until ?? WINDOW.from);
      expect(hole.until).toBeLessThanOrEqual(WINDOW.until);
      if (before?.until === hole.from) expect([before.rank, before.why]).not.toEqual([hole.rank, hole.why]);
    }
  }), { numRuns: 60 });
});

const HOUR = 60;
const piece = (from: number, until: number, who: string | null) => ({ from: minute(from), until: minute(until), person: who as PersonId | null });
const day = { from: minute(0), until: minute(1440) };
const how = (ways: Readonly<Record<string, Reach>>, deskAlarm = true): Reachable => ({ of: (who) => ways[who] ?? "verified", deskAlarm });

test("[CV1] a backup who can be reached covers the gap of the first, and nobody at all is a hole of the first rank", () => {
  const first = { rank: "first", spans: [piece(0, 8 * HOUR, "lee"), piece(8 * HOUR, 1440, null)] };
  expect(holesOf([first, { rank: "backup", spans: [piece(0, 1440, "cho")] }], how({}), day)).toEqual([]);
  expect(holesOf([first, { rank: "backup", spans: [piece(0, 1440, null)] }], how({}), day)).toEqual([{ from: minute(8 * HOUR), until: minute(1440), rank: "first", why: "nobody" }]);
});

test("[CV1] a doctor without an enrolled device, and one who has left, are named by their rank and by what is wrong", () => {
  const cover = [{ rank: "first", spans: [piece(0, 1440, "lee")] }, { rank: "backup", spans: [piece(0, 720, "cho"), piece(720, 1440, null)] }];
  expect(holesOf(cover, how({ lee: "unverified" }), day)).toMatchObject([{ from: minute(720), rank: "first", why: "unverified" }]);
  expect(holesOf(cover, how({ lee: "left", cho: "unverified" }), day)).toMatchObject([{ from: minute(0), until: minute(1440), rank: "first", why: "left" }]);
});

test("[CV1] without the alarm at the desk one person alone, even in both ranks, has nothing behind them", () => {
  const cover = [{ rank: "first", spans: [piece(0, 1440, "lee")] }, { rank: "backup", spans: [piece(0, 1440, "lee")] }];
  expect(holesOf(cover, how({}, false), day)).toMatchObject([{ rank: "backup", why: "no-backstop" }]);
  expect(holesOf(cover, how({}), day)).toEqual([]);
});

test("[CV3] a hole is acknowledged by its rank, its reason and its times: a longer, another or one hole more is not", () => {
  const hole: Hole = { from: minute(60), until: minute(120), rank: "first", why: "nobody" };
  const seen = { hole, holes: 2 };
  expect(isSeen(seen, [])).toBe(true);
  expect(isSeen(seen, [hole, { ...hole, from: minute(200), until: minute(210) }])).toBe(true);
  expect(isSeen(seen, [{ ...hole, from: minute(70) }])).toBe(true);
  for (const other of [{ ...hole, until: minute(121) }, { ...hole, from: minute(59) }, { ...hole, rank: "backup" }, { ...hole, why: "left" as const }]) expect(isSeen(seen, [other])).toBe(false);
  expect(isSeen({ hole, holes: 1 }, [hole, hole])).toBe(false);
});
