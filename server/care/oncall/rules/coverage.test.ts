import fc from "fast-check";
import { expect, test } from "vitest";
import type { PersonId } from "../../../foundation/ids.ts";
import { fromIso, instant, plus, type Instant } from "../../../foundation/time.ts";
import { holesOf, isSeen, seatOf, type Asked, type AskingLadder, type By, type Hole, type RankCover, type Reach, type ReachOf } from "./coverage.ts";
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

const asked = (target: Asked["target"], more: Partial<Asked> = {}): Asked => ({ target, nth: 1, role: null, person: null, by: "page", ...more });
const FIRST_AND_BACKUP = [asked("on-duty"), asked("backup")];
const ladderOf = (asks: readonly Asked[] = FIRST_AND_BACKUP, more: Partial<AskingLadder> = {}): AskingLadder => ({ asks, alarm: true, mustReach: true, ...more });
interface Reachable { readonly of: ReachOf; readonly deskAlarm: boolean }
/** The holes of ranks alone, on the ladder that everybody has at first. */
const holesIn = (ranks: readonly RankCover[], { of, deskAlarm }: Reachable, window: { from: Instant; until: Instant }): Hole[] =>
  holesOf({ ranks, roles: [] }, { ladders: [{ ...window, ladders: [ladderOf(FIRST_AND_BACKUP, { alarm: deskAlarm })] }], of, window });

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
      if (who !== undefined && of(who, "page") === "verified") reached.add(who);
    }
    return reached.size === 0 || (reached.size === 1 && !deskAlarm);
  });
}

test("[CV1] the proof agrees with a walk over every minute of the next 60 days, for any week and any overrides", () => {
  fc.assert(fc.property(plans, reaches, (plan, reachable) => {
    const found = holesIn(coverOf(plan), reachable, WINDOW);
    const said: boolean[] = Array.from({ length: DAYS * 1440 }, () => false);
    for (const { from, until } of found) said.fill(true, (from - FROM) / MINUTE, (until - FROM) / MINUTE);
    const walked = walk(plan, reachable);
    expect(said.findIndex((hole, m) => hole !== walked[m])).toBe(-1);
  }), { numRuns: 40 });
});

