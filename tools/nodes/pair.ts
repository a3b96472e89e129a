import type { ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { RtpengineDaemon } from "../../server/edge/media/testing/rtpengine.ts";
import { freePort, program, run, type Running } from "../../server/edge/sip/peers/programs.ts";
import { startEmbedded, type Embedded } from "../../server/foundation/db/embedded/index.ts";
import { freePort as freeForNode } from "../crash/free-ports.ts";
import { launch, newHome, untilReady, type DemoFile, type Launched } from "../crash/server-process.ts";
import { until } from "../crash/until.ts";
import { openClinician, type Clinician } from "./clinician.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const KAMAILIO = join(ROOT, "docs", "operate", "kamailio");

export interface RunningNode {
  readonly name: string;
  readonly origin: string;
  /** SIGKILL: nothing is told to anybody, and the media processes end with it. */
  kill(): void;
}

/** Two nodes of one house, Kamailio before them and rtpengine beside them: the product as docs/operate/telephony.md says, on one machine. */
export interface Pair {
  readonly nodes: readonly RunningNode[];
  /** Where callers ring. */
  readonly sipPort: number;
  readonly demo: DemoFile;
  /** Whom the nodes ring over their trunk, whoever is rung. */
  readonly clinician: Clinician;
  /** A statement as the database's own administrator: a witness beside the product. */
  ask<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  node(name: string): RunningNode;
  /** Starts a node that was killed again. */
  restart(name: string): Promise<void>;
  close(): Promise<void>;
}

interface Process extends RunningNode {
  readonly env: NodeJS.ProcessEnv;
  readonly sipPort: number;
  launched: Launched;
}

/** Below the ports that the system hands out by itself. */
const rtpFirst = 22_000 + (process.pid % 4) * 1000;
const NODE_RTP_PORTS = 1_000;
/** Four for each call, of both nodes. */
const RTPENGINE_PORTS = 4_000;

export async function startPair(engine: "rtpengine" | "werift" = "rtpengine"): Promise<Pair> {
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    const { home, demo } = await makeHouse(closers);
    const database = await startEmbedded({ home, log: { info: () => undefined, warn: () => undefined } });
    closers.push(() => database.stop());
    const rtpengine = new RtpengineDaemon(rtpFirst + 2 * NODE_RTP_PORTS, { ports: RTPENGINE_PORTS });
    closers.push(() => rtpengine.kill());
    const clinician = await openClinician();
    closers.push(() => clinician.close());
    const shared = { COMPLINE_OUTBOUND: `here udp:127.0.0.1:${clinician.port} from=+12125550100`, DATABASE_URL: database.ownerUrl, COMPLINE_KEYRING: join(home, "keyring"), COMPLINE_RECORDINGS: join(home, "recordings"), COMPLINE_MEDIA_ENGINE: engine, ...(engine === "rtpengine" && { COMPLINE_RTPENGINE: `${rtpengine.control.host}:${rtpengine.control.port}` }) };
    const nodes = await Promise.all(["a", "b"].map((name, at) => startNode({ name, at, shared }, closers)));
    const sipPort = await startKamailio(nodes.map((node) => node.sipPort), closers);
    const node = (name: string): Process => nodes.find((each) => each.name === name)!;
    return {
      nodes, sipPort, demo, clinician, node, close,
      ask: (text, values) => askOf(database, text, values),
      restart: async (name) => {
        node(name).launched = launch(node(name).env);
        await untilReady(node(name).launched);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The demonstration, made by a house of one that then ends: its database and keyring are those of the nodes. */
async function makeHouse(closers: (() => unknown)[]): Promise<{ home: string; demo: DemoFile }> {
  const { home, env } = await newHome();
  closers.push(() => rmSync(home, { recursive: true, force: true }));
  const first = launch(env);
  try {
    await untilReady(first);
  } finally {
    first.server.kill("SIGTERM");
    await first.over;
  }
  return { home, demo: JSON.parse(readFileSync(join(home, "demo.json"), "utf8")) as DemoFile };
}

async function startNode({ name, at, shared }: { name: string; at: number; shared: NodeJS.ProcessEnv }, closers: (() => unknown)[]): Promise<Process> {
  const { home, env, webPort, sipPort } = await newHome();
  closers.push(() => rmSync(home, { recursive: true, force: true }));
  const first = rtpFirst + at * NODE_RTP_PORTS;
  const own = { ...env, ...shared, COMPLINE_NODE: `${name} 127.0.0.1:${await freeForNode()}`, COMPLINE_RTP_PORTS: `${first}-${first + NODE_RTP_PORTS - 1}` };
  const node: Process = { name, env: own, sipPort, origin: `http://localhost:${webPort}`, launched: launch(own), kill: () => void node.launched.server.kill("SIGKILL") };
  closers.push(() => ended(node.launched.server));
  await untilReady(node.launched);
  return node;
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGKILL");
  await gone;
}

/** The project's own configuration, with the addresses of this machine. */
async function startKamailio(nodes: readonly number[], closers: (() => unknown)[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "compline-kamailio-"));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  writeFileSync(join(folder, "dispatcher.list"), nodes.map((node) => `1 sip:127.0.0.1:${node}\n`).join(""));
  const here: Record<string, string> = { LISTEN_AT: "127.0.0.1", LISTEN_PORT: String(port), NODES_IN: join(folder, "dispatcher.list"), CARRIERS: "127.0.0.0/8", NODES: "127.0.0.0/8" };
  const text = readFileSync(join(KAMAILIO, "kamailio.cfg"), "utf8")
    .replaceAll(/^#!substdef "!(\w+)!.*!g"$/gm, (line, name: string) => (name in here ? `#!substdef "!${name}!${here[name]!}!g"` : line))
    // On this machine carrier and nodes have one address: a node is known by its port.
    .replaceAll('is_in_subnet("$rd", "NODES") && !is_in_subnet("$si", "NODES")', nodes.map((node) => `$rp == ${node}`).join(" || "))
    .replace("log_stderror=no", "log_stderror=yes");
  writeFileSync(join(folder, "kamailio.cfg"), text);
  const proxy: Running = run(program("kamailio", "kamailio"), ["-f", join(folder, "kamailio.cfg"), "-DD", "-E", "-m", "64", "-Y", folder, "-P", join(folder, "pid")], { cwd: folder });
  closers.push(async () => {
    proxy.child.kill("SIGTERM"); // It ends its own children when it is asked, and not when it is killed.
    await until("kamailio is gone", () => proxy.child.exitCode !== null || proxy.child.signalCode !== null);
  });
  await until("kamailio answers", () => answers(port)).catch((error: unknown) => {
    throw new Error(`kamailio does not start: ${String(error)}\n${proxy.output().slice(-2000)}`);
  });
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = createSocket("udp4");
  const heard = new Promise<boolean>((resolve) => {
    socket.once("message", () => resolve(true));
    setTimeout(() => resolve(false), 100);
  });
  socket.send(`OPTIONS sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx${port};rport\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@b>\r\nCall-ID: probe\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 7\r\nContent-Length: 0\r\n\r\n`, port, "127.0.0.1");
  return heard.finally(() => socket.close());
}

async function askOf<Row extends pg.QueryResultRow>(database: Embedded, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
