import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { atMost, type Figure } from "./figure.ts";
import { pause, until } from "./pace.ts";

const REST_MS = 4000;

/** Memory of our processes at rest, shared pages counted by their share (PSS); beside as many Node processes that do nothing. */
export async function benchMemory(pid: number): Promise<Figure[]> {
  await pause(REST_MS);
  const ours = [pid, ...childrenOf(pid)].filter((each) => !nameOf(each).startsWith("postgres"));
  const idle = await idleNode();
  const value = ours.reduce((sum, each) => sum + pssMegabytes(each), 0);
  return [atMost({ name: `memory at rest, PSS of ${ours.length} processes (limit: as many bare Nodes)`, value, unit: "MB", limit: idle * ours.length })];
}

async function idleNode(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000); console.log('up')"], { stdio: ["ignore", "pipe", "ignore"] });
  let isUp = false;
  child.stdout.once("data", () => (isUp = true));
  try {
    await until("a bare Node is up", 10, () => isUp);
    return pssMegabytes(child.pid!);
  } finally {
    child.kill();
  }
}

const nameOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, "utf8").trim();
const pssMegabytes = (pid: number): number => Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))![1]) / 1000;

/** Children, not theirs: the database's own processes are the postmaster's. */
function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number));
}
