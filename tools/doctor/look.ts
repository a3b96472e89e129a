import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { statfsSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { createSpeech } from "../../server/edge/speech/index.ts";
import type { Config } from "../../server/foundation/config.ts";
import { apartFinding, clockFinding, diskFinding, keyringFinding, nodeFinding, outsideFindings, portFinding, settingsFinding, voiceFinding, type Finding, type Port, type Standing } from "./findings.ts";

const ANSWER_SECONDS_MAX = 3;

/** Looks at this machine for one configuration. */
export async function look(config: Config): Promise<Finding[]> {
  const database = config.databaseUrl === undefined ? embedded : await lookAtDatabase(config.databaseUrl);
  const settingsFile = join(config.home, "compline.json");
  return [
    nodeFinding(process.version),
    diskFinding(config.home, freeBytes(config.home)),
    ...(await lookAtPorts(config)),
    keyringFinding(config.keyring, statSync(config.keyring, { throwIfNoEntry: false }), process.geteuid!()),
    ...settingsFinding(settingsFile, statSync(settingsFile, { throwIfNoEntry: false })),
    apartFinding(config.evaluation),
    voiceFinding(config.voice, createSpeech(config.voice).hasVoice()),
    database.finding,
    clockFinding(await isSynchronised(), database.secondsApart),
    ...outsideFindings(await standingOf(config.web)),
  ];
}

function freeBytes(folder: string): number {
  let there = folder;
  while (!statSync(there, { throwIfNoEntry: false })) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  return bavail * bsize;
}

async function lookAtPorts({ web, sip }: Config): Promise<Finding[]> {
  const ports: [Port, string][] = [
    [{ setting: "COMPLINE_PORT", port: web.port, kind: "TCP" }, web.bind],
    [{ setting: "COMPLINE_SIP_PORT", port: sip.port, kind: "UDP" }, sip.bind],
    [{ setting: "COMPLINE_SIP_PORT", port: sip.port, kind: "TCP" }, sip.bind],
    [{ setting: "COMPLINE_SIP_PORT + 1, SIP over TLS", port: sip.tlsPort, kind: "TCP" }, sip.bind],
  ];
  const running = await isRunning(web);
  return Promise.all(ports.map(async ([port, host]) => portFinding(port, await stateOf(port, host, running))));
}

async function stateOf(port: Port, host: string, running: boolean): Promise<"free" | "ours" | "taken" | "forbidden"> {
  const code = await (port.kind === "UDP" ? bindUdp : bindTcp)(port.port, host);
  if (code === undefined) return "free";
  if (code === "EACCES") return "forbidden";
  return running ? "ours" : "taken";
}

/** Opens the port for a moment; the error's code when that fails. */
function bindTcp(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

function bindUdp(port: number, host: string): Promise<string | undefined> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  return new Promise((resolve) => {
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(undefined)));
  });
}

async function isRunning({ tls, port }: Config["web"]): Promise<boolean> {
  const answer = await fetch(`${tls ? "https" : "http"}://localhost:${port}/healthz`, { signal: AbortSignal.timeout(ANSWER_SECONDS_MAX * 1000) }).catch(() => undefined);
  return answer?.ok ?? false;
}

/** What the Compline that runs here says of itself. */
async function standingOf({ tls, port }: Config["web"]): Promise<Standing | undefined> {
  const answer = await fetch(`${tls ? "https" : "http"}://localhost:${port}/readyz`, { signal: AbortSignal.timeout(ANSWER_SECONDS_MAX * 1000) }).catch(() => undefined);
  const said = await answer?.json().catch(() => undefined);
  return typeof said === "object" && said !== null && "outsideLine" in said ? (said as Standing) : undefined;
}

interface Database {
  readonly finding: Finding;
  readonly secondsApart: number | undefined;
}

const embedded: Database = {
  finding: { good: true, says: "The embedded database is used: right for a demo, an evaluation and tests, not for patients." },
  secondsApart: undefined,
};

async function lookAtDatabase(connectionString: string): Promise<Database> {
  const client = new Client({ connectionString, connectionTimeoutMillis: ANSWER_SECONDS_MAX * 1000 });
  client.on("error", () => undefined); // Said below: the connection ended before the answer.
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number; seconds: number }>("select current_setting('server_version_num')::int as version, extract(epoch from clock_timestamp())::float8 as seconds");
    const major = Math.floor(rows[0]!.version / 10_000);
    const finding = major >= 18 ? { good: true, says: `The database answers; it is PostgreSQL ${major}.` } : { good: false, says: `The database is PostgreSQL ${major}; Compline needs 18.` };
    return { finding, secondsApart: rows[0]!.seconds - Date.now() / 1000 };
  } catch (error) {
    const { code } = error as { code?: string };
    return { finding: { good: false, says: `The database does not answer (${code ?? "no reason given"}): check DATABASE_URL.` }, secondsApart: undefined };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function isSynchronised(): Promise<boolean | undefined> {
  const answer = await promisify(execFile)("timedatectl", ["show", "--property=NTPSynchronized", "--value"]).catch(() => undefined);
  return answer && { yes: true, no: false }[answer.stdout.trim()];
}
