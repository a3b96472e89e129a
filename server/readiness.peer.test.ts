import { readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { childrenOf, newHome } from "../tools/crash/server-process.ts";
import { until } from "../tools/crash/until.ts";
import type { Sip } from "./edge/sip/index.ts";
import { readConfig } from "./foundation/config.ts";
import { placesOf } from "./foundation/db/embedded/places.ts";
import { run, type Running } from "./run.ts";

/** The whole product in this process, so that each of its parts can be broken from outside. */
const START_MS_MAX = 180_000;
/** The worker counts as down when it has not looked for ten seconds. */
const NOTICED_MS_MAX = 90_000;
const PARTS = ["database", "keys", "sip", "media", "worker", "audit"] as const;

let home: string;
let running: Running;
const said: string[] = [];
beforeAll(async () => {
  const made = await newHome();
  home = made.home;
  const read = readConfig({ ...made.env, COMPLINE_VOICE: "/opt/no-such-voice" });
  if (!read.ok) throw new Error("the settings of the test are not usable");
  running = await run({ config: read.config, empty: true, say: (line) => said.push(line) });
}, START_MS_MAX);
afterAll(async () => {
  await running.drain("test");
  rmSync(home, { recursive: true, force: true });
}, START_MS_MAX);

async function down(): Promise<string[]> {
  const reply = await fetch(`${running.origin}/readyz`);
  const says = (await reply.json()) as Record<string, unknown>;
  const broken = PARTS.filter((part) => says[part] === "down");
  expect([reply.status, says.ok]).toEqual(broken.length === 0 ? [200, true] : [503, false]);
  return broken;
}

const untilDown = (...parts: string[]) => until(`${parts.join()} down`, async () => (await down()).join() === parts.join(), NOTICED_MS_MAX);

test("[RUN-6] [SP3] at first every part is up, and the start has said that no voice is there", async () => {
  await untilDown();
  expect(said.filter((line) => line.includes("/opt/no-such-voice"))).toEqual([expect.stringContaining("messages are not read over the telephone")]);
});

test("[RUN-6] a keyring that is gone shows, and shows again when it is back", async () => {
  const keyring = join(home, "keyring");
  renameSync(keyring, `${keyring}-elsewhere`);
  try {
    await untilDown("keys");
  } finally {
    renameSync(`${keyring}-elsewhere`, keyring);
  }
  await untilDown();
});

test("[RUN-6] a database that hangs shows, and the worker and the audit log that wait for it", async () => {
  const { data } = placesOf(home, "data");
  const postmaster = Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]);
  const all = [postmaster, ...childrenOf(postmaster)];
  for (const pid of all) process.kill(pid, "SIGSTOP");
  try {
    await untilDown("database", "worker", "audit");
  } finally {
    for (const pid of all) process.kill(pid, "SIGCONT");
  }
  await untilDown();
}, START_MS_MAX);

test("[RUN-6] media processes that died show until others stand in for them", async () => {
  const workers = childrenOf(process.pid).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("media/worker"));
  expect(workers.length).toBe(1);
  process.kill(workers[0]!, "SIGKILL");
  await untilDown("media");
  await untilDown();
});

test("[RUN-6] a telephone that listens no more shows", async () => {
  await (running.parts.telephony as Sip).close();
  await untilDown("sip");
});
