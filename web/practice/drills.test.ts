import { expect, it } from "vitest";
import { isDoubtful, scoreWords } from "./drills.tsx";

const last = (...states: ("acknowledged" | "missed" | "excused" | "placed")[]) => ({ last: states.map((state, n) => ({ state, month: `2027-0${9 - n}`, seconds: null })) });

it("[W61] a score says how many of how many, and nothing where nothing is known; whoever missed the last that counted stands out", () => {
  expect([scoreWords({ counted: 6, reached: 4 }), scoreWords({ counted: 0, reached: 0 })]).toEqual(["4 of 6", "Not known yet"]);
  expect([isDoubtful(last("excused", "missed", "acknowledged")), isDoubtful(last("placed", "acknowledged", "missed")), isDoubtful(last())]).toEqual([true, false, false]);
});
