import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "../../../foundation/time.ts";
import { sayRung } from "./say.ts";
import { nextRing, whomNext, type Outsider } from "./whom-next.ts";

const person = fc.record({ duty: fc.constantFrom("night-lead" as const, "owner" as const) });
const people = fc.array(person, { minLength: 1, maxLength: 10 }).map((all) => all.map((one, i): Outsider => ({ ...one, place: i + 1 })));

test("[NL1] in each round everybody is rung once, leads before owners, each in their order", () => {
  fc.assert(fc.property(people, fc.nat({ max: 20 }), (all, round) => {
    const rung = all.map((_, i) => whomNext(all, round * all.length + i)!);
    expect(new Set(rung).size).toBe(all.length);
    const owner = rung.findIndex(({ duty }) => duty === "owner");
    if (owner >= 0) expect(rung.slice(owner).every(({ duty }) => duty === "owner")).toBe(true);
    for (const duty of ["night-lead", "owner"]) expect(rung.filter((one) => one.duty === duty).map(({ place }) => place)).toEqual(all.filter((one) => one.duty === duty).map(({ place }) => place));
  }));
});

test("[NL1] the next call is always later, and never further off than a quarter of an hour", () => {
  fc.assert(fc.property(fc.nat({ max: 10 }), fc.integer({ min: 1, max: 10_000 }), (count, turns) => {
    const pause = nextRing(count, turns, instant(1_000)) - 1_000;
    expect(pause).toBeGreaterThanOrEqual(20_000);
    expect(pause).toBeLessThanOrEqual(15 * 60_000);
  }));
  expect([1, 2, 3, 4].map((turns) => nextRing(2, turns, instant(0)) / 1000)).toEqual([20, 60, 20, 60]);
  expect(whomNext([], 3)).toBeUndefined();
});

test("[NL4] the line names the person and how the call ended", () => {
  expect(sayRung({ name: "Jo Park", duty: "night-lead" }, "busy")).toBe("The night lead, Jo Park, was rung: the line was busy.");
});
