import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { instant } from "../../../foundation/time.ts";
import { brokenCap, countsMinute, recordsInMemory, Spending, type Charge, type DialCaps } from "./limits.ts";
import { readCharges, recordsInFile } from "./records-file.ts";

const CAPS = { concurrentMax: 3, callsPerMinuteMax: 4, callsPerHourMax: 6, callsPerDayMax: 8, unitsPerHourMax: 20, unitsPerDayMax: 30 };
const NOW = instant(Date.UTC(2026, 10, 23, 3));
const ago = (minutes: number, units = 0, calls: 0 | 1 = 1): Charge => ({ at: instant(NOW - minutes * 60_000), calls, units });
const broken = (charges: readonly Charge[], { concurrent = 0, units = 1, purpose = "voice-delivery" } = {}) => brokenCap(CAPS, { charges, concurrent, units, at: NOW, purpose });
const times = (count: number, charge: Charge): Charge[] => Array.from({ length: count }, () => charge);

describe("caps", () => {
  test.each([
    ["at the most calls at once", [], { concurrent: 3 }, "concurrent"],
    ["after the most calls of a minute", times(4, ago(0.5)), {}, "minute"],
    ["after the most calls of an hour", times(6, ago(30)), {}, "hour"],
    ["after the most calls of a day", times(8, ago(600)), {}, "day"],
    ["when its first minute would pass the spend of an hour", [ago(30, 20, 0)], {}, "spend-hour"],
    ["when its first minute would pass the spend of a day", [ago(600, 25, 0)], { units: 6 }, "spend-day"],
  ] as const)("[S82] %s the next call is refused", (_, charges, more, limit) => {
    expect(broken(charges, more)).toBe(limit);
  });

  test("[S82] one less of each is let through, and what is older than a day is forgotten", () => {
    expect(broken([...times(3, ago(0.5)), ...times(2, ago(30)), ...times(2, ago(600)), ago(30, 19, 0), ago(700, 10, 0)], { concurrent: 2 })).toBeUndefined();
    const spending = new Spending({ read: () => times(100, ago(1441, 100)), add: () => undefined }, () => undefined);
    expect(broken(spending.charges(NOW))).toBeUndefined();
  });

  test("[S82] however calls come, no minute has more of them than its cap", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(gaps, (between) => {
        const spending = new Spending(recordsInMemory(), () => undefined);
        const placed: number[] = [];
        let at = NOW as number;
        for (const gap of between) {
          at += gap;
          const moment = instant(at);
          const caps = { ...CAPS, callsPerHourMax: 1000, callsPerDayMax: 1000, unitsPerHourMax: 1000, unitsPerDayMax: 1000 };
          if (brokenCap(caps, { charges: spending.charges(moment), concurrent: 0, units: 1, at: moment, purpose: "patch" })) continue;
          spending.add({ at: moment, calls: 1, units: 1 });
          placed.push(at);
        }
        for (const begin of placed) expect(placed.filter((each) => each >= begin && each < begin + 60_000).length).toBeLessThanOrEqual(CAPS.callsPerMinuteMax);
      }),
    );
  });
});

/** Calls as the dialler places and counts them, on a clock that the test moves. */
function lineWith(caps: DialCaps) {
  type Call = { readonly units: number; readonly purpose: string };
  const spending = new Spending(recordsInMemory(), () => undefined);
  const up: Call[] = [];
  let at = NOW;
  const used = (call: Call) => ({ charges: spending.charges(at), concurrent: up.length, at, ...call });
  const refusalOf = (call: Call) => brokenCap(caps, used(call));
  const sendOn = (call: Call): void => {
    if (refusalOf(call) !== undefined) return;
    up.push(call);
    spending.add({ at, calls: 1, units: call.units });
  };
  const minute = (): void => {
    at = instant(at + 60_000);
    for (const call of up) if (countsMinute(caps, used(call))) spending.add({ at, calls: 0, units: call.units });
  };
  return { refusalOf, sendOn, minute, second: () => void (at = instant(at + 1000)), hangUp: () => void up.pop() };
}

