import { expect, test } from "vitest";
import { KINDS, sayNotice } from "./words.ts";

test("[NT6] every notice has fixed words, also for a code that nobody foresaw", () => {
  for (const kind of KINDS) expect(sayNotice(kind, "a code of tomorrow").length).toBeGreaterThan(10);
  expect(sayNotice("agreement-changed", "suspend")).toContain("turned away");
  expect(sayNotice("locked-out", "constructor")).toBe(sayNotice("locked-out", ""));
});
