import fc from "fast-check";
import { expect, test } from "vitest";
import type { PersonId } from "../../../foundation/ids.ts";
import { fromIso, instant, plus, toIso, type Instant } from "../../../foundation/time.ts";
import { isOpen, type Timetable } from "../../directory/index.ts";
import { step, type Case, type Effect, type Event } from "./core.ts";
import { isOver, outcomeOf } from "./hold-outcome.ts";
import { HELD_LADDER } from "./ladder.ts";
import { HOLD_DAYS_MAX, officeOpens } from "./office-opens.ts";
import { sayOpening } from "./say.ts";

const weekdays: Timetable = { zone: "America/New_York", hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: "08:00", close: "17:00" })), holidays: ["2027-01-18"] };
const opensAt = (iso: string, table = weekdays): string | undefined => {
  const opening = officeOpens(table, fromIso(iso));
  return opening === undefined ? undefined : toIso(opening);
};

test("[D28] an office opens at its own opening time, after the weekend and the holiday; an open one is open now; one without hours, never", () => {
  expect(opensAt("2027-01-14T07:14:00Z")).toBe("2027-01-14T13:00:00.000Z");
  expect(opensAt("2027-01-15T22:00:00Z")).toBe("2027-01-19T13:00:00.000Z");
  expect(opensAt("2027-01-14T15:00:00Z")).toBe("2027-01-14T15:00:00.000Z");
  expect(opensAt("2027-01-14T07:14:00Z", { ...weekdays, hours: [] })).toBeUndefined();
  expect(opensAt("2027-01-14T22:00:00Z", { ...weekdays, hours: [{ weekday: 4, open: "08:00", close: "17:00" }] })).toBeUndefined();
});

test("[D28] a day with hours of its own opens at those, and an office that closed early is open when it opens again", () => {
  const eve = { kind: "date" as const, date: "2027-01-14", name: "Training", spans: [{ open: "11:00", close: "15:00" }] };
  expect(opensAt("2027-01-14T07:14:00Z", { ...weekdays, days: [eve] })).toBe("2027-01-14T16:00:00.000Z");
  const closing = { from: fromIso("2027-01-14T13:00:00Z"), until: fromIso("2027-01-14T19:00:00Z") };
  expect(opensAt("2027-01-14T14:00:00Z", { ...weekdays, closings: [closing] })).toBe("2027-01-14T19:00:00.000Z");
});

test("[D28] whenever it is asked, in zones whose clocks change by an hour and by half of one, the office is open at the instant that is named and at none between", () => {
  const asked = fc.tuple(fc.integer({ min: fromIso("2026-01-01T00:00:00Z"), max: fromIso("2028-12-31T00:00:00Z") }), fc.constantFrom("America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"), fc.double({ min: 0, max: 0.999, noNaN: true }));
  fc.assert(fc.property(asked, ([ms, zone, part]) => {
    const table = { ...weekdays, zone };
    const at = instant(ms);
    const opening = officeOpens(table, at)!;
    expect(isOpen(table, opening)).toBe(true);
    expect(opening).toBeLessThanOrEqual(plus(at, { days: HOLD_DAYS_MAX }));
    if (opening > at) expect(isOpen(table, instant(Math.floor(at + part * (opening - at))))).toBe(false);
  }));
});

test("[D28] the opening is said by the office's own clock", () => {
  expect(sayOpening(fromIso("2027-01-14T13:00:00Z"), fromIso("2027-01-14T07:14:00Z"), "America/New_York")).toBe("today 08:00 EST");
  expect(sayOpening(fromIso("2027-01-19T13:00:00Z"), fromIso("2027-01-15T22:00:00Z"), "America/New_York")).toBe("Tuesday 08:00 EST");
});

