import fc from "fast-check";
import { expect, test } from "vitest";
import { fromIso, instant } from "../../../foundation/time.ts";
import { mayChange, mayRecord } from "./may-change.ts";
import { stateOf, type Change, type Term } from "./standing.ts";

const fresh: Term = { id: "a", effectiveAt: instant(10), endsAt: instant(30), recordedAt: instant(0), changes: [] };
const acted = (term: Term, change: Change): Term => ({ ...term, changes: [...term.changes, change] });

test("[G5] whatever is asked in whatever order, at whatever time of a wandering clock, an ended record stays ended", () => {
  const asks = fc.array(fc.record({ act: fc.constantFrom("suspend", "resume", "end" as const), at: fc.integer({ min: 0, max: 40 }) }), { maxLength: 12 });
  fc.assert(
    fc.property(asks, (list) => {
      let term = fresh;
      for (const { act, at } of list) {
        const before = stateOf(term, instant(99));
        const verdict = mayChange(term, act, instant(at));
        if (before === "ended") expect(verdict.kind).toBe("already-ended");
        if (verdict.kind !== "yes") continue;
        expect(verdict.change.at).toBeGreaterThanOrEqual(term.changes.at(-1)?.at ?? 0);
        term = acted(term, verdict.change);
        expect(stateOf(term, verdict.change.at)).toBe({ suspend: "suspended", resume: "in-force", end: "ended" }[act]);
      }
    }),
  );
});

test("[G9] only what runs is suspended, only what is suspended is resumed, and what has run out is left alone", () => {
  expect(mayChange(fresh, "suspend", instant(5)).kind).toBe("not-in-force");
  expect(mayChange(fresh, "resume", instant(15)).kind).toBe("not-suspended");
  expect(mayChange(fresh, "end", instant(5)).kind).toBe("yes");
  expect(mayChange(fresh, "end", instant(30)).kind).toBe("expired");
});

test("[G12] an agreement ends after it begins, and is not signed in the future of every zone", () => {
  const now = fromIso("2027-01-14T07:00:00Z");
  const ask = { effectiveAt: now, endsAt: instant(now + 1), signedOn: "2027-01-14" };
  expect(mayRecord(ask, now).kind).toBe("yes");
  expect(mayRecord({ ...ask, endsAt: now }, now).kind).toBe("ends-too-early");
  expect(mayRecord({ ...ask, signedOn: "2027-01-15" }, now).kind).toBe("signed-in-future");
  expect(mayRecord({ ...ask, signedOn: "2027-01-15" }, fromIso("2027-01-14T10:00:00Z")).kind).toBe("yes");
});
