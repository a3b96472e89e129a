import { describe, expect, test } from "vitest";
import { count, type Report } from "./report.ts";

const file = (status: string, ...tests: string[]): Report["testResults"][number] => ({ name: "x", status, assertionResults: tests.map((outcome) => ({ status: outcome })) });

describe("the last line of a test run", () => {
  test("[T-RUN-6] counts as passed only what ran and passed", () => {
    expect(count({ testResults: [file("passed", "passed", "passed"), file("failed", "passed", "failed")] }, 1)).toEqual({ passed: 3, failed: 1 });
    expect(count({ testResults: [file("passed", "passed", "skipped", "todo", "pending")] }, 0)).toEqual({ passed: 1, failed: 3 });
  });

  test("[T-RUN-6] a file that does not load, a run without a report and an error outside every test are failures", () => {
    expect(count({ testResults: [file("failed")] }, 1)).toEqual({ passed: 0, failed: 1 });
    expect(count(undefined, 0)).toEqual({ passed: 0, failed: 1 });
    expect(count({ testResults: [file("passed", "passed")] }, 1)).toEqual({ passed: 1, failed: 1 });
  });
});
