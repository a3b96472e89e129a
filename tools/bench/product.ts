/** The product as anybody starts it: a child with a home of its own, on free ports, ended by its process id. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openKeyring, secretsOf } from "../../server/edge/keys/index.ts";
import { connect, type Db } from "../../server/foundation/db/db.ts";
import { DATABASE, OWNER, passwordsIn, urlOver } from "../../server/foundation/db/embedded/cluster.ts";
import { placesOf } from "../../server/foundation/db/embedded/places.ts";
import { realWorld } from "../../server/foundation/world.ts";
import { codeAt, secretOf } from "../../server/trust/identity/index.ts";
import { serverFlags } from "../launcher/commands.js";
import { until } from "./pace.ts";
import { takePorts } from "./ports.ts";

interface Demo {
  readonly users: readonly { email: string; password: string; totpSecret: string; role: string }[];
  readonly accounts: readonly { slug: string; number: string }[];
}

export interface SignedIn {
  readonly person: string;
  readonly cookie: string;
}

export interface Product {
  readonly home: string;
  readonly pid: number;
  readonly origin: string;
  readonly sipPort: number;
  readonly demo: Demo;
  readonly secrets: ReturnType<typeof secretsOf>;
  readonly remembered: () => Promise<string | undefined>;
  /** The product's own cluster, by the roles it uses itself. */
  database(name?: string): Db;
  ownerUrl(name?: string): string;
  signIn(email: string): Promise<SignedIn>;
  /** What the database does by itself within a minute: it counts its rows, and chooses its plans by that. A bench of seconds asks for it. */
  analyze(): Promise<void>;
  post(path: string, who: { cookie: string }, body: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

const READY_SECONDS_MAX = 90;
const RTP_PORTS = 1200;
const STOP_SECONDS_MAX = 20;
const world = realWorld();
const ROOT = join(import.meta.dirname, "..", "..");

export async function startProduct(): Promise<Product> {
  const home = mkdtempSync(join(tmpdir(), "compline-bench-"));
  const [sipPort, rtp] = [await freePort(), takePorts(RTP_PORTS)];
  const port = await freePort(sipPort + 1); // The next one is SIP's too, over TLS.
  const child = spawn(process.execPath, [...serverFlags, join(ROOT, "server", "main.ts")], {
    cwd: ROOT, stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, COMPLINE_HOME: home, COMPLINE_PORT: String(port), COMPLINE_SIP_PORT: String(sipPort), COMPLINE_RTP_PORTS: `${rtp.min}-${rtp.max}` },
  });
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await ready(child);
    return { ...(await reach(home)), pid: child.pid!, sipPort, ...webOf(home, `http://localhost:${port}`), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ready(child: ChildProcess): Promise<void> {
  let said = "";
  for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (bytes: Buffer) => void (said = `${said}${bytes.toString()}`.slice(-4000)));
  await until("the product is ready", READY_SECONDS_MAX, () => {
    if (child.exitCode !== null) throw new Error(`the product ended: ${said.trim().split("\n").at(-1)}`);
    return said.includes("Ready in");
  });
}

/** A second SIGTERM ends it at once; calls of a bench need no last word. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const hard = setTimeout(() => child.kill("SIGTERM"), STOP_SECONDS_MAX * 1000);
  await ended;
  clearTimeout(hard);
}

async function reach(home: string) {
  const keyring = await openKeyring({ world, folder: join(home, "keyring"), emptyInstallation: false });
  const secrets = secretsOf(keyring.derive);
  const places = placesOf(home, "data");
  const urlOf = (role: "app" | "worker" | "sequencer", database: string): string => urlOver(places.socket, { user: `compline_${role}`, password: secrets.databasePassword(role), database });
  const ownerUrl = (database: string = DATABASE): string => urlOver(places.socket, { user: OWNER, password: passwordsIn(places).owner, database });
  return {
    home, secrets,
    remembered: () => keyring.checkpoints.load(),
    database: (name: string = DATABASE) => connect({ urls: { app: urlOf("app", name), worker: urlOf("worker", name), sequencer: urlOf("sequencer", name) }, connectionsMax: 16 }),
    ownerUrl,
    analyze: async () => {
      const owner = new pg.Client({ connectionString: ownerUrl() });
      await owner.connect();
      await owner.query("analyze").finally(() => owner.end());
    },
  };
}

function webOf(home: string, origin: string) {
  const demo = JSON.parse(readFileSync(join(home, "demo.json"), "utf8")) as Demo;
  const ask = async (path: string, cookie: string, body: unknown): Promise<Told> => {
    const told = await post(origin + path, { "content-type": "application/json", "x-compline": "1", origin, cookie }, JSON.stringify(body));
    if (told.status !== 200) throw new Error(`${path.split("/").at(-1)} was answered ${told.status} ${told.text}`);
    return told;
  };
  return {
    origin, demo,
    post: async (path: string, { cookie }: { cookie: string }, body: unknown) => JSON.parse((await ask(path, cookie, body)).text) as unknown,
    signIn: async (email: string): Promise<SignedIn> => {
      const user = demo.users.find((each) => each.email === email)!;
      const code = codeAt(secretOf(`otpauth://totp/demo?secret=${user.totpSecret}`), world.now());
      const { text, cookies } = await ask("/api/sign-in", "", { email, password: user.password, code });
      const { person } = JSON.parse(text) as { person: { id: string } };
      return { person: person.id, cookie: cookies.map((each) => each.split(";")[0]).join("; ") };
    },
  };
}

interface Told { readonly status: number; readonly text: string; readonly cookies: readonly string[] }
const agent = new Agent({ keepAlive: true });

/** Not by fetch: its work for each request, on the same processors, is a quarter of what the product does for a save. */
function post(url: string, headers: Record<string, string>, body: string): Promise<Told> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: "POST", agent, headers: { ...headers, "content-length": Buffer.byteLength(body) } }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => void parts.push(part)).once("error", reject);
      response.once("end", () => resolve({ status: response.statusCode!, text: Buffer.concat(parts).toString(), cookies: response.headers["set-cookie"] ?? [] }));
    });
    asked.once("error", reject).end(body);
  });
}

/** Free a moment ago, and not `but`. */
async function freePort(but?: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port === but ? freePort(but) : port;
}
