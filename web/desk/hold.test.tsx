import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { CallRow } from "../../contract/index.ts";
import { callRow, clockOf, deskOf } from "../testing/scenes.ts";
import { HoldClock, holdOf, isHeldLong, isHeldVeryLong } from "./hold.tsx";
import { lampOf } from "./strip.tsx";

const START = Date.parse("2027-01-14T07:14:00Z");
const at = clockOf(START);
const held = (reminders: number, officeTold = false, mine = true): CallRow => callRow(at, { state: "held", since: at(-30), mine, hold: { operator: "Ana Ruiz", reminders, officeTold } });
const said = (row: CallRow): string => renderToStaticMarkup(<HoldClock row={row} />).replaceAll(/<[^>]*>/g, " ");

it("[W41] a hold is calm until the server reminds, then lit, then heard", () => {
  expect([0, 1, 2].map((reminders) => [holdOf(held(reminders)), isHeldVeryLong(held(reminders))])).toEqual([["short", false], ["long", false], ["long", true]]);
  expect(holdOf(callRow(at, { state: "talking" }))).toBe("none");
  expect(said(held(0))).toContain("on hold and hears music");
  expect(said(held(1))).toContain("Go back to the caller");
  expect(said(held(2, true))).toMatch(/The office has been told\. The caller is still on the line/);
});

it("[W41] the caller of another operator lights up only when the office was told, and is heard at nobody else's desk", () => {
  expect(isHeldLong(held(2, false, false))).toBe(false);
  expect(isHeldLong(held(2, true, false))).toBe(true);
  expect(isHeldVeryLong(held(2, true, false))).toBe(false);
});

it("[W41] the lamp of the desk is amber while its caller has been on hold too long", () => {
  const desk = { ...deskOf(at, "quiet"), working: [] };
  expect(lampOf({ ...desk, calls: [held(0)] }, START)).toBe("off");
  expect(lampOf({ ...desk, calls: [held(1)] }, START)).toBe("amber");
});

it("[W41] what a screen reader hears changes with the reminders, not with each second", () => {
  const status = renderToStaticMarkup(<HoldClock row={held(1)} />).match(/role="status">([^<]*)</)![1];
  expect(status).not.toMatch(/\d/);
});
