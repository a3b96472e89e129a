import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { count, remarks, sum, type Report } from "./report.ts";

const HERE = join(import.meta.dirname, "report.test.ts");
const PART = { title: "the quick ones", status: 1 };
type File = Report["testResults"][number];
const file = (status: string, ...tests: string[]): File => ({ name: HERE, status, assertionResults: tests.map((outcome) => ({ status: outcome, fullName: `it is ${outcome}` })) });
const counted = (testResults: readonly File[], status: number): [number, number] => {
  const { passed, failures } = count({ testResults }, { title: "x", status });
  return [passed, failures.length];
};

describe("the last line of a test run", () => {
  test("[T-RUN-6] counts as passed only what ran and passed", () => {
    expect(counted([file("passed", "passed", "passed"), file("failed", "passed", "failed")], 1)).toEqual([3, 1]);
    expect(counted([file("passed", "passed", "skipped", "todo", "pending")], 0)).toEqual([1, 3]);
  });

  test("[T-RUN-6] a file that does not load, a run without a report and an error outside every test are failures", () => {
    expect(counted([file("failed")], 1)).toEqual([0, 1]);
    expect(count(undefined, { title: "x", status: 0 })).toMatchObject({ passed: 0, failures: [{ title: "x" }] });
    expect(counted([file("passed", "passed")], 1)).toEqual([1, 1]);
  });
});

describe("the end of a test run's output", () => {
  const failing: File = {
    name: HERE,
    status: "failed",
    assertionResults: [
      { status: "failed", fullName: "[S1] it rings", failureMessages: [`\u001b[31mAssertionError: expected 1 to be 2\u001b[39m // Object.is\n    at ${HERE}:41:7`] },
      { status: "skipped", fullName: "[S2] it is answered" },
      { status: "passed", fullName: "[S3] it is taken", failureMessages: ["Error: too late"] },
    ],
  };

  test("[T-RUN-11] names each test that failed with the place and the first line of its error, and before them those that passed only when tried again", () => {
    expect(remarks(count({ testResults: [failing, { ...file("failed"), message: "\n no such module\nand more" }] }, PART))).toEqual([
      "again   tools/report.test.ts: [S3] it is taken",
      "        Error: too late",
      "FAILED  tools/report.test.ts:41: [S1] it rings",
      "        AssertionError: expected 1 to be 2 // Object.is",
      "FAILED  tools/report.test.ts: [S2] it is answered",
      "        is skipped and did not run to its end",
      "FAILED  tools/report.test.ts",
      "        no such module",
    ]);
  });

  test("[T-RUN-11] leaves what a page showed whole, and cuts what has no end", () => {
    const says = (words: string): string => remarks(count({ testResults: [{ ...file("failed"), message: words }] }, PART))[1]!;
    const shown = `TimeoutError: too late | /desk showed: ${"words ".repeat(100).trim()}`;
    expect(says(shown).trim()).toBe(shown);
    expect(says("x".repeat(9_000))).toHaveLength(960);
  });

  test("[T-RUN-11] names a part of the run that failed as a whole", () => {
    expect(remarks(count(undefined, PART))).toEqual(["FAILED  the quick ones", "        ended with status 1 and without a report"]);
    expect(remarks(count({ testResults: [file("passed", "passed")] }, PART))[0]).toBe("FAILED  the quick ones");
  });

  test("[T-RUN-11] is at most sixty lines, whatever failed, and failures come before what was tried again", () => {
    const many = (tests: number) => sum(Array.from({ length: tests }, () => count({ testResults: [failing] }, PART)));
    const told = remarks(many(40));
    expect(told).toHaveLength(59);
    expect(told.at(-1)).toBe("        … and 51 more");
    expect(told.join()).not.toContain("again");
    expect(remarks(many(12)).filter((line) => /^(FAILED|again)/.test(line)).map((line) => line.slice(0, 6))).toEqual([...Array(5).fill("again "), ...Array(24).fill("FAILED")]);
    expect(remarks(many(12)).length).toBeLessThanOrEqual(60);
  });
});
