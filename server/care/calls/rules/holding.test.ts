import fc from "fast-check";
import { expect, test } from "vitest";
import type { PersonId } from "../../../foundation/ids.ts";
import { instant, type Instant } from "../../../foundation/time.ts";
import { arriving, nextOf, type CallEvent, type CallState, type Effect } from "./call-machine.ts";
import { HOLD_OFFICE_SECONDS, HOLD_REMINDER_SECONDS, holdLasts, standingOfHold } from "./holding.ts";

const ana = "00000000-0000-7000-8000-00000000000a" as PersonId;
const t = (seconds: number): Instant => instant(1_800_000_000_000 + seconds * 1000);
const after = (state: CallState, event: CallEvent, at: Instant): { state: CallState; effects: readonly Effect[] } => {
  const verdict = nextOf(state, event, at);
  return verdict.kind === "moved" ? verdict : { state, effects: [] };
};
const talking = (): CallState => (["leg-up", "offer", "answer"] as const).reduce((state, kind) => after(state, { kind, operator: ana } as CallEvent, t(0)).state, arriving(false, t(0)));
const held = (): CallState => after(talking(), { kind: "hold", operator: ana }, t(0)).state;

/** Looks at the call at each of these seconds, as the tick does, and tells at which of them somebody was reminded. */
function reminded(from: CallState, seconds: readonly number[]): { at: number[]; state: CallState; effects: Effect[] } {
  const at: number[] = [];
  const effects: Effect[] = [];
  let state = from;
  for (const second of seconds) {
    if (!holdLasts(state, t(second))) continue;
    const next = after(state, { kind: "hold-lasts" }, t(second));
    at.push(second);
    effects.push(...next.effects);
    state = next.state;
  }
  return { at, state, effects };
}

test("[C20] a hold reminds the desk at one and at two minutes and tells the office at five, once each, and does nothing to the caller's line", () => {
  const { at, state, effects } = reminded(held(), Array.from({ length: 7200 }, (_, second) => second));
  expect(at).toEqual([...HOLD_REMINDER_SECONDS, HOLD_OFFICE_SECONDS]);
  expect(at).toEqual([60, 120, 300]);
  expect(effects).toEqual([]);
  expect(state).toMatchObject({ phase: "held", since: t(0), operator: ana });
  expect(standingOfHold(state)).toEqual({ reminders: 2, officeTold: true });
});

test("[C20] however seldom and unevenly the clock is looked at, nobody is reminded too early, twice, or after the caller is back", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 60 }), fc.integer({ min: 0, max: 900 }), (looks, back) => {
      const sorted = looks.toSorted((a, b) => a - b);
      const { at, state } = reminded(held(), sorted.filter((second) => second < back));
      at.forEach((second, i) => expect(second).toBeGreaterThanOrEqual([...HOLD_REMINDER_SECONDS, HOLD_OFFICE_SECONDS][i]!));
      expect(at.length).toBeLessThanOrEqual(3);
      const resumed = after(state, { kind: "resume", operator: ana }, t(back)).state;
      expect(reminded(resumed, sorted.filter((second) => second >= back)).at).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test("[C20] each hold has its own clock: a caller who was gone back to is not counted from the hold before", () => {
  const first = reminded(held(), [59, 60, 130]);
  const back = after(first.state, { kind: "resume", operator: ana }, t(140)).state;
  const again = after(back, { kind: "hold", operator: ana }, t(150)).state;
  expect(standingOfHold(again)).toEqual({ reminders: 0, officeTold: false });
  expect(reminded(again, [150, 209, 210, 269, 270]).at).toEqual([210, 270]);
});