describe("callers sent on to an office or a partner", () => {
  test.each([
    ["calls at once", [], { concurrent: 1 }, "concurrent"],
    ["calls of a minute", times(2, ago(0.5)), {}, "minute"],
    ["calls of an hour", times(3, ago(30)), {}, "hour"],
    ["calls of a day", times(4, ago(600)), {}, "day"],
    ["the spend of an hour", [ago(30, 10, 0)], {}, "spend-hour"],
    ["the spend of a day", [ago(600, 15, 0)], {}, "spend-day"],
  ] as const)("[S94] have half of %s; a page and an alarm go on past it", (_, charges, more, limit) => {
    expect(["forward", "overflow", "voice-delivery", "alarm", "call-back"].map((purpose) => broken(charges, { ...more, purpose }))).toEqual([limit, limit, undefined, undefined, undefined]);
  });

  test("[S94] however many are sent on, and however long they talk, a page still fits", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constantFrom("forward" as const, "overflow" as const), units: fc.integer({ min: 0, max: 4 }) }),
      fc.record({ kind: fc.constantFrom("minute" as const, "hangUp" as const, "second" as const) }),
    );
    const cap = fc.integer({ min: 2, max: 12 });
    const all = fc.record({ concurrentMax: cap, callsPerMinuteMax: cap, callsPerHourMax: cap, callsPerDayMax: cap, unitsPerHourMax: cap, unitsPerDayMax: cap });
    fc.assert(fc.property(all, fc.array(step, { maxLength: 80 }), (caps, steps) => {
      const line = lineWith(caps);
      for (const { kind, ...call } of steps) {
        if (kind === "forward" || kind === "overflow") line.sendOn({ units: 0, ...call, purpose: kind });
        else line[kind]();
        expect(line.refusalOf({ units: 1, purpose: "voice-delivery" })).toBeUndefined();
      }
    }));
  });

  test("[S94] every further minute of a page is counted, also past the caps", () => {
    expect(["forward", "voice-delivery"].map((purpose) => countsMinute(CAPS, { charges: [ago(30, 10, 0)], at: NOW, units: 1, purpose }))).toEqual([false, true]);
  });
});

describe("what other nodes spend", () => {
  test("[S93] counts against the caps here, once however often a node tells its day, and two calls of one moment are two", () => {
    const spending = new Spending(recordsInMemory(), () => undefined);
    const [one, other] = [ago(5, 2), ago(3)];
    spending.learn("b", one);
    spending.learn("b", one);
    spending.learnDay("b", [one, one, other], NOW);
    spending.learnDay("b", [one, one, other], NOW);
    spending.learnDay("c", [one], NOW);
    spending.add(ago(1));
    expect(spending.charges(NOW).map(({ node, units }) => `${node ?? "here"} ${units}`).toSorted()).toEqual(["b 0", "b 2", "b 2", "c 2", "here 0"]);
    expect(broken(spending.charges(NOW))).toBeUndefined();
    spending.learn("b", ago(2));
    expect(broken(spending.charges(NOW))).toBe("hour");
  });

  test("[S93] whatever a node tells of its day, and however often, what is known of it is that day", () => {
    const days = fc.array(fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 2 })), { maxLength: 6 }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(days, (pieces) => {
      const spending = new Spending(recordsInMemory(), () => undefined);
      const day: Charge[] = [];
      for (const piece of pieces) {
        day.push(...piece.map(([minutes, units]) => ago(minutes, units)));
        spending.learnDay("b", day, NOW);
      }
      expect(spending.charges(NOW)).toHaveLength(day.length);
    }));
  });
});

describe("what outlives the process", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "compline-dial-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const open = () => recordsInFile(join(folder, "dial-records"), () => NOW);

  test("[S83] after a restart, also one by kill, the caps remember the last day and nothing older", () => {
    const before = open();
    for (const charge of [ago(1500, 9), ago(5, 2), ago(1, 3, 0)]) before.add(charge);
    const after = open(); // The first one was never closed.
    expect(after.read()).toEqual([ago(5, 2), ago(1, 3, 0)]);
    before.close();
    after.close();
  });

  test("[S93] after a restart what other nodes spent is known as theirs", () => {
    const before = open();
    for (const charge of [{ ...ago(5, 2), node: "b" }, ago(1, 3)]) before.add(charge);
    before.close();
    const after = open();
    expect(after.read()).toEqual([{ ...ago(5, 2), node: "b" }, ago(1, 3)]);
    after.close();
  });

  test("[S83] the file says when and how much, and not who was called", () => {
    const records = open();
    records.add(ago(1, 3));
    records.close();
    expect(readFileSync(join(folder, "dial-records"), "utf8")).toBe(`${NOW - 60_000} 1 3\n`);
  });

  test("[S83] lines cut short or bent by a crash are skipped, and the others count", () => {
    writeFileSync(join(folder, "dial-records"), `${NOW - 1} 1 1\ngarbage\n${NOW - 2} 1`);
    const records = open();
    expect(records.read()).toHaveLength(1);
    records.close();
    fc.assert(fc.property(fc.string(), (text) => void readCharges(text)));
  });

  test("[S83] when the disk does not take a charge the caps hold on from memory, and it is told", () => {
    let away = 0;
    const full = { read: () => [], add: () => { throw new Error("ENOSPC"); } };
    const spending = new Spending(full, () => void (away += 1));
    for (let call = 0; call < 4; call += 1) spending.add(ago(0.1));
    expect([broken(spending.charges(NOW)), away]).toEqual(["minute", 4]);
  });
});
