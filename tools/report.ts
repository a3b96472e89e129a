import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** A test, or a part of the run, by its title, and the first line of what was wrong with it. */
export interface Remark {
  readonly title: string;
  readonly says: string;
}

export interface Count {
  readonly passed: number;
  readonly failures: readonly Remark[];
  /** What failed, was tried once more and passed. */
  readonly again: readonly Remark[];
}

/** The part of Vitest's JSON report that is counted. The messages of a test that passed are those of its earlier tries. */
export interface Report {
  readonly testResults: readonly ReportedFile[];
}

interface ReportedFile {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
  readonly assertionResults: readonly ReportedTest[];
}

interface ReportedTest {
  readonly status: string;
  readonly fullName?: string;
  readonly failureMessages?: readonly string[];
}

const ROOT = join(import.meta.dirname, "..");
const REMARK_LINES_MAX = 60;
const TITLE_LENGTH_MAX = 240;
/** An error of a page tells what the page showed. */
const SAYS_LENGTH_MAX = 960;

export const sum = (counts: readonly Count[]): Count => ({
  passed: counts.reduce((total, { passed }) => total + passed, 0),
  failures: counts.flatMap(({ failures }) => failures),
  again: counts.flatMap(({ again }) => again),
});

/**
 * Only a test that ran and passed has passed: skipped, pending and todo ones count as failed, as does a file that did not
 * load. A run that ends badly though nothing failed (an error outside every test) is one failure more.
 */
export function count(report: Report | undefined, { title, status }: { readonly title: string; readonly status: number }): Count {
  if (!report) return failed(title, `ended with status ${status} and without a report`);
  const total = sum(report.testResults.map(countFile));
  if (total.failures.length > 0 || status === 0) return total;
  return sum([total, failed(title, "an error outside every test: it is told above, at the end of this part")]);
}

export const failed = (title: string, says: string): Count => ({ passed: 0, failures: [{ title, says }], again: [] });

function countFile(file: ReportedFile): Count {
  const passed = file.assertionResults.filter(({ status }) => status === "passed");
  const rest = file.assertionResults.filter(({ status }) => status !== "passed");
  const again = passed.filter(({ failureMessages }) => (failureMessages?.length ?? 0) > 0);
  const counted: Count = { passed: passed.length, failures: rest.map((test) => remarkOn(file, test)), again: again.map((test) => remarkOn(file, test)) };
  if (rest.length > 0 || file.status !== "failed") return counted;
  return sum([counted, failed(pathOf(file), firstLine(file.message ?? ""))]);
}

const pathOf = ({ name }: ReportedFile): string => relative(ROOT, name);

function remarkOn(file: ReportedFile, { status, fullName = "", failureMessages = [] }: ReportedTest): Remark {
  const [message = ""] = failureMessages;
  const line = lineIn(message, file.name);
  return { title: `${pathOf(file)}${line}: ${fullName}`, says: message === "" ? `is ${status} and did not run to its end` : firstLine(message) };
}

/** ":41" when the stack names the test's own file, so that whoever sees only the end of the output knows where to look. */
function lineIn(message: string, file: string): string {
  const at = message.indexOf(`${file}:`);
  return at < 0 ? "" : (/^:\d+/.exec(message.slice(at + file.length))?.[0] ?? "");
}

export const firstLine = (message: string): string => stripVTControlCharacters(message).split("\n").find((line) => line.trim() !== "")?.trim() ?? "says nothing";

/** What failed and what was tried again, for the very end of the output: failures last and never crowded out by the others. */
export function remarks({ failures, again }: Count): string[] {
  const told = bounded(failures.flatMap((remark) => linesOf("FAILED", remark)), REMARK_LINES_MAX);
  return [...bounded(again.flatMap((remark) => linesOf("again ", remark)), REMARK_LINES_MAX - told.length), ...told];
}

const linesOf = (word: string, { title, says }: Remark): string[] => [`${word}  ${title}`.slice(0, TITLE_LENGTH_MAX), `        ${says}`.slice(0, SAYS_LENGTH_MAX)];

function bounded(lines: readonly string[], max: number): string[] {
  if (lines.length <= max) return [...lines];
  const kept = Math.max(0, max - 1) & ~1;
  return kept === 0 ? [] : [...lines.slice(0, kept), `        … and ${(lines.length - kept) / 2} more`];
}
