import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

export { freePort } from "../../../../tools/crash/free-ports.ts";

/** Finds a peer's program, or fails by the name of the Debian package that brings it. A missing peer is a failed test. */
export function program(name: string, debianPackage: string): string {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  throw new Error(`${name} is missing: apt-get install ${debianPackage}`);
}

export interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Ends this process alone, and waits until it is gone. */
  stop(): Promise<number | null>;
}

const OUTPUT_CHARACTERS_MAX = 200_000;

export function run(path: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Running {
  const child = spawn(path, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  const keep = (bytes: Buffer): void => {
    output = (output + bytes.toString("latin1")).slice(-OUTPUT_CHARACTERS_MAX);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  child.stdin.on("error", () => undefined); // It may end before it has read all.
  const gone = once(child, "exit").then(([code]) => code as number | null);
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null) child.kill("SIGKILL");
    return gone;
  };
  return { child, output: () => output, stop };
}

/** The exit code, or the process is ended and the test fails with what it said. */
export async function finished(running: Running, milliseconds: number): Promise<number | null> {
  const timer = setTimeout(() => running.child.kill("SIGKILL"), milliseconds);
  if (running.child.exitCode === null) await once(running.child, "exit");
  clearTimeout(timer);
  return running.child.exitCode;
}

/** A folder of its own for a peer's configuration, removed afterwards. */
export async function temporary(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "compline-sip-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
