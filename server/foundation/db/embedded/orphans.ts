import { readFileSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const POLL_MILLISECONDS = 20;
const FAST_SHUTDOWN_SECONDS_MAX = 20;
const IMMEDIATE_SHUTDOWN_SECONDS_MAX = 10;
const BACKENDS_GONE_SECONDS_MAX = 20;

/** The process named in postmaster.pid, when the file is there and readable. */
export function pidIn(data: string): number | undefined {
  const pid = Number(readIfThere(join(data, "postmaster.pid")).split("\n")[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

/** The last line of postmaster.pid, as pg_ctl reads it. */
export const isReady = (data: string): boolean => readIfThere(join(data, "postmaster.pid")).split("\n")[7]?.trim() === "ready";

/**
 * Whether `pid` is the postmaster of exactly this data folder. A number in an old postmaster.pid may meanwhile belong to
 * anything, so both its command line and its working folder must say so; what cannot be read is not ours.
 */
export function isPostmasterOf(pid: number, data: string): boolean {
  const words = readIfThere(`/proc/${pid}/cmdline`).split("\0");
  const named = words.indexOf("-D");
  return basename(words[0] ?? "") === "postgres" && named > 0 && words[named + 1] === data && folderOf(pid) === data;
}

/** Leaves the data folder without any process, and without a lock that names a stranger. */
export async function clearOrphans(data: string, say: (line: string) => void): Promise<void> {
  const pid = pidIn(data);
  const ours = pid !== undefined && isPostmasterOf(pid, data);
  if (ours) {
    say(`a PostgreSQL (process ${pid}) was left running by an earlier Compline; it is stopped first`);
    await stopPostmaster(pid, data);
  }
  // Backends outlive a killed postmaster for a moment. Two sets of them on one data folder would destroy it.
  await gone(() => backendsOf(data).length === 0, BACKENDS_GONE_SECONDS_MAX, `processes ${backendsOf(data).join(", ")} still use ${data}`);
  if (pid !== undefined && !ours && isAlive(pid)) rmSync(join(data, "postmaster.pid"), { force: true });
}

/** Fast shutdown (SIGINT); then immediate (SIGQUIT), from which the write-ahead log recovers; then SIGKILL. */
export async function stopPostmaster(pid: number, data: string): Promise<void> {
  const stopped = () => !isPostmasterOf(pid, data);
  const steps = [
    ["SIGINT", FAST_SHUTDOWN_SECONDS_MAX],
    ["SIGQUIT", IMMEDIATE_SHUTDOWN_SECONDS_MAX],
    ["SIGKILL", IMMEDIATE_SHUTDOWN_SECONDS_MAX],
  ] as const;
  for (const [signal, seconds] of steps) {
    if (!stopped()) signalIfAlive(pid, signal);
    if (await within(seconds, stopped)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) did not stop`);
}

export function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Waits until `done` says yes; false when the time is over first. */
export async function within(seconds: number, done: () => boolean): Promise<boolean> {
  const until = performance.now() + seconds * 1000;
  while (!done()) {
    if (performance.now() > until) return false;
    await wait(POLL_MILLISECONDS);
  }
  return true;
}

async function gone(done: () => boolean, seconds: number, says: string): Promise<void> {
  if (!(await within(seconds, done))) throw new Error(says);
}

/** Every PostgreSQL process works inside its data folder. */
function backendsOf(data: string): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && folderOf(pid) === data);
}

function isAlive(pid: number): boolean {
  return readIfThere(`/proc/${pid}/stat`) !== "";
}

function folderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // Ended meanwhile, or another user's: not ours either way.
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // Absent is an answer here: no lock, no process.
  }
}
