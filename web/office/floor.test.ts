import { describe, expect, it } from "vitest";
import type { WorkingRow } from "../../contract/index.ts";
import { clockOf, deskOf } from "../testing/scenes.ts";
import { labelsOf, runsOf, sentenceOf, topOf } from "./chart.tsx";
import { actsFor } from "./client.tsx";
import { othersOf, percent } from "./floor.tsx";
import { holds } from "./may.ts";
import { whenOf } from "./notices.tsx";
import { alarmsIn, gravestOf, isLoud, lampOf, untakenIn, type Floor } from "./use-floor.ts";

const START = Date.parse("2027-01-14T07:14:00Z");
const at = clockOf(START);
const row = (change: Partial<WorkingRow>): WorkingRow => ({ ...(deskOf(at, "active").working[0] as WorkingRow), ...change });
const floor = (change: Partial<Floor> = {}): Floor => ({ at: at(0), waiting: { count: 0, longestSince: null }, operators: [], working: [], answerTimes: [], answeredWithin: { seconds: 20, answered: 0, of: 0 }, takenWithin: [], notices: { open: 0, newest: null }, ...change });
const operators = (...states: Floor["operators"][number]["state"][]) => states.map((state, n) => ({ person: String(n), name: `Operator ${n}`, state, since: at(-60), accountName: null }));

describe("the floor", () => {
  it("[W26] the lamp is off on a quiet night, and before anything is known", () => {
    expect(lampOf(undefined)).toBe("off");
    expect(lampOf(floor({ working: [row({ urgency: "routine", state: "working" }), row({ urgency: "urgent", state: "taken" })] }))).toBe("off");
  });

  it("[W26] a caller who waits lights it amber; an urgent message that nobody has taken makes it red, whoever waits", () => {
    const waiting = { count: 2, longestSince: at(-14) };
    expect(lampOf(floor({ waiting }))).toBe("amber");
    expect(lampOf(floor({ waiting, working: [row({ urgency: "urgent", state: "working" })] }))).toBe("red");
    expect(lampOf(floor({ working: [row({ urgency: "routine", state: "alarm" })] }))).toBe("red");
  });

  it("[W26] a caller of whose long hold the office was told lights it amber", () => {
    expect(lampOf(floor({ longHolds: [{ call: "c", accountName: "Lakeside", operator: "Ana Ruiz", since: at(-301) }] }))).toBe("amber");
  });

  it("[W26] the gravest is the one that has waited longest among the urgent: routine ones and taken ones are not it", () => {
    const rows = [row({ message: "new", sentAt: at(-60) }), row({ message: "old", sentAt: at(-600), urgency: "emergency" }), row({ message: "routine", sentAt: at(-900), urgency: "routine" }), row({ message: "taken", sentAt: at(-1200), state: "taken" })];
    expect(gravestOf(floor({ working: rows }))?.message).toBe("old");
    expect(gravestOf(floor({ working: rows.slice(2) }))).toBeUndefined();
    expect(untakenIn(floor({ working: rows })).map(({ message }) => message)).toEqual(["new", "old", "routine"]);
  });

  it("[W26] an alarm that was quieted is silent for its minute and loud after it", () => {
    const alarm = row({ state: "alarm", quietUntil: at(60) });
    expect(alarmsIn(floor({ working: [alarm, row({ state: "working" })] }))).toEqual([alarm]);
    expect(isLoud(alarm, START + 59_000)).toBe(false);
    expect(isLoud(alarm, START + 60_000)).toBe(true);
    expect(isLoud(row({ state: "alarm", quietUntil: null }), START)).toBe(true);
    expect(isLoud(row({ state: "working", quietUntil: null }), START)).toBe(false);
  });

  it("[W26] only every call answered in time is a hundred per cent", () => {
    expect(percent(571, 571)).toBe("100");
    expect(percent(9_999, 10_000)).toBe("99.9");
    expect(percent(538, 571)).toBe("94.2");
    expect(percent(0, 3)).toBe("0.0");
  });

  it("[W26] what the other operators do is said without noughts", () => {
    expect(othersOf(operators("ready", "ringing", "on-a-call", "break"))).toBe("1 ready, 1 ringing, 1 on a break");
    expect(othersOf(operators("on-a-call"))).toBe("nobody waits for a call");
  });
});

const quarter = (minutes: number, calls: number, half: number | null, nine: number | null) => ({ from: at(minutes * 60), calls, halfSeconds: half, nineInTenSeconds: nine });

describe("the answer-time chart", () => {
  const quarters = [quarter(-60, 3, 5, 12), quarter(-45, 9, 11, 26), quarter(-30, 0, null, null), quarter(-15, 4, 6, 14)];

  it("[W26] a quarter hour without a call breaks the line, and is no nought", () => {
    expect(runsOf([12, 26, null, 14])).toEqual([[{ at: 0, value: 12 }, { at: 1, value: 26 }], [{ at: 3, value: 14 }]]);
    expect(runsOf([null, null])).toEqual([]);
  });

  it("[W26] the promise is always on the chart, and so is the longest answer", () => {
    expect(topOf([], 20)).toBe(30);
    expect(topOf(quarters, 20)).toBe(30);
    expect(topOf([quarter(0, 1, 61, 87)], 20)).toBe(90);
  });

  it("[W26] the labels of both lines never stand on one another, nor beneath the chart", () => {
    for (const [nine, half] of [[186, 186], [20, 180], [100, 101], [12, 12]] as const) {
      const labels = labelsOf(nine, half, 186);
      expect(labels.half - labels.nine).toBeGreaterThanOrEqual(18);
      expect(labels.half).toBeLessThanOrEqual(186);
    }
  });

  it("[W26] the sentence says what the chart shows, with the zone", () => {
    expect(sentenceOf(quarters, "America/New_York", 20)).toBe("Answer time since 01:14 EST: half within 6 seconds, nine in ten within 14, in the latest quarter hour with calls. Highest at 01:29: 26 seconds. Promised: 20.");
    expect(sentenceOf([quarter(0, 0, null, null)], "America/New_York", 20)).toBe("No call was answered in these hours.");
  });
});

describe("a notice", () => {
  it("[W32] says once when it happened, and of many when they began and when the last was", () => {
    const times = { firstAt: at(-3600), lastAt: at(0) };
    expect(whenOf({ ...times, count: 1 }, "America/New_York")).toBe("Thu 14 Jan, 02:14 EST");
    expect(whenOf({ ...times, count: 3 }, "America/New_York")).toBe("3 times since Thu 14 Jan, 01:14 EST, last Thu 14 Jan, 02:14 EST");
  });
});

describe("who may do what in the office", () => {
  it("[W24] an agreement in force is suspended or ended, a suspended one resumed or ended, and what is over stays over", () => {
    expect(actsFor("in-force")).toEqual(["suspend", "end"]);
    expect(actsFor("suspended")).toEqual(["resume", "end"]);
    expect(actsFor("not-yet")).toEqual(["end"]);
    expect(actsFor("expired")).toEqual([]);
    expect(actsFor("ended")).toEqual([]);
  });

  it("[W30] a role at one client gives nothing at the service", () => {
    const membership = { id: "m", clientName: null, role: "supervisor" as const };
    expect(holds({ memberships: [{ ...membership, client: null }] }, "supervisor", "administrator")).toBe(true);
    expect(holds({ memberships: [{ ...membership, client: "lakeside" }] }, "supervisor")).toBe(false);
    expect(holds({ memberships: [] }, "supervisor")).toBe(false);
  });
});
