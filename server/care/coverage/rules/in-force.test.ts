import { expect, test } from "vitest";
import { fromIso, toIso } from "../../../foundation/time.ts";
import type { Step } from "../../dispatch/index.ts";
import { inForce, type SavedLadder } from "./in-force.ts";

const alarm: Step = { who: "desk-alarm", patienceMinutes: 1, repeats: 0 };
const step = (who: Step["who"], more: Partial<Step> = {}): Step => ({ who, patienceMinutes: 5, repeats: 0, ...more });
const ladder = (hours: SavedLadder["hours"], who: Step["who"], more: Partial<SavedLadder> = {}): SavedLadder => ({ urgency: "urgent", hours, steps: [step(who), alarm], ...more });
/** Weekdays from eight to five; Monday 18 January is a holiday, and there the clocks go forward on 14 March. */
const table = { zone: "America/New_York", hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: "08:00", close: "17:00" })), holidays: ["2027-01-18"] };
const window = { from: fromIso("2027-01-15T15:00:00Z"), until: fromIso("2027-01-19T15:00:00Z") };
const shown = (found: ReturnType<typeof inForce>) => found.map(({ from, ladders }) => `${toIso(from).slice(5, 16)} ${ladders.map(({ asks }) => asks[0]?.target ?? "nobody").join(" ")}`);

test("[CV20] a ladder of all hours is one stretch; those of the office, of the night and of a holiday change when it opens, closes and keeps the day", () => {
  expect(shown(inForce([ladder("always", "on-duty")], table, window))).toEqual(["01-15T15:00 on-duty"]);
  const four = [ladder("always", "on-duty"), ladder("office", "backup"), ladder("after-hours", "role"), ladder("holiday", "person")];
  expect(shown(inForce(four, table, window))).toEqual([
    "01-15T15:00 backup", "01-15T22:00 role", "01-18T05:00 person", "01-19T05:00 role", "01-19T13:00 backup",
  ]);
});

test("[CV20] stretches fill the window, and each urgency has the ladder of its own hours, else that of all hours", () => {
  const found = inForce([ladder("always", "on-duty"), ladder("after-hours", "backup"), ladder("always", "role", { urgency: "routine" })], table, window);
  expect(found[0]!.from).toBe(window.from);
  expect(found.at(-1)!.until).toBe(window.until);
  found.slice(1).forEach((one, at) => expect(one.from).toBe(found[at]!.until));
  expect(shown(found).slice(0, 2)).toEqual(["01-15T15:00 on-duty role", "01-15T22:00 backup role"]);
});

test("[CV1] a step pages, calls or has the desk ring, as the ladder says; a routine ladder that waits for its office asks no clinician", () => {
  const steps = [step("on-duty"), step("on-duty", { by: ["voice"] }), step("operator-calls", { rings: "role", role: "Cardiology" }), step("nurse-triage"), alarm];
  const held = ladder("always", "hold", { urgency: "routine", steps: [step("hold"), step("office-phone"), alarm] });
  const [urgent, routine] = inForce([ladder("always", "on-duty", { steps }), held], table, window)[0]!.ladders;
  expect(urgent).toEqual({ alarm: true, mustReach: true, asks: [
    { target: "on-duty", nth: 1, role: null, person: null, by: "page" }, { target: "on-duty", nth: 1, role: null, person: null, by: "call" }, { target: "role", nth: 1, role: "cardiology", person: null, by: "desk" },
  ] });
  expect(routine).toEqual({ alarm: true, mustReach: false, asks: [] });
});
