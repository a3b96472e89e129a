import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "../../../foundation/time.ts";
import { passwordStrength } from "./password-strength.ts";
import { judgeToken, standingOf, type SessionTimes } from "./standing.ts";
import { BRAKES, closes, pressed, relieved, waitUntil, type Pressure } from "./throttle.ts";

const at = (seconds: number) => instant(1_800_000_000_000 + seconds * 1000);
const session = (kind: SessionTimes["kind"]): SessionTimes => ({ kind, touchedAt: at(0), endsAt: at(86_400), lockedAt: null, endedAt: null });

test("[I5] [I6] a desk ends after 15 minutes, an office after 10, a phone locks after 5", () => {
  expect(standingOf(session("workstation"), at(899)).state).toBe("open");
  expect(standingOf(session("workstation"), at(900)).state).toBe("ended");
  expect(standingOf(session("office"), at(599)).state).toBe("open");
  expect(standingOf(session("office"), at(600)).state).toBe("ended");
  expect(standingOf(session("phone"), at(299)).state).toBe("open");
  expect(standingOf(session("phone"), at(300)).state).toBe("locked");
  expect(standingOf({ ...session("phone"), lockedAt: at(1) }, at(2)).state).toBe("locked");
  expect(standingOf(session("phone"), at(86_400)).state).toBe("ended");
});

test("[I5] a session that has ended stays ended, whatever the clock does", () => {
  fc.assert(fc.property(fc.constantFrom("workstation", "office", "phone"), fc.integer({ min: -1e6, max: 1e6 }), (kind, when) => standingOf({ ...session(kind), endedAt: at(0) }, at(when)).state === "ended"));
});

test("[I7] the current token is never called stolen, and an old one is heard for the grace only", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.option(fc.integer({ min: 0, max: 1e6 }), { nil: null }), (used, offered) => {
      const verdict = judgeToken({ presented: "current", tokenAt: at(0), nextAt: offered === null ? null : at(offered) }, at(used));
      return verdict === "good" || verdict === "exchange";
    }),
  );
  expect(judgeToken({ presented: "previous", tokenAt: at(0), nextAt: null }, at(30))).toBe("good");
  expect(judgeToken({ presented: "previous", tokenAt: at(0), nextAt: null }, at(31))).toBe("stolen");
});

test("[I3] whoever fails without end is heard ever more seldom, and never waits longer than a quarter of an hour", () => {
  for (const brake of Object.values(BRAKES)) {
    let level: Pressure | undefined;
    let now = at(0);
    const waits: number[] = [];
    for (let i = 0; i < 40; i++) {
      level = pressed(brake, level, now);
      const until = waitUntil(brake, level, now);
      if (until) waits.push((until - now) / 1000);
      now = until ?? now;
    }
    expect(Math.max(...waits)).toBe(brake.waitSecondsMax);
    expect(waits[0]).toBe(brake.firstWaitSeconds);
    expect(closes(brake, level!)).toBe(true);
  }
});

test("[I3] a good try takes back its own count and no more", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 100, noNaN: true }), (pressure) => Math.abs(relieved(pressed(BRAKES.account, { pressure, at: at(0) }, at(0))).pressure - pressure) < 1e-9));
});

test("[I3] what leaked away is forgotten, and a clock that steps back adds nothing", () => {
  const level: Pressure = { pressure: 6, at: at(0) };
  expect(pressed(BRAKES.account, level, at(36_000)).pressure).toBe(1);
  expect(pressed(BRAKES.account, level, at(-500)).pressure).toBe(7);
});

test("[I4] an enrolled workstation never waits longer than five seconds", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (pressure) => (waitUntil(BRAKES.workstation, { pressure, at: at(0) }, at(0)) ?? at(0)) - at(0) <= 5000));
});

test("[I14] what is tried first, repeats, or is the person's name is no password", () => {
  const ana = { name: "Ana Ruizdottir", email: "ana.ruiz@service.example" };
  for (const weak of ["aaaaaaaaaaaa", "abababababab", "Password1234", "qwerty123456", "Compline2027", "Ruizdottir12", "anaruiz-12345"]) expect([weak, passwordStrength(weak, ana)]).not.toEqual([weak, "strong"]);
  for (const good of ["ferry lantern oatmeal 7", "kX9!vTq2#mLp", "Ruizdottir sails the copper bay", "пароль из четырёх слов"]) expect([good, passwordStrength(good, ana)]).toEqual([good, "strong"]);
});
