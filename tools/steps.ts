import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { count, type Count, type Report } from "./report.ts";

const ROOT = join(import.meta.dirname, "..");
const bin = (...parts: string[]) => join(ROOT, "node_modules", ...parts);

const TSC = bin("typescript", "bin", "tsc");
const OXLINT = bin("oxlint", "bin", "oxlint");
const VITEST = bin("vitest", "vitest.mjs");
/** `npm test` stays under 15 minutes; what hangs is ended before that and counted as failed. */
const TESTS_MINUTES_MAX = 13;

export const NONE: Count = { passed: 0, failed: 0 };
export const sum = (counts: readonly Count[]): Count =>
  counts.reduce((total, { passed, failed }) => ({ passed: total.passed + passed, failed: total.failed + failed }), NONE);

/** Runs a step that passes or fails as one, and says how long it took. */
async function step(title: string, args: readonly string[]): Promise<Count> {
  const begun = performance.now();
  const status = await runNode(args);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${status === 0 ? "passed" : "FAILED"}  ${title} (${seconds} s)`);
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function runNode(args: readonly string[], minutesMax = TESTS_MINUTES_MAX): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
  const deadline = setTimeout(() => child.kill("SIGTERM"), minutesMax * 60_000);
  return new Promise((resolve) => {
    const end = (code: number | null) => {
      clearTimeout(deadline);
      resolve(code ?? 1);
    };
    child.once("error", () => end(1));
    child.once("exit", end);
  });
}

/** Reports, installs when it may, and never fails by itself: the tests that lack a peer do, by name. */
export const fetchPeers = (): Promise<number> => runNode([join(ROOT, "tools", "cli", "peers.ts")]);
export const buildWeb = (): Promise<Count> => step("web build", [join(ROOT, "tools", "web-build.ts")]);

export async function typesAndLint(): Promise<Count> {
  const projects = ["tsconfig.json", join("web", "tsconfig.json")].filter((project) => existsSync(join(ROOT, project)));
  const counts: Count[] = [];
  for (const project of projects) counts.push(await step(`types of ${project}`, [TSC, "--pretty", "false", "-p", project]));
  counts.push(await step("lint", [OXLINT, "compline", "server", "contract", "tools", "web"]));
  return sum(counts);
}

/** Runs Vitest with a report for people and one to count from. */
export async function vitest(options: readonly string[]): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), "compline-report-"));
  const file = join(folder, "report.json");
  try {
    const status = await runNode([VITEST, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...options]);
    const report = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Report) : undefined;
    return count(report, status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The last line of all, and the exit status that agrees with it. */
export function conclude({ passed, failed }: Count): void {
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  console.log(`${passed} passed, ${failed} failed`);
}
