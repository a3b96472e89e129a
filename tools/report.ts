export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** The part of Vitest's JSON report that is counted. */
export interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/**
 * Only a test that ran and passed has passed: skipped, pending and todo ones count as failed, as does a file that did not
 * load. A run that ends badly though nothing failed (an error outside every test) is one failure more.
 */
export function count(report: Report | undefined, status: number): Count {
  if (!report) return { passed: 0, failed: 1 };
  const files = report.testResults.map(countFile);
  const passed = files.reduce((total, file) => total + file.passed, 0);
  const failed = files.reduce((total, file) => total + file.failed, 0);
  return { passed, failed: failed === 0 && status !== 0 ? 1 : failed };
}

function countFile({ status, assertionResults }: Report["testResults"][number]): Count {
  const passed = assertionResults.filter((result) => result.status === "passed").length;
  const failed = assertionResults.length - passed;
  return { passed, failed: failed === 0 && status === "failed" ? 1 : failed };
}
