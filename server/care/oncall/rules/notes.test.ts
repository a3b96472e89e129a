import fc from "fast-check";
import { expect, test } from "vitest";
import type { PersonId } from "../../../foundation/ids.ts";
import { fromIso, instant, plus, type Instant } from "../../../foundation/time.ts";
import { bare, type Note, type Plan, type Rank, type Shift } from "./plan.ts";
import { resolve } from "./resolve.ts";
import { personIn, spansOf } from "./spans.ts";

const person = (n: number) => `00000000-0000-7000-8000-00000000000${n}` as PersonId;
const [lee, cho, osei, park] = [person(1), person(2), person(3), person(4)];
const AT = fromIso("2027-01-14T17:00:00Z"); // Noon in New York.

const always = (who: PersonId, rank: Rank): Shift[] => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ id: `${rank}${weekday}`, weekday, start: "07:00", end: "07:00", person: who, rank }));
const note = (who: PersonId, standIn: PersonId | null, hours: readonly [number, number] = [-1, 3]): Note => ({ id: `n${who}${standIn}`, person: who, standIn, from: plus(AT, { hours: hours[0] }), until: plus(AT, { hours: hours[1] }) });
const planOf = (notes: readonly Note[], shifts = [...always(lee, "first"), ...always(cho, "backup"), ...always(osei, "third")]): Plan => bare({ version: 2, zone: "America/New_York", shifts, notes });
const ask = (plan: Plan, rank: Rank = "first", at = AT) => resolve(plan, { rank, at, tzVersion: "2026c" });
const who = (plan: Plan, rank?: Rank, at?: Instant) => ask(plan, rank, at).person;

test("[O22] a note that names a stand-in moves the page to them while it holds, and ends by itself", () => {
  const plan = planOf([note(lee, park)]);
  expect(ask(plan)).toMatchObject({ person: park, until: plus(AT, { hours: 3 }), next: lee });
  expect([plus(AT, { hours: -1 }), instant(plus(AT, { hours: -1 }) - 1), instant(plus(AT, { hours: 3 }) - 1), plus(AT, { hours: 3 })].map((at) => who(plan, "first", at))).toEqual([park, lee, park, lee]);
});

test("[O22] of two notes about one person the last that was added counts", () => {
  expect(who(planOf([note(lee, park), note(lee, osei)]))).toBe(osei);
});

test("[O23] a note without a stand-in moves the page to whoever is asked next, and who is asked next stays where they are", () => {
  const plan = planOf([note(lee, null)]);
  expect([who(plan), who(plan, "backup"), who(plan, "third")]).toEqual([cho, cho, osei]);
  expect(who(planOf([note(lee, null), note(cho, null)]))).toBe(osei);
});

test("[O23] a stand-in who is away is stood in for in turn, and stand-ins who name each other lead to whoever is asked next", () => {
  expect(who(planOf([note(lee, park), note(park, osei)]))).toBe(osei);
  expect(who(planOf([note(lee, park), note(park, lee)]))).toBe(cho);
  expect(who(planOf([note(lee, cho), note(cho, null)]))).toBe(osei);
});

test("[O23] when everybody who is asked is away, nobody is on duty, and the answer says why", () => {
  const plan = planOf([note(lee, null)], always(lee, "first"));
  expect(ask(plan)).toMatchObject({ person: null, until: plus(AT, { hours: 3 }), next: lee });
  expect(ask(plan).why).toContain("Status note until Thursday 2027-01-14 15:00: first cannot be reached");
});

test("[O24] the answer names the note, what it did and what lies under it, and nobody's name", () => {
  expect(ask(planOf([note(lee, park)])).why).toBe(
    "Status note until Thursday 2027-01-14 15:00: first cannot be reached, and a stand-in is named; under it: Weekly first shift Thursday 07:00 to 07:00, schedule version 2 (America/New_York, tz database 2026c).",
  );
  expect(ask(planOf([note(lee, null)])).why).toContain("first cannot be reached, so whoever is asked next is paged; under it:");
  expect(ask(planOf([note(lee, park), note(park, null)])).why).toContain("and its stand-in is away too; under it:");
});

const anyone = fc.constantFrom(lee, cho, osei, park);
const anyNote = fc.record({ by: anyone, standIn: fc.option(anyone), from: fc.integer({ min: -20, max: 20 }), hours: fc.integer({ min: 1, max: 20 }) })
  .map(({ by, standIn, from, hours }) => note(by, standIn === by ? null : standIn, [from, from + hours]));

test("[O23] whatever notes there are, nobody is paged who has said that they cannot be reached, and each instant is in exactly one span", () => {
  fc.assert(fc.property(fc.array(anyNote, { maxLength: 6 }), fc.constantFrom<Rank>("first", "backup", "third"), (notes, rank) => {
    const plan = planOf(notes);
    const window = { from: plus(AT, { hours: -24 }), until: plus(AT, { hours: 48 }) };
    const spans = spansOf(plan, rank, window);
    expect([spans[0]!.from, spans.at(-1)!.until]).toEqual([window.from, window.until]);
    for (const [i, span] of spans.entries()) {
      if (i > 0) expect(span.from).toBe(spans[i - 1]!.until);
      for (let part = 0; part < 4; part++) {
        const at = span.from + ((span.until - span.from) * part) / 4;
        expect(notes.some((one) => one.person === personIn(span) && one.from <= at && at < one.until)).toBe(false);
      }
    }
  }), { numRuns: 400 });
});
