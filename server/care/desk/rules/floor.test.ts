import fc from "fast-check";
import { expect, test } from "vitest";
import { fromIso, plus, type Instant } from "../../../foundation/time.ts";
import { answeredWithin, byQuarter, quantile, takenWithin, type AnswerTime } from "./floor.ts";

const at = fromIso("2027-01-14T07:14:00Z");
const call = (offered: Instant, answeredAfter: number | null, endedAfter = 300): AnswerTime => ({
  offeredAt: offered, answeredAt: answeredAfter === null ? null : plus(offered, { seconds: answeredAfter }), endedAt: plus(offered, { seconds: endedAfter }),
});

test("[K7] every call of the last eight hours is counted in exactly one quarter of an hour", () => {
  const calls = fc.array(fc.integer({ min: 0, max: 8 * 3600 }).map((ago) => call(plus(at, { seconds: -ago }), 5)), { maxLength: 200 });
  fc.assert(fc.property(calls, (list) => {
    expect(byQuarter(list, at).reduce((sum, q) => sum + q.calls, 0)).toBe(list.length);
  }));
});

test("[K7] half of the answers are at or below the half line, nine in ten at or below the other", () => {
  fc.assert(fc.property(fc.array(fc.nat(500), { minLength: 1 }), (values) => {
    const sorted = values.toSorted((a, b) => a - b);
    for (const share of [0.5, 0.9]) expect(sorted.filter((v) => v <= quantile(sorted, share)!).length).toBeGreaterThanOrEqual(share * sorted.length);
  }));
});

test("[K7] a caller who gave up after the promised time counts against us, one who hung up at once does not", () => {
  expect(answeredWithin([call(at, 5), call(at, 60), call(at, null, 45), call(at, null, 3)])).toEqual({ seconds: 20, answered: 1, of: 3 });
});

test("[K7] each urgent message is counted once among the times it took to be taken", () => {
  fc.assert(fc.property(fc.array(fc.nat(2000)), (seconds) => {
    expect(takenWithin(seconds).reduce((sum, row) => sum + row.count, 0)).toBe(seconds.length);
  }));
});
