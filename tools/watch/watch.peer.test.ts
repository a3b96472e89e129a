import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSip, type Sip } from "../../server/edge/sip/index.ts";
import { realWorld } from "../../server/foundation/world.ts";
import { freePort } from "../crash/free-ports.ts";
import { newHome } from "../crash/server-process.ts";
import { until } from "../crash/until.ts";
import { openSpeech, type Speech } from "../ring/speech.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const START_MS_MAX = 180_000;
const LEAD = "+12125550171";

interface Started {
  readonly process: ChildProcess;
  says(): string;
  readonly over: Promise<unknown>;
}
const all: Started[] = [];
function begin(args: readonly string[], env: NodeJS.ProcessEnv): Started {
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const started = { process: child, says: () => said, over: new Promise((resolve) => child.once("close", resolve)) };
  all.push(started);
  return started;
}

let made: Awaited<ReturnType<typeof newHome>>;
let env: NodeJS.ProcessEnv;
let carrier: Sip;
let speech: Speech;
/** The carrier's network rang this number. */
const dialled: string[] = [];
beforeAll(async () => {
  made = await newHome();
  env = { ...made.env, COMPLINE_WATCHERS: "north" };
  speech = await openSpeech();
  carrier = await createSip({ bindAddress: "127.0.0.1", port: 0, allow: [], legsMax: 10, invitesPerSecondPerAddress: 40, sessionSecondsMin: 90, sessionSeconds: 1800 }, { world: realWorld(), log: () => undefined });
  carrier.onCall((leg) => {
    dialled.push(leg.dialled);
    const far = /c=IN IP4 (\S+)[\s\S]*m=audio (\d+)/.exec(leg.offer ?? "");
    leg.ring();
    void leg.answer(["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", `m=audio ${speech.port} RTP/AVP 0 101`, "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=sendrecv", ""].join("\r\n"));
    if (far) speech.towards({ address: far[1]!, port: Number(far[2]) });
  });
}, START_MS_MAX);
afterAll(async () => {
  for (const { process: child, over } of all) {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await over;
  }
  speech.close();
  await carrier.close();
  rmSync(made.home, { recursive: true, force: true });
}, START_MS_MAX);

async function house(): Promise<Started> {
  const started = begin(["server/main.ts", "--empty"], env);
  await until("the house is ready", () => started.says().includes("Ready in"), START_MS_MAX);
  return started;
}

test("[OW6] [OW2] [OW3] [RUN-11] [RUN-12] the house is killed: the watcher on its own rings a person over its own trunk, a pressed 1 ends it, and the house that is back hears its watcher", async () => {
  const first = await house();
  const readiness = (await (await fetch(`http://localhost:${made.webPort}/readyz`)).json()) as Record<string, unknown>;
  expect(readiness).toMatchObject({ ok: true, outsideLine: "no-trunk", keptCalls: 0 });
  expect(readiness.emergencyCopySeconds).toBeLessThan(60);
  const secret = execFileSync(process.execPath, ["tools/cli/watch.ts", "secret", "north"], { cwd: ROOT, env, encoding: "utf8" }).trim();
  const settings = join(made.home, "watch.json");
  const port = await freePort();
  writeFileSync(settings, JSON.stringify({
    name: "north", url: `http://localhost:${made.webPort}`, secret, ring: [LEAD], lookSeconds: 1, failuresMax: 3, quietMinutes: 30,
    trunk: { host: "127.0.0.1", port: carrier.ports.udp, transport: "udp", sound: "rtp", from: "+12125550100" },
    sip: { bind: "127.0.0.1", port }, media: { address: "127.0.0.1", ports: [32_400, 32_479] },
  }), { mode: 0o600 });
  const watcher = begin(["tools/cli/watch.ts", "--settings", settings], process.env);
  await until("the watcher sees a house that is well", () => watcher.says().includes("The house looks well."), START_MS_MAX);
  expect(dialled).toEqual([]);

  first.process.kill("SIGKILL");
  await until("the watcher rings", () => dialled.length > 0, START_MS_MAX);
  expect(dialled[0]).toBe(LEAD);
  expect(watcher.says()).toContain("The house looks bad: the house does not answer.");
  await until("the person hears the alarm", () => speech.heard().loudness > 300, START_MS_MAX);
  await speech.press("1");
  await until("the key is taken", () => watcher.says().includes("Person 1: pressed.") && watcher.says().includes("Quiet for 30 minutes."), START_MS_MAX);

  await house();
  await until("the watcher sees it again, and is known to it", () => watcher.says().split("The house looks well.").length === 3, START_MS_MAX);
  expect(dialled).toHaveLength(1);
}, 600_000);
