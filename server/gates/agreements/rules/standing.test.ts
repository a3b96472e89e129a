import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "../../../foundation/time.ts";
import { standing, stateOf, type Change, type Term } from "./standing.ts";

/** Small numbers make boundaries meet. */
const END_OF_TIME = 40;
const times = Array.from({ length: END_OF_TIME + 1 }, (_, at) => instant(at));

function acts(list: readonly { act: Change["act"]; at: number }[]): Change[] {
  const before = list.findIndex((change) => change.act === "end");
  const kept = before < 0 ? list : list.slice(0, before + 1);
  const inOrder = kept.map((change) => change.at).toSorted((a, b) => a - b);
  return kept.map((change, i) => ({ number: i + 1, act: change.act, at: instant(inOrder[i]!) }));
}

const time = fc.integer({ min: 0, max: END_OF_TIME });
const term = fc
  .record({
    effectiveAt: time,
    length: fc.option(fc.integer({ min: 1, max: 20 }), { nil: null }),
    recordedAt: time,
    changes: fc.array(fc.record({ act: fc.constantFrom("suspend", "resume", "end" as const), at: time }), { maxLength: 4 }),
  })
  .map(({ effectiveAt, length, recordedAt, changes }) => ({
    effectiveAt: instant(effectiveAt),
    endsAt: length === null ? null : instant(effectiveAt + length),
    recordedAt: instant(recordedAt),
    changes: acts(changes),
  }));
const terms = fc.array(term, { maxLength: 5 }).map((list) => list.map((one, i): Term => ({ ...one, id: `a${i}` })));
const plain = (id: string, from: number, until: number | null): Term => ({ id, effectiveAt: instant(from), endsAt: until === null ? null : instant(until), recordedAt: instant(0), changes: [] });
const kinds = (list: readonly Term[], at: readonly number[]): string[] => at.map((t) => standing(list, instant(t)).kind);

test("[G1] an agreement is in force at its first instant and no longer at its end instant", () => {
  expect(kinds([plain("a", 10, 20)], [9, 10, 19, 20])).toEqual(["not-yet", "in-force", "in-force", "expired"]);
});

test("[G2] without a record there is no standing; one that has yet to begin says when", () => {
  expect(standing([], instant(5))).toEqual({ kind: "none", agreement: null, until: null });
  expect(standing([plain("a", 10, null)], instant(5))).toEqual({ kind: "not-yet", agreement: "a", until: 10 });
});

test("[G2] a record ended before it began was never an agreement", () => {
  const withdrawn = { ...plain("a", 10, null), changes: [{ number: 1, act: "end" as const, at: instant(4) }] };
  expect(kinds([withdrawn], [3, 4, 10, 30])).toEqual(["not-yet", "none", "none", "none"]);
});

test("[G3] the newest record that has begun decides, also when it runs out first", () => {
  expect(standing([plain("old", 0, null), plain("new", 10, 20)], instant(15))).toMatchObject({ kind: "in-force", agreement: "new" });
  expect(kinds([plain("old", 0, null), plain("new", 10, 20)], [5, 15, 20])).toEqual(["in-force", "in-force", "expired"]);
});

test("[G4] a suspension closes the gate beside a newer record, until it is resumed", () => {
  const old = { ...plain("old", 0, 30), changes: [{ number: 1, act: "suspend" as const, at: instant(5) }, { number: 2, act: "resume" as const, at: instant(15) }] };
  expect(kinds([old, plain("new", 10, null)], [4, 5, 12, 15])).toEqual(["in-force", "suspended", "suspended", "in-force"]);
});

test("[G5] nothing that is done after the end opens a record again", () => {
  fc.assert(
    fc.property(term, fc.array(fc.record({ act: fc.constantFrom("suspend", "resume" as const), at: time })), (one, later) => {
      const ended: Term = { ...one, id: "a", changes: [{ number: 1, act: "end", at: instant(7) }] };
      const tampered = { ...ended, changes: [...ended.changes, ...later.map((change, i) => ({ ...change, number: i + 2, at: instant(7 + change.at) }))] };
      for (const at of times.slice(7)) expect(stateOf(tampered, at)).toBe("ended");
    }),
  );
});

test("[G3] [G4] the gate is open only when the newest begun record is in force and no running record is suspended", () => {
  fc.assert(
    fc.property(terms, fc.constantFrom(...times), (list, at) => {
      const found = standing(list, at);
      const open = found.kind === "in-force";
      const began = list.filter((one) => one.effectiveAt <= at && !one.changes.some((c) => c.act === "end" && c.at < one.effectiveAt));
      const newest = Math.max(...began.map((one) => one.effectiveAt));
      if (open) expect(list.find((one) => one.id === found.agreement)?.effectiveAt).toBe(newest);
      if (began.some((one) => stateOf(one, at) === "suspended")) expect(found.kind).toBe("suspended");
      if (!list.some((one) => stateOf(one, at) === "in-force")) expect(open).toBe(false);
      if (began.length === 0) expect(["none", "not-yet"]).toContain(found.kind);
    }),
  );
});

test("[G6] the gate stays open until the instant named, and is closed at it", () => {
  fc.assert(
    fc.property(terms, fc.constantFrom(...times), (list, at) => {
      const known = list.map((one) => ({ ...one, changes: one.changes.filter((change) => change.at <= at) }));
      const found = standing(known, at);
      fc.pre(found.kind === "in-force");
      const end = found.until ?? instant(2 * END_OF_TIME);
      for (let t = at; t < end; t = instant(t + 1)) expect(standing(known, t).kind).toBe("in-force");
      if (found.until !== null) expect(standing(known, found.until).kind).not.toBe("in-force");
    }),
  );
});

test("[G6] a renewal without a gap carries the gate over", () => {
  expect(standing([plain("a", 0, 10), plain("b", 10, 20)], instant(3)).until).toBe(20);
  expect(standing([plain("a", 0, 10), plain("b", 11, 20)], instant(3)).until).toBe(10);
  expect(standing([plain("a", 0, 10), plain("b", 5, null)], instant(3)).until).toBe(null);
});

test("[G3] the order in which records are read does not matter", () => {
  fc.assert(
    fc.property(terms, fc.constantFrom(...times), (list, at) => {
      expect(standing(list.toReversed(), at)).toEqual(standing(list, at));
    }),
  );
});

test("[G11] what is done later changes nothing of the standing at an earlier instant", () => {
  fc.assert(
    fc.property(terms, fc.constantFrom(...times), (list, at) => {
      const before = (one: Term): Term => ({ ...one, changes: one.changes.filter((change) => change.at <= at) });
      expect(standing(list.map(before), at)).toEqual(standing(list, at));
    }),
  );
});
