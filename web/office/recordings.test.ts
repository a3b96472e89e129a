import { expect, it } from "vitest";
import { lengthOf, piecesOf } from "./recordings.tsx";

const part = (seconds: number | null, side: "caller" | "operator" = "caller") => ({ recording: "r", side, seconds, cut: seconds === null });

it("[W55] a talk is as long as its longer side; where neither side knows, that is said", () => {
  expect(lengthOf({ parts: [part(62), part(75, "operator")] })).toBe("1:15");
  expect(lengthOf({ parts: [part(null), part(9, "operator")] })).toBe("0:09");
  expect(lengthOf({ parts: [part(null)] })).toBe("not known");
});

it("[W55] a talk whose recording began anew, because somebody joined or another node went on with it, is as long as its parts together, in their order", () => {
  const parts = [part(20), part(null, "operator"), part(30), part(31, "operator")];
  expect(piecesOf(parts)).toEqual([[parts[0], parts[1]], [parts[2], parts[3]]]);
  expect(lengthOf({ parts })).toBe("0:51");
});
