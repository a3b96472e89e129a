import { describe, expect, test } from "vitest";
import { answerLines, momentsOf, planAnswer, planFromAnswer, readTimer, requestLines, SessionClock } from "./session-timer.ts";

const policy = { seconds: 1800, secondsMin: 90 };
const asked = (value: string | undefined, supported = true) =>
  readTimer(new Map([...(value === undefined ? [] : [["session-expires", [value]] as const]), ...(supported ? [["supported", ["replaces, timer"]] as const] : [])]));

describe("session timers (RFC 4028)", () => {
  // The table of section 9, and the caller who asks for nothing.
  test.each([
    ["nothing asked", undefined, true, 1800, true],
    ["nothing asked, timers unknown", undefined, false, 1800, true],
    ["an interval, no refresher", "600", true, 600, false],
    ["an interval from a proxy, timers unknown", "600", false, 600, true],
    ["the caller refreshes", "600;refresher=uac", true, 600, false],
    ["we refresh", "600 ; refresher=UAS", true, 600, true],
    ["below our minimum, timers unknown", "30", false, 90, true],
    ["beyond a day", "999999999;refresher=uac", true, 86_400, false],
    ["no number", "soon;refresher=uac", true, 1800, false],
  ])("[S24] %s", (_what, value, supported, seconds, weRefresh) => {
    expect(planAnswer(asked(value, supported), policy)).toEqual({ seconds, weRefresh });
  });

  test("[S24] our 200 requires timers only of a caller who must refresh; our re-INVITE keeps the roles", () => {
    expect(answerLines({ seconds: 600, weRefresh: true })).toEqual(["Session-Expires: 600;refresher=uas"]);
    expect(answerLines({ seconds: 600, weRefresh: false })).toEqual(["Require: timer", "Session-Expires: 600;refresher=uac"]);
    expect(requestLines({ seconds: 600, weRefresh: true }, policy)[0]).toBe("Session-Expires: 600;refresher=uac");
    expect(requestLines({ seconds: 600, weRefresh: false }, policy)[0]).toBe("Session-Expires: 600;refresher=uas");
  });

  test("[S24] a far end whose answer says nothing of timers leaves the refreshing to us", () => {
    const plan = { seconds: 600, weRefresh: false };
    expect(planFromAnswer(asked(undefined), plan, policy)).toEqual({ seconds: 600, weRefresh: true });
    expect(planFromAnswer(asked("300;refresher=uas"), plan, policy)).toEqual({ seconds: 300, weRefresh: false });
    expect(planFromAnswer(asked("10;refresher=uac"), plan, policy)).toEqual({ seconds: 90, weRefresh: true });
  });

  test("[S25] a call is refreshed at half its interval and ended shortly before its end", () => {
    expect(momentsOf({ seconds: 1800, weRefresh: true })).toEqual({ refreshMilliseconds: 900_000, expireMilliseconds: 1_768_000 });
    expect(momentsOf({ seconds: 90, weRefresh: true })).toEqual({ refreshMilliseconds: 45_000, expireMilliseconds: 60_000 });
  });
});

test("[S59] the clock of a call that is over is not wound again by what the far end says late", () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((each) => each === "Timeout").length;
  const before = timers();
  const clock = new SessionClock(() => undefined, () => undefined);
  const plan = { seconds: 1800, weRefresh: true };
  clock.restart(plan);
  clock.restart(plan);
  expect(timers()).toBe(before + 2);
  clock.stop();
  clock.restart(plan);
  expect(timers()).toBe(before);
});
