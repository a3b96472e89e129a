import { expect, it } from "vitest";
import { lengthOf } from "./recordings.tsx";

const part = (seconds: number | null) => ({ recording: "r", side: "caller" as const, seconds, cut: seconds === null });

it("[W55] a talk is as long as its longer side; where neither side knows, that is said", () => {
  expect(lengthOf({ parts: [part(62), part(75)] })).toBe("1:15");
  expect(lengthOf({ parts: [part(null), part(9)] })).toBe("0:09");
  expect(lengthOf({ parts: [part(null)] })).toBe("not known");
});
