import { expect, test } from "vitest";
import { usual, whenWords } from "./special-days.tsx";

test("[W230] a day with a name says when it is in words that one would say", () => {
  expect(usual.map(whenWords)).toEqual([
    "1 January each year, on the nearest working day", "last Monday of May", "19 June each year, on the nearest working day", "4 July each year, on the nearest working day",
    "first Monday of September", "fourth Thursday of November", "25 December each year, on the nearest working day",
  ]);
  expect(whenWords({ kind: "weekday", name: "x", month: 11, weekday: 4, nth: 4, plusDays: 1, spans: [] })).toBe("the day after the fourth Thursday of November");
  expect(whenWords({ kind: "easter", name: "x", plusDays: -2, spans: [] })).toBe("2 days before Easter Sunday");
  expect(whenWords({ kind: "date", name: "x", date: "2027-12-24", spans: [] })).toBe("Fri 24 Dec 2027");
});
