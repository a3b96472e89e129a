import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant } from "../../../foundation/time.ts";
import { realWorld, type World } from "../../../foundation/world.ts";
import { LIMITS, type LogFields } from "../settings.ts";
import { AllowList, unmapped } from "./allow-list.ts";
import { RateLimit } from "./rate-limit.ts";
import { ALLOW, screen, type Facts } from "./screen.ts";
import { Tally } from "./tally.ts";

describe("the allow-list", () => {
  test("[S30] an empty list admits this machine alone", () => {
    const list = new AllowList([]);
    expect(["127.0.0.1", "127.9.9.9", "::1", "10.0.0.1", "2001:db8::1"].map((address) => list.admits(address))).toEqual([true, true, true, false, false]);
  });

  test("[S30] addresses and networks are admitted, their neighbours and what is no address are not", () => {
    const list = new AllowList(["192.0.2.7", "198.51.100.0/24", "2001:db8::/32"]);
    expect(["192.0.2.7", "198.51.100.255", "2001:db8:ffff::1", unmapped("::ffff:192.0.2.7")].every((address) => list.admits(address))).toBe(true);
    expect(["192.0.2.8", "198.51.101.0", "127.0.0.1", "trunk.example", ""].some((address) => list.admits(address))).toBe(false);
  });

  test.each(["trunk.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129", "10.0.0.0/ 8", ""])("[S61] %j on the list is refused at the start", (network) => {
    expect(() => new AllowList([network])).toThrow(/allow takes/);
  });
});

describe("the rate limit", () => {
  test("[S32] over any stretch an address gets its burst and its rate, no more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.array(fc.nat(400), { minLength: 1, maxLength: 300 }), (rate, gaps) => {
        const limit = new RateLimit(rate, 10);
        let at = 0;
        let taken = 0;
        for (const gap of gaps) {
          at += gap;
          if (limit.take("a", instant(at))) taken += 1;
        }
        expect(taken).toBeLessThanOrEqual(rate + (at / 1000) * rate + 1e-6);
      }),
    );
  });

  test("[S32] one address that floods disturbs no other, even when the memory is full", () => {
    const limit = new RateLimit(2, 3);
    for (let call = 0; call < 100; call += 1) limit.take("flood", instant(0));
    expect(limit.take("flood", instant(0))).toBe(false);
    expect(limit.take("calm", instant(0))).toBe(true);
    // Strangers push out the one heard from longest ago, and the flood is always the latest.
    for (const stranger of ["a", "b", "c"]) {
      limit.take("flood", instant(0));
      limit.take(stranger, instant(0));
    }
    expect(limit.take("flood", instant(0))).toBe(false);
  });

  test("[S32] a clock that steps back gives nothing and blocks nobody for long", () => {
    const limit = new RateLimit(1, 10);
    expect(limit.take("a", instant(100_000))).toBe(true);
    expect(limit.take("a", instant(0))).toBe(false);
    expect(limit.take("a", instant(1000))).toBe(true);
  });
});

const facts: Facts = { newCall: false, dialog: "none", draining: false, full: false, withinRate: () => true, sessionSecondsMin: 90 };
const ask = (method: string, fields: Record<string, string> = {}, more: Partial<Facts> = {}) =>
  screen({ method, fields: new Map(Object.entries(fields).map(([name, value]) => [name, [value]])) }, { ...facts, ...more });

describe("the screen before the core", () => {
  const retry = { status: 503, extra: [`Retry-After: ${LIMITS.retryAfterSeconds}`] };
  const call = { newCall: true };

  test.each(["INVITE", "BYE", "CANCEL", "ACK", "UPDATE"])("[S37] %s passes", (method) => {
    expect(ask(method)).toBeUndefined();
  });

  test.each(["REGISTER", "SUBSCRIBE", "NOTIFY", "MESSAGE", "INFO", "PUBLISH", "PRACK", "invite", "X"])("[S37] %s is not allowed here", (method) => {
    expect(ask(method)).toEqual({ status: 405, extra: [ALLOW] });
  });

  test("[S35] REFER is refused, inside a call and outside", () => {
    expect(ask("REFER")).toEqual({ status: 403 });
  });

  test("[S36] OPTIONS tells what we allow, and 481 in a dialog that is not ours", () => {
    expect(ask("OPTIONS")).toMatchObject({ status: 200, extra: expect.arrayContaining([ALLOW]) });
    expect(ask("OPTIONS", {}, { dialog: "unknown" })).toEqual({ status: 481 });
  });

  test("[S33] [S34] [S32] a full, draining or flooded line says 503, to new calls alone", () => {
    expect(ask("INVITE", {}, { ...call, full: true })).toEqual(retry);
    expect(ask("INVITE", {}, { ...call, draining: true })).toEqual(retry);
    expect(ask("INVITE", {}, { ...call, withinRate: () => false })).toEqual(retry);
    expect(ask("OPTIONS", {}, { draining: true })).toEqual(retry);
    expect(ask("OPTIONS", {}, { draining: true, dialog: "ours" })).toMatchObject({ status: 200 });
    expect(ask("INVITE", {}, { draining: true, full: true, withinRate: () => false })).toBeUndefined();
    expect(ask("BYE", {}, { draining: true, full: true })).toBeUndefined();
  });

  test("[S37] an extension we lack is named; what is no name is not echoed", () => {
    expect(ask("INVITE", { require: "timer, 100rel" }, call)).toEqual({ status: 420, extra: ["Unsupported: 100rel"] });
    expect(ask("INVITE", { require: "x y" }, call)).toEqual({ status: 420, extra: ["Unsupported: invalid"] });
    expect(ask("INVITE", { require: "timer" }, call)).toBeUndefined();
  });

  test("[S37] a body that is no plain SDP is told what we read", () => {
    const body = (fields: Record<string, string>) => screen({ method: "INVITE", fields: new Map(Object.entries(fields).map(([name, value]) => [name, [value]])), body: true }, facts);
    expect(body({ "content-type": "Application/SDP; charset=utf-8" })).toBeUndefined();
    expect(body({ "content-type": "multipart/mixed" })).toMatchObject({ status: 415, extra: ["Accept: application/sdp", "Accept-Encoding: identity"] });
    expect(body({ "content-type": "application/sdp", "content-encoding": "gzip" })).toMatchObject({ status: 415 });
    expect(body({})).toMatchObject({ status: 415 });
  });

  test("[S26] a refresh interval too short is told our minimum, if the caller knows timers", () => {
    expect(ask("INVITE", { "session-expires": "60;refresher=uac", supported: "replaces, timer" }, call)).toEqual({ status: 422, extra: ["Min-SE: 90"] });
    expect(ask("INVITE", { "session-expires": "90", supported: "timer" }, call)).toBeUndefined();
    expect(ask("INVITE", { "session-expires": "60" }, call)).toBeUndefined();
  });
});

describe("what is counted", () => {
  test("[S30] every drop is counted, and written down once a minute for each reason", () => {
    let at = 0;
    const lines: LogFields[] = [];
    const world: World = { ...realWorld(), now: () => instant(at) };
    const tally = new Tally({ world, log: (_event, fields) => void lines.push(fields) });
    for (let drop = 0; drop < 100; drop += 1) tally.add("not-allowed");
    at = 61_000;
    tally.add("not-allowed");
    tally.add("nul");
    expect([tally.total, tally.of("not-allowed"), tally.of("nul")]).toEqual([102, 101, 1]);
    expect(lines).toEqual([{ because: "not-allowed", count: 1 }, { because: "not-allowed", count: 100 }, { because: "nul", count: 1 }]);
  });
});