test("[CV1] holes come in order, inside the window, longer than nothing, and no two neighbours say the same", () => {
  fc.assert(fc.property(plans, reaches, (plan, reachable) => {
    const holes = holesIn(coverOf(plan), reachable, WINDOW);
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
  expect(holesIn([first, { rank: "backup", spans: [piece(0, 1440, "cho")] }], how({}), day)).toEqual([]);
  expect(holesIn([first, { rank: "backup", spans: [piece(0, 1440, null)] }], how({}), day)).toEqual([{ from: minute(8 * HOUR), until: minute(1440), rank: "first", why: "nobody", person: null }]);
});

test("[CV1] a doctor without an enrolled device, and one who has left, are named by their rank and by what is wrong", () => {
  const cover = [{ rank: "first", spans: [piece(0, 1440, "lee")] }, { rank: "backup", spans: [piece(0, 720, "cho"), piece(720, 1440, null)] }];
  expect(holesIn(cover, how({ lee: "unverified" }), day)).toMatchObject([{ from: minute(720), rank: "first", why: "unverified" }]);
  expect(holesIn(cover, how({ lee: "left", cho: "unverified" }), day)).toMatchObject([{ from: minute(0), until: minute(1440), rank: "first", why: "left" }]);
});

test("[CV1] without the alarm at the desk one person alone, even in both ranks, has nothing behind them", () => {
  const cover = [{ rank: "first", spans: [piece(0, 1440, "lee")] }, { rank: "backup", spans: [piece(0, 1440, "lee")] }];
  expect(holesIn(cover, how({}, false), day)).toMatchObject([{ rank: "backup", why: "no-backstop" }]);
  expect(holesIn(cover, how({}), day)).toEqual([]);
});

const cover = (person: string | null, rank = "first") => ({ rank, spans: [piece(0, 1440, person)] });
const ways = (of: Readonly<Record<string, readonly By[] | "left">>): ReachOf => (who, by) => (of[who] === "left" ? "left" : of[who]?.includes(by) ? "verified" : "unverified");
const all: readonly By[] = ["page", "call", "desk"];

test("[CV1] a telephone that was proved reaches its doctor on a step that calls, and not on one that only pages a device", () => {
  const ranks = [cover("lee"), cover(null, "backup")];
  const found = (by: By, of: ReachOf) => holesOf({ ranks, roles: [] }, { ladders: [{ ...day, ladders: [ladderOf([asked("on-duty", { by })])] }], of, window: day });
  const telephone = ways({ lee: ["call", "desk"] });
  expect([found("call", telephone), found("desk", telephone)]).toEqual([[], []]);
  expect(found("page", telephone)).toMatchObject([{ rank: "first", why: "unverified", person: "lee" }]);
  expect(found("desk", ways({ lee: ["page", "call"] }))).toMatchObject([{ rank: "first", why: "unverified" }]);
});

test("[CV1] somebody whom no step asks covers nothing, a backup who has left is passed over as a message would pass over them, and a person by name counts", () => {
  const ranks = [cover(null), cover("lee", "backup"), cover("cho", "third")];
  const found = (asks: Asked[], of: ReachOf) => holesOf({ ranks, roles: [] }, { ladders: [{ ...day, ladders: [ladderOf(asks)] }], of, window: day });
  expect(found([asked("on-duty")], ways({ lee: all, cho: all }))).toMatchObject([{ why: "nobody" }]);
  expect(found(FIRST_AND_BACKUP, ways({ lee: "left", cho: all }))).toEqual([]);
  expect(found([asked("backup", { nth: 2 })], ways({ lee: all, cho: all }))).toEqual([]);
  expect(found([asked("person", { person: "osei" as PersonId })], ways({ osei: all }))).toEqual([]);
  expect(found([asked("person", { person: "osei" as PersonId })], ways({ osei: "left" }))).toMatchObject([{ rank: "by name", why: "left", person: "osei" }]);
});

test("[CV20] a role that a step asks for is proved for itself: its gap is a hole though somebody else is reached, and its own backup closes it", () => {
  const heart = (person: string | null, rank = "first") => ({ ...cover(person), rank: seatOf("cardiology", rank) });
  const ladders = [{ ...day, ladders: [ladderOf([asked("role", { role: "cardiology" }), asked("role", { role: "cardiology", nth: 2 }), ...FIRST_AND_BACKUP])] }];
  const found = (roles: RankCover[], of: ReachOf) => holesOf({ ranks: [cover("lee"), cover(null, "backup")], roles: roles.length > 0 ? [{ role: "cardiology", ranks: roles }] : [] }, { ladders, of, window: day });
  expect(found([], ways({ lee: all }))).toEqual([{ ...day, rank: "for cardiology", why: "nobody", person: null }]);
  expect(found([heart("ito")], ways({ lee: all }))).toMatchObject([{ rank: "for cardiology", why: "unverified", person: "ito" }]);
  expect(found([heart("ito"), heart("osei", "backup")], ways({ lee: all, osei: all }))).toEqual([]);
  expect(found([heart("ito")], ways({ ito: all }))).toEqual([]);
});

test("[CV20] a role is asked for in the hours of its ladder alone, and a role that nobody asks for may have gaps", () => {
  const [morning, night] = [{ from: minute(0), until: minute(720) }, { from: minute(720), until: minute(1440) }];
  const ladders = [{ ...morning, ladders: [ladderOf()] }, { ...night, ladders: [ladderOf([asked("role", { role: "cardiology" }), ...FIRST_AND_BACKUP])] }];
  const roles = [{ role: "cardiology", ranks: [{ rank: "for cardiology", spans: [piece(0, 900, null), piece(900, 1440, "ito")] }] }, { role: "surgery", ranks: [{ rank: "for surgery", spans: [piece(0, 1440, null)] }] }];
  expect(holesOf({ ranks: [cover("lee")], roles }, { ladders, of: ways({ lee: all, ito: all }), window: day })).toEqual([{ from: minute(720), until: minute(900), rank: "for cardiology", why: "nobody", person: null }]);
});

test("[CV3] a hole is acknowledged by its rank, its reason and its times: a longer, another or one hole more is not", () => {
  const hole: Hole = { from: minute(60), until: minute(120), rank: "first", why: "nobody", person: null };
  const seen = { hole, holes: 2 };
  expect(isSeen(seen, [])).toBe(true);
  expect(isSeen(seen, [hole, { ...hole, from: minute(200), until: minute(210) }])).toBe(true);
  expect(isSeen(seen, [{ ...hole, from: minute(70) }])).toBe(true);
  for (const other of [{ ...hole, until: minute(121) }, { ...hole, from: minute(59) }, { ...hole, rank: "backup" }, { ...hole, why: "left" as const }]) expect(isSeen(seen, [other])).toBe(false);
  expect(isSeen({ hole, holes: 1 }, [hole, hole])).toBe(false);
});
