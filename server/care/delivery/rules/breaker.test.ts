import fc from "fast-check";
import { expect, test } from "vitest";
import { instant, type Instant } from "../../../foundation/time.ts";
import { afterAnswer, CLOSED, leaveFor, type Breaker, type Patience } from "./breaker.ts";

const patience: Patience = { faultsMax: 3, pauseSeconds: 30, pauseSecondsMax: 300, answerSecondsMax: 20 };
const start = instant(1_800_000_000_000);
const later = (seconds: number): Instant => instant(start + seconds * 1000);
const fault = (breaker: Breaker, at: Instant, isProbe = false) => afterAnswer(breaker, { isFault: true, isProbe, patience, at });

function opened(): Breaker {
  let breaker = CLOSED;
  const told = [1, 2, 3].map(() => {
    const heard = fault(breaker, start);
    breaker = heard.breaker;
    return heard.told;
  });
  expect(told).toEqual([null, null, "opened"]);
  return breaker;
}

test("[R13] three faults in a row give a way up, and an answer between them begins the count anew", () => {
  const twice = fault(fault(CLOSED, start).breaker, start).breaker;
  expect(leaveFor(twice, patience, start)).toEqual({ kind: "go" });
  const answered = afterAnswer(twice, { isFault: false, isProbe: false, patience, at: start });
  expect(answered).toEqual({ breaker: CLOSED, told: null });
  expect(leaveFor(opened(), patience, later(29))).toEqual({ kind: "passed-over" });
});

test("[R13] after the pause one page alone tries the way; a probe whose worker died is followed by another", () => {
  const probe = leaveFor(opened(), patience, later(30));
  if (probe.kind !== "probe") throw new Error("nobody may try");
  expect(leaveFor(probe.breaker, patience, later(31))).toEqual({ kind: "passed-over" });
  expect(leaveFor(probe.breaker, patience, later(52)).kind).toBe("probe");
  expect(afterAnswer(probe.breaker, { isFault: false, isProbe: true, patience, at: later(31) })).toEqual({ breaker: CLOSED, told: "closed" });
});

test("[R13] each failed probe doubles the pause up to its limit; a page that had left before it opened makes nothing longer", () => {
  let breaker = opened();
  expect(fault(breaker, later(1))).toEqual({ breaker, told: null });
  const pauses = [0, 1, 2, 3, 4].map(() => (breaker = fault(breaker, later(30), true).breaker).pauseSeconds);
  expect(pauses).toEqual([60, 120, 240, 300, 300]);
});

test("[R13] whatever comes, a way is never passed over for longer than the longest pause, also by a clock that is set back", () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: -86_400, max: 600 }), fc.boolean(), fc.boolean()), { maxLength: 40 }), (acts) => {
    let breaker = CLOSED;
    let at = start;
    for (const [seconds, isFault, isProbe] of acts) {
      at = instant(at + seconds * 1000);
      breaker = afterAnswer(breaker, { isFault, isProbe, patience, at }).breaker;
    }
    const back = leaveFor(breaker, patience, at);
    if (back.kind === "passed-over") expect(leaveFor({ ...breaker, probeAt: instant(Math.min(breaker.probeAt!, at + patience.pauseSecondsMax * 1000)) }, patience, instant(at + patience.pauseSecondsMax * 1000)).kind).toBe("probe");
  }));
});