const start = fromIso("2027-01-14T07:14:00Z");
const opening = fromIso("2027-01-14T13:00:00Z");
const [ana, lee] = ["ana", "lee"] as PersonId[] as [PersonId, PersonId];
const duty = { first: { person: lee, name: "Dr Lee", until: plus(start, { hours: 48 }), why: "By the weekly shift." }, backup: null, why: "", opens: { at: opening, say: "today 08:00 EST" } };
const held: Case = { state: "working", revision: 1, steps: HELD_LADDER, tries: [], takenBy: null, takenAt: null, nextAt: start, passed: [] };

/** Time goes to where its timer is set, and it rings; or something happens before. */
type Turn = "ring" | "clock set back" | "called again" | "not reached" | "reached" | "taken";
function eventOf(before: Case, what: Turn): Event | undefined {
  const rings: Event = { kind: "due", waitedFor: before.nextAt, duty, fresh: null };
  const number = before.tries.findLastIndex(({ outcome }) => outcome === "asked");
  const rang = (result: "reached" | "not-reached"): Event | undefined => (number < 0 ? undefined : { kind: "rang", number, result, by: ana });
  return {
    ring: rings, "clock set back": rings, "called again": { kind: "called-again" } as const, taken: { kind: "acknowledge", me: lee, assigned: true, revision: 1 } as const,
    "not reached": rang("not-reached"), reached: rang("reached"),
  }[what];
}

function turn(before: Case, at: Instant, what: Turn): { after: Case; effects: readonly Effect[]; at: Instant } {
  const event = eventOf(before, what);
  const now = { ring: instant(Math.max(at, before.nextAt ?? at)), "clock set back": plus(at, { hours: -3 }) }[what as "ring"] ?? at;
  if (!event || before.state !== "working") return { after: before, effects: [], at: now };
  const { case: after, effects } = step(before, event, now);
  const timer = effects.findLast(({ kind }) => kind === "timer");
  return { after: timer?.kind === "timer" ? { ...after, nextAt: timer.at } : after, effects, at: now };
}

/** What a page brings: it is accepted, and the wait for an answer begins. */
function paged({ after, effects, at }: ReturnType<typeof turn>): Case {
  if (!effects.some(({ kind }) => kind === "page")) return after;
  const tries = after.tries.map((one, index, all) => (index === all.length - 1 ? { ...one, outcome: "accepted" as const, answeredAt: at } : one));
  return { ...after, tries, nextAt: plus(at, { minutes: after.steps[tries.at(-1)!.rung.step]!.patienceMinutes }) };
}

test("[D28] [D3] whatever happens to a held message in whatever order, nobody is asked before the office is late, unless its caller rang again; and it ends with a person or the alarm", () => {
  const turns = fc.array(fc.constantFrom<Turn>("ring", "ring", "ring", "clock set back", "called again", "not reached", "reached", "taken"), { maxLength: 8 });
  fc.assert(fc.property(turns, (story) => {
    let [now, at, isExcused]: [Case, Instant, boolean] = [held, start, false];
    for (const what of [...story, ...Array.from({ length: 12 }, () => "ring" as const)]) {
      const next = turn(now, at, what);
      // On a clock that was set back the timer rings when its minutes have passed, whatever the clock shows.
      isExcused ||= (what === "called again" && next.effects.length > 0) || what === "clock set back";
      const isAsking = next.effects.some(({ kind }) => kind === "page" || kind === "ask-desk");
      if (isAsking && !isExcused) expect(next.at).toBeGreaterThanOrEqual(plus(opening, { minutes: 30 }));
      [now, at] = [paged(next), next.at];
      if (now.state === "working") expect(now.nextAt).not.toBeNull();
    }
    expect(["alarm", "taken"]).toContain(now.state);
  }), { numRuns: 2_000 });
});

test("[D29] a hold is over when somebody has the message or a newer text took its place, and not before", () => {
  const outcomes = (["working", "alarm", "taken", "superseded"] as const).flatMap((state) => [true, false].map((officeHad) => outcomeOf({ state, officeHad })));
  expect(outcomes).toEqual(["waiting", "waiting", "alarm", "alarm", "office", "clinician", "corrected", "corrected"]);
  expect(outcomes.map(isOver)).toEqual([false, false, false, false, true, true, true, true]);
});
