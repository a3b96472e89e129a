import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { count, failed, firstLine, remarks, sum, type Count, type Report } from "./report.ts";

const ROOT = join(import.meta.dirname, "..");
const bin = (...parts: string[]) => join(ROOT, "node_modules", ...parts);

const TSC = bin("typescript", "bin", "tsc");
const OXLINT = bin("oxlint", "bin", "oxlint");
const VITEST = bin("vitest", "vitest.mjs");
/** `npm test` stays under 15 minutes; what hangs is ended before that and counted as failed. */
const TESTS_MINUTES_MAX = 13;

/** Runs a step that passes or fails as one, and says how long it took. */
async function step(title: string, args: readonly string[]): Promise<Count> {
  const begun = performance.now();
  const { status, said } = await runNode(args, { toldAtTheEnd: true });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${status === 0 ? "passed" : "FAILED"}  ${title} (${seconds} s)`);
  return status === 0 ? { passed: 1, failures: [], again: [] } : failed(title, firstLine(said));
}

/** How a part of the run goes beside another. */
export interface Beside {
  /** It gives way: its processes and theirs take the time that the others leave (nice 10). */
  readonly givesWay?: boolean;
  /** What it says is told when it is over, so that two parts are not told line by line among each other. */
  readonly toldAtTheEnd?: boolean;
}

const GIVES_WAY = 10;

interface Ended {
  readonly status: number;
  /** What was told at the end; what was told at once is not kept. */
  readonly said: string;
}

function runNode(args: readonly string[], { givesWay = false, toldAtTheEnd = false }: Beside = {}): Promise<Ended> {
  // A file and no pipe: a process that outlives the part would hold a pipe open, and the whole run with it.
  const told = toldAtTheEnd ? openTold() : { to: "inherit" as const, tell: () => "" };
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", told.to, told.to] });
  if (givesWay && child.pid !== undefined) setPriority(child.pid, GIVES_WAY);
  const deadline = setTimeout(() => child.kill("SIGTERM"), TESTS_MINUTES_MAX * 60_000);
  return new Promise((resolve) => {
    const end = (code: number | null) => {
      clearTimeout(deadline);
      resolve({ status: code ?? 1, said: told.tell() });
    };
    child.once("error", () => end(1));
    child.once("exit", end);
  });
}

function openTold(): { readonly to: number; tell(): string } {
  const folder = mkdtempSync(join(tmpdir(), "compline-told-"));
  const file = join(folder, "output");
  const to = openSync(file, "w");
  return {
    to,
    tell: () => {
      closeSync(to);
      const said = readFileSync(file, "utf8");
      rmSync(folder, { recursive: true, force: true });
      process.stdout.write(said);
      return said;
    },
  };
}

/** Reports, installs when it may, and never fails by itself: the tests that lack a peer do, by name. */
export const fetchPeers = (): Promise<Ended> => runNode([join(ROOT, "tools", "cli", "peers.ts")]);
export const buildWeb = (): Promise<Count> => step("web build", [join(ROOT, "tools", "web-build.ts")]);

export async function typesAndLint(): Promise<Count> {
  const projects = ["tsconfig.json", join("web", "tsconfig.json")].filter((project) => existsSync(join(ROOT, project)));
  const counts: Count[] = [];
  for (const project of projects) counts.push(await step(`types of ${project}`, [TSC, "--pretty", "false", "-p", project]));
  counts.push(await step("lint", [OXLINT, "compline", "server", "contract", "tools", "web"]));
  return sum(counts);
}

/** Runs Vitest with a report for people and one to count from. `title` is what this part of the run is called when it fails as a whole. */
export async function vitest(title: string, options: readonly string[], beside: Beside = {}): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), "compline-report-"));
  const file = join(folder, "report.json");
  try {
    const { status } = await runNode([VITEST, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...options], beside);
    const report = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Report) : undefined;
    return count(report, { title, status });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What failed, the last line of all, and the exit status that agrees with it. */
export function conclude(total: Count): void {
  const { passed, failures } = total;
  process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1;
  for (const line of remarks(total)) console.log(line);
  console.log(`${passed} passed, ${failures.length} failed`);
}
