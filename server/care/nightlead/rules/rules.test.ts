import fc from "fast-check";
import { expect, test } from "vitest";
import { instant, plus } from "../../../foundation/time.ts";
import { sayRung, sayTalking } from "./say.ts";
import { earliest, nextRing, owedAfter, TALKING_MINUTES_MAX, whomNext, type Outsider, type Whom } from "./whom-next.ts";

const at = instant(1_000_000);
const person = fc.record({ duty: fc.constantFrom("night-lead" as const, "owner" as const) });
const people = fc.array(person, { minLength: 1, maxLength: 10 }).map((all) => all.map((one, i): Outsider => ({ ...one, place: i + 1, owedSince: null, owedAt: null })));
const nobody = (): boolean => false;
const rungOf = (whom: Whom<Outsider>): Outsider => {
  if (whom.kind !== "ring") throw new Error("nobody was chosen");
  return whom.person;
};

test("[NL1] in each round everybody is rung once, leads before owners, each in their order", () => {
  fc.assert(fc.property(people, fc.nat({ max: 20 }), (all, round) => {
    const rung = all.map((_, i) => rungOf(whomNext(all, { turns: round * all.length + i, isTurn: true, isTalking: nobody, at })));
    expect(new Set(rung).size).toBe(all.length);
    const owner = rung.findIndex(({ duty }) => duty === "owner");
    if (owner >= 0) expect(rung.slice(owner).every(({ duty }) => duty === "owner")).toBe(true);
    for (const duty of ["night-lead", "owner"]) expect(rung.filter((one) => one.duty === duty).map(({ place }) => place)).toEqual(all.filter((one) => one.duty === duty).map(({ place }) => place));
  }));
});

test("[NL1] the next call is always later, or at once after a busy line, and never further off than a quarter of an hour", () => {
  fc.assert(fc.property(fc.nat({ max: 10 }), fc.nat({ max: 10_000 }), fc.constantFrom("busy", "no-answer"), (count, turns, answer) => {
    const pause = nextRing(count, turns, { answer, at }) - at;
    expect(pause).toBeGreaterThanOrEqual(count > 0 && turns % count !== 0 && answer === "busy" ? 0 : 20_000);
    expect(pause).toBeLessThanOrEqual(15 * 60_000);
  }));
  expect([1, 2, 3, 4].map((turns) => (nextRing(2, turns, { at }) - at) / 1000)).toEqual([20, 60, 20, 60]);
});

test("[NL12] whoever is on the telephone with us is passed over and nobody else is; only when all of them are is it waited for", () => {
  fc.assert(fc.property(people, fc.nat({ max: 40 }), fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }), (all, turns, talks) => {
    const isTalking = ({ place }: Outsider): boolean => talks[place - 1]!;
    const whom = whomNext(all, { turns, isTurn: true, isTalking, at });
    expect(whom.kind).toBe(all.every(isTalking) ? "wait" : "ring");
    expect(whom.passed.every(isTalking)).toBe(true);
    if (whom.kind === "wait") expect(whom.passed).toHaveLength(all.length);
    else expect([isTalking(whom.person), whom.turns]).toEqual([false, turns + whom.passed.length + 1]);
  }));
});

test("[NL12] whoever is owed a call is rung before the next turn once their line is free, or after three minutes all the same, and not while nothing says so", () => {
  const lead: Outsider = { duty: "night-lead", place: 1, owedSince: at, owedAt: plus(at, { seconds: 20 }) };
  const owner: Outsider = { duty: "owner", place: 2, owedSince: null, owedAt: null };
  const look = (seconds: number, { isTurn = false, talks = false } = {}): Whom<Outsider> => whomNext([lead, owner], { turns: 2, isTurn, isTalking: (one) => talks && one === lead, at: plus(at, { seconds }) });
  expect(look(19)).toEqual({ kind: "wait", passed: [] });
  expect(look(20)).toEqual({ kind: "ring", person: lead, passed: [], turns: 2 });
  expect(look(20, { talks: true })).toEqual({ kind: "wait", passed: [] });
  expect(look(20, { talks: true, isTurn: true })).toEqual({ kind: "ring", person: owner, passed: [lead], turns: 4 });
  expect(look(TALKING_MINUTES_MAX * 60, { talks: true })).toMatchObject({ kind: "ring", person: lead });
});

test("[NL13] a busy line is owed one more call, a minute later; what else a call came to is owed nothing", () => {
  const lead: Outsider = { duty: "night-lead", place: 1, owedSince: null, owedAt: null };
  expect(owedAfter("busy", lead, at)).toBe(at + 60_000);
  expect(owedAfter("busy", { ...lead, owedSince: at, owedAt: at }, at)).toBeNull();
  for (const answer of ["no-answer", "no-key", "declined", "trunk-fault"]) expect(owedAfter(answer, lead, at)).toBeNull();
  expect([earliest(null, at, plus(at, { seconds: -1 })), earliest(null, null)]).toEqual([at - 1_000, null]);
});

test("[NL4] the line names the person and how the call ended", () => {
  expect(sayRung({ name: "Jo Park", duty: "night-lead" }, "busy")).toBe("The night lead, Jo Park, was rung: the line was busy.");
  expect(sayTalking({ name: "Jo Park", duty: "night-lead" })).toBe("The night lead, Jo Park, is on the telephone with us, and is rung when that call is over.");
});
