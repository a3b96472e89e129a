import fc from "fast-check";
import { expect, test } from "vitest";
import type { AttemptId, PersonId } from "../../../foundation/ids.ts";
import { instant, milliseconds, plus, type Instant } from "../../../foundation/time.ts";
import { choosePerson } from "./choose-person.ts";
import { DEFAULT_LADDERS, type Step } from "./ladder.ts";
import { mayAcknowledge, type Standing } from "./may-acknowledge.ts";
import { nextMove, type Try, type Work } from "./next-move.ts";
import { clockTime, sayRung } from "./say.ts";

const start = instant(1_800_000_000_000);
const attempt = (n: number) => `attempt ${n}` as AttemptId;
const steps = (...list: [Step["who"], number, number][]): Step[] => list.map(([who, patienceMinutes, repeats]) => ({ who, patienceMinutes, repeats }));
const urgent = steps(["on-duty", 5, 1], ["backup", 5, 0], ["desk-alarm", 1, 0]);
const working = (tries: Try[], ladder = urgent): Work => ({ state: "working", steps: ladder, tries });
const tried = (step: number, repeat: number, more: Partial<Try> = {}): Try => ({ rung: { step, repeat }, attempt: attempt(step), outcome: "accepted", answeredAt: start, passed: false, ...more });

test("[D3] a new message pages the person on duty at once, and then waits as long as the step says", () => {
  expect(nextMove(working([]), start)).toEqual({ kind: "notify", rung: { step: 0, repeat: 0 }, role: "on-duty" });
  expect(nextMove(working([tried(0, 0)]), start)).toEqual({ kind: "wait", until: plus(start, { minutes: 5 }), rung: { step: 0, repeat: 1 } });
});

test("[D3] when patience runs out the step is repeated, then the backup is paged, then the desk has an alarm", () => {
  const late = plus(start, { minutes: 5 });
  expect(nextMove(working([tried(0, 0)]), late)).toMatchObject({ kind: "notify", rung: { step: 0, repeat: 1 } });
  expect(nextMove(working([tried(0, 0), tried(0, 1)]), late)).toMatchObject({ kind: "notify", rung: { step: 1, repeat: 0 }, role: "backup" });
  expect(nextMove(working([tried(0, 0), tried(0, 1), tried(1, 0)]), late)).toEqual({ kind: "alarm" });
});

test("[D4] with nobody on duty, or a person who passes, the rest of the step is skipped at once", () => {
  expect(nextMove(working([tried(0, 0, { outcome: "nobody", attempt: null })]), start)).toMatchObject({ kind: "notify", rung: { step: 1, repeat: 0 } });
  expect(nextMove(working([tried(0, 0, { passed: true })]), start)).toMatchObject({ kind: "notify", rung: { step: 1, repeat: 0 } });
});

test("[D4] a way that failed is not tried again for the same person: whoever is next is reached at once", () => {
  expect(nextMove(working([tried(0, 0, { outcome: "failed" })]), start)).toMatchObject({ kind: "notify", rung: { step: 1, repeat: 0 }, role: "backup" });
  expect(nextMove(working([tried(0, 0, { outcome: "failed" }), tried(1, 0, { outcome: "failed" })]), start)).toEqual({ kind: "alarm" });
});

test("[D5] a claim that has no answer is repeated under the same id", () => {
  expect(nextMove(working([tried(0, 0, { outcome: "claimed", answeredAt: null })]), start)).toEqual({ kind: "again", rung: { step: 0, repeat: 0 }, attempt: attempt(0) });
});

test("[D3] a clock that was set back never makes anybody wait longer than the step says", () => {
  const back = plus(start, { hours: -2 });
  expect(nextMove(working([tried(0, 0)]), back)).toMatchObject({ kind: "wait", until: plus(back, { minutes: 5 }) });
});

const step = (who: Step["who"]) => fc.record({ who: fc.constant(who), patienceMinutes: fc.double({ min: 0.05, max: 120, noNaN: true }), repeats: fc.integer({ min: 0, max: 5 }) });
const ladder = fc.array(fc.oneof(step("on-duty"), step("backup")), { minLength: 1, maxLength: 9 }).chain((people) => step("desk-alarm").map((end) => [...people, end]));
const outcome = fc.constantFrom("nobody", "claimed", "accepted", "failed", "passed");

