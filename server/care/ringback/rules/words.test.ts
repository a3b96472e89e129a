import { expect, test } from "vitest";
import { codeOf, countsAs, sayOutcome, type Outcome } from "./words.ts";

test("[RB4] what came of a try is a sentence with who was not reached and why, or with how long they talked", () => {
  expect(sayOutcome({ kind: "talked", seconds: 192 })).toContain("talked for 3 min 12 s");
  expect(sayOutcome({ kind: "caller-not-reached", why: "busy" })).toContain("the caller was busy");
  expect(sayOutcome({ kind: "clinician-not-reached", why: "no-key" })).toMatch(/nobody pressed 1.*The caller was not rung/);
  expect(codeOf({ kind: "caller-not-reached", why: "busy" })).toBe("caller-not-reached busy");
});

const cases: readonly (readonly [Outcome, ReturnType<typeof countsAs>])[] = [
  [{ kind: "talked", seconds: 15 }, "reached"], [{ kind: "talked", seconds: 14 }, undefined], [{ kind: "caller-not-reached", why: "no-answer" }, "no-answer"],
  [{ kind: "caller-not-reached", why: "trunk-fault" }, undefined], [{ kind: "clinician-not-reached", why: "busy" }, undefined], [{ kind: "cut-off" }, undefined],
];
test.each(cases)("[RB5] %o counts as %s", (outcome, counts) => {
  expect(countsAs(outcome)).toBe(counts);
});
