import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { DATABASE, passwordsIn, SUPERUSER, urlOver } from "../../server/foundation/db/embedded/cluster.ts";
import { placesOf } from "../../server/foundation/db/embedded/places.ts";
import { serverFlags } from "../launcher/commands.js";
import { freePorts } from "./free-ports.ts";
import { until } from "./until.ts";

export interface DemoFile {
  readonly users: readonly { readonly email: string; readonly password: string; readonly totpSecret: string; readonly role: string }[];
  readonly accounts: readonly { readonly slug: string; readonly number: string; readonly sip: string; readonly agreement: string }[];
}

/** The real server in a process of its own, on a home of its own, which can be killed like a machine that loses power. */
export interface Service {
  readonly home: string;
  readonly origin: string;
  readonly sipPort: number;
  readonly demo: DemoFile;
  /** SIGKILL: nothing is told to anybody. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM to the server and its media processes, as a terminal or systemd would. Resolves with the exit status. */
  askToEnd(): Promise<number | null>;
  mediaPids(): number[];
  restart(): Promise<void>;
  /** The postmaster dies as by a power cut, and what it needs to start again is out of reach until `back`. */
  loseDatabase(): { back(): void };
  /** Starts while the database is away; resolves when callers are answered. `ready`: once the database is back, the house is open. */
  startWithout(): Promise<{ ready(): Promise<void> }>;
  /** Kills, and starts again on what is left. */
  crash(): Promise<void>;
  /** A statement as the database's own administrator: a witness beside the product. */
  ask<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Holds every write to a table until `release`: what a command is doing at that table, it is still doing. */
  hold(table: string): Promise<{ release(): Promise<void> }>;
  /** Exit status and words of `compline audit verify`. */
  verifyAudit(): Promise<{ status: number; says: string }>;
  /** The same of `compline audit …`. */
  audit(word: "verify" | "restored"): Promise<{ status: number; says: string }>;
  close(): Promise<void>;
}

const ROOT = join(import.meta.dirname, "..", "..");
const START_MS_MAX = 180_000;
const STOP_MS_MAX = 10_000;
/** Below the ports that the system hands out by itself, and apart from those of the media tests. */
const RTP_PORTS = { first: 31_000 + (process.pid % 5) * 200, count: 200 };

/** A new home, and ports that nobody has. */
export async function newHome(): Promise<{ home: string; webPort: number; sipPort: number; env: NodeJS.ProcessEnv }> {
  const home = mkdtempSync(join(tmpdir(), "compline-crash-"));
  const { web: webPort, sip: sipPort } = await freePorts();
  const env = {
    ...process.env, COMPLINE_HOME: home, COMPLINE_PORT: String(webPort), COMPLINE_SIP_PORT: String(sipPort),
    COMPLINE_MEDIA_PROCESSES: "1", COMPLINE_RTP_PORTS: `${RTP_PORTS.first}-${RTP_PORTS.first + RTP_PORTS.count - 1}`,
  };
  return { home, webPort, sipPort, env };
}

export async function startService(): Promise<Service> {
  const { home, webPort, sipPort, env } = await newHome();
  const running: { server?: ChildProcess } = {};
  const restart = async (): Promise<void> => void (running.server = await startServer(env));
  const kill = async (): Promise<void> => ended(running.server, "SIGKILL");
  const mediaPids = (): number[] => childrenOf(running.server!.pid!).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("media/worker"));
  const audit: Service["audit"] = (word) => finished(spawn(process.execPath, [join(ROOT, "tools", "cli", "audit.ts"), word], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] }));
  await restart();

  const places = placesOf(home, "data");
  const connectionString = urlOver(places.socket, { user: SUPERUSER, password: passwordsIn(places).superuser, database: DATABASE });
  const connected = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString });
    client.on("error", () => undefined); // PostgreSQL restarts with the service.
    await client.connect();
    return client;
  };
  return {
    home, sipPort, origin: `http://localhost:${webPort}`, kill, restart,
    askToEnd: () => {
      const over = new Promise<number | null>((resolve) => running.server!.once("exit", resolve));
      for (const pid of [...mediaPids(), running.server!.pid!]) process.kill(pid, "SIGTERM");
      return over;
    },
    mediaPids,
    demo: JSON.parse(readFileSync(join(home, "demo.json"), "utf8")) as DemoFile,
    loseDatabase: () => loseDatabase(places.data),
    startWithout: async () => {
      const launched = launch(env);
      running.server = launched.server;
      await until("callers are answered without the database", () => launched.says().includes("The database is away"), START_MS_MAX);
      return { ready: () => untilReady(launched) };
    },
    crash: async () => {
      await kill();
      await restart();
    },
    ask: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => {
      const client = await connected();
      try {
        return (await client.query<Row>(text, [...values])).rows;
      } finally {
        await client.end();
      }
    },
    hold: async (table) => {
      const client = await connected();
      await client.query("begin");
      await client.query(`lock table ${table} in share mode`);
      return { release: () => client.end() };
    },
    audit,
    verifyAudit: () => audit("verify"),
    close: async () => {
      await ended(running.server, "SIGTERM");
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export function loseDatabase(data: string): { back(): void } {
  const control = join(data, "global", "pg_control");
  const pid = Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]);
  renameSync(control, `${control}.away`);
  process.kill(pid, "SIGKILL");
  return { back: () => renameSync(`${control}.away`, control) };
}

export interface Launched {
  readonly server: ChildProcess;
  /** Everything printed so far. */
  says(): string;
  /** Exit status, once it is over. */
  readonly over: Promise<number | null>;
}

/** Starts the server as a person would, with `args` behind it. */
export function launch(env: NodeJS.ProcessEnv, ...args: string[]): Launched {
  const server = spawn(process.execPath, [...serverFlags, join(ROOT, "server", "main.ts"), ...args], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  let says = "";
  for (const stream of [server.stdout, server.stderr]) stream.setEncoding("utf8").on("data", (words: string) => (says += words));
  return { server, says: () => says, over: new Promise((resolve) => server.once("close", resolve)) };
}

export async function untilReady({ server, says }: Launched): Promise<void> {
  await until("the service is ready", () => {
    if (server.exitCode !== null || server.signalCode !== null) throw new Error(`the service ended while it started:\n${says()}`);
    return says().includes("Ready in");
  }, START_MS_MAX);
}

async function startServer(env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const launched = launch(env);
  await untilReady(launched);
  return launched.server;
}

async function ended(server: ChildProcess | undefined, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const last = setTimeout(() => server.kill("SIGKILL"), STOP_MS_MAX);
  server.kill(signal);
  await gone;
  clearTimeout(last);
}

export const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number));

function finished(child: ChildProcess): Promise<{ status: number; says: string }> {
  let says = "";
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding("utf8").on("data", (words: string) => (says += words));
  return new Promise((resolve) => child.once("close", (status) => resolve({ status: status ?? -1, says })));
}