/** Plays a ladder to its end against whatever the world answers, and gives every move. */
function play(ladderSteps: Step[], answers: string[]): { moves: string[]; took: number } {
  const tries: Try[] = [];
  const moves: string[] = [];
  let at: Instant = start;
  for (let turn = 0; turn < 1000; turn++) {
    const move = nextMove(working(tries, ladderSteps), at);
    moves.push(move.kind);
    if (move.kind === "alarm") break;
    if (move.kind === "wait") at = move.until;
    if (move.kind === "again") tries.push({ ...tries.pop()!, outcome: "accepted", answeredAt: at });
    if (move.kind === "notify") {
      const said = answers[tries.length % answers.length]!;
      tries.push({ rung: move.rung, attempt: attempt(tries.length), outcome: said === "passed" ? "accepted" : (said as Try["outcome"]), answeredAt: said === "claimed" ? null : at, passed: said === "passed" });
    }
  }
  return { moves, took: at - start };
}

test("[D3] whatever happens, a ladder is never silent: it moves or waits a known time until it ends with the alarm", () => {
  fc.assert(fc.property(ladder, fc.array(outcome, { minLength: 1, maxLength: 20 }), (ladderSteps, answers) => {
    const { moves, took } = play(ladderSteps, answers);
    expect(moves.at(-1)).toBe("alarm");
    expect(moves).not.toContain("nothing");
    const longest = ladderSteps.slice(0, -1).reduce((sum, one) => sum + milliseconds({ minutes: one.patienceMinutes }) * (one.repeats + 1), 0);
    expect(took).toBeLessThanOrEqual(Math.ceil(longest) + 60);
  }));
});

test("[D6] once it is taken, superseded or an alarm, the ladder does nothing more", () => {
  fc.assert(fc.property(ladder, fc.constantFrom("taken" as const, "superseded" as const, "alarm" as const), fc.integer({ min: -1e9, max: 1e9 }), (ladderSteps, state, by) => {
    expect(nextMove({ state, steps: ladderSteps, tries: [tried(0, 0)] }, instant(start + by))).toEqual({ kind: "nothing" });
  }));
});

const lee = "lee" as PersonId;
const cho = "cho" as PersonId;
const duty = { first: { person: lee, name: "Dr Lee", until: plus(start, { hours: 1 }), why: "By the weekly shift." }, backup: null, why: "No backup is entered.", scheduleVersion: 7 };

const [onDutyStep, backupStep] = DEFAULT_LADDERS.urgent as readonly [Step, Step];

test("[D4] a role step pages whoever is on duty at that instant, never anybody else", () => {
  expect(choosePerson(onDutyStep, duty, { at: start, passed: [] })).toEqual({ person: lee, why: "By the weekly shift.", scheduleVersion: 7, until: duty.first!.until });
  expect(choosePerson(backupStep, duty, { at: start, passed: [] })).toEqual({ person: null, why: "No backup is entered.", scheduleVersion: 7 });
  expect(choosePerson(onDutyStep, duty, { at: plus(start, { hours: 1 }), passed: [] }).person).toBeNull();
  expect(choosePerson(onDutyStep, duty, { at: start, passed: [lee] })).toMatchObject({ person: null, why: "Dr Lee passed this message on. By the weekly shift." });
});

test("[D7] only a person who was paged may take the newest revision, and only the first one does", () => {
  const open: Standing = { state: "working", revision: 2, takenBy: null, takenAt: null };
  const ask = { me: cho, assigned: true, revision: 2 };
  expect(mayAcknowledge(open, ask)).toEqual({ kind: "yes" });
  expect(mayAcknowledge({ ...open, state: "alarm" }, ask)).toEqual({ kind: "yes" });
  expect(mayAcknowledge(open, { ...ask, assigned: false })).toEqual({ kind: "notAssigned" });
  expect(mayAcknowledge(open, { ...ask, revision: 1 })).toEqual({ kind: "newerRevision" });
  const taken: Standing = { ...open, state: "taken", takenBy: lee, takenAt: start };
  expect(mayAcknowledge(taken, ask)).toEqual({ kind: "taken", by: lee, at: start });
  expect(mayAcknowledge(taken, { ...ask, me: lee })).toEqual({ kind: "already", at: start });
});

test("[D7] times are said on the practice's clock, with its zone", () => {
  expect(clockTime(instant(Date.parse("2027-01-14T07:16:04Z")), "America/New_York")).toBe("02:16:04 EST");
  expect(clockTime(instant(Date.parse("2027-01-14T07:16:04Z")), "Nowhere/Else")).toBe("07:16:04 UTC");
  expect(sayRung(urgent, { step: 0, repeat: 1 })).toBe("whoever is on duty, paged again");
  expect(sayRung(urgent, { step: 2, repeat: 0 })).toBe("the alarm at the desk");
});
