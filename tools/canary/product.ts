import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { randomInt } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { certificates } from "../../server/edge/sip/peers/certificates.ts";
import { until } from "../../server/edge/media/testing/until.ts";
import type { Demo } from "../../server/demo/make.ts";
import type { Ports } from "./packets.ts";

/** The product as a process of its own, in a folder that holds everything it may write. */
export interface Product {
  readonly ports: Ports;
  readonly origin: string;
  readonly caPem: string;
  readonly demo: Demo;
  /** Sealed recordings are made here. */
  readonly recordings: string;
  /** Everything it said on its terminal lies in the folder too. */
  stop(): Promise<void>;
}

export interface Place {
  /** What is searched. */
  readonly folder: string;
  readonly ports: Ports;
  remove(): void;
}

const MAIN = new URL("../../server/main.ts", import.meta.url).pathname;
const RTP_PORTS = 200;
/** Between the ports of the media tests, whose sound in the clear would be taken for ours: they have the first 640 of each thousand. */
const RTP_FIRST = 20_700;
const RTP_STEP = 1000;
const RTP_PLACES = 10;
const START_SECONDS_MAX = 120;
const STOP_SECONDS_MAX = 60;

export async function openPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "canary-"));
  // The account that runs PostgreSQL must pass through to the home, and cannot list this folder.
  chmodSync(folder, 0o711);
  for (const name of ["home", "tmp", "tls"]) mkdirSync(join(folder, name));
  chmodSync(join(folder, "tmp"), 0o1777);
  const first = RTP_FIRST + randomInt(RTP_PLACES) * RTP_STEP;
  const ports = { web: await freePort(), sip: await freePair(), rtp: { first, last: first + RTP_PORTS - 1 } };
  return { folder, ports, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function freePort(port = 0): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const found = (server.address() as { port: number }).port;
  await new Promise((resolve) => server.close(resolve));
  return found;
}

const PAIRS_TRIED_MAX = 20;

async function freePair(): Promise<number> {
  for (let tried = 0; tried < PAIRS_TRIED_MAX; tried++) {
    const port = await freePort();
    if ((await freePort(port + 1).catch(() => undefined)) !== undefined) return port;
  }
  throw new Error("no two free ports side by side");
}

export async function startProduct({ folder, ports }: Place): Promise<Product> {
  const { caPem, server } = await certificates(join(folder, "tls"));
  const origin = `https://localhost:${ports.web}`;
  const home = join(folder, "home");
  const output = join(folder, "terminal.log");
  const terminal = openSync(output, "w", 0o600);
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN], {
    stdio: ["ignore", terminal, terminal], cwd: folder,
    env: {
      PATH: process.env.PATH, TMPDIR: join(folder, "tmp"), COMPLINE_HOME: home, COMPLINE_ORIGIN: origin, COMPLINE_PORT: String(ports.web), COMPLINE_TLS_CERT: server.certFile, COMPLINE_TLS_KEY: server.keyFile,
      COMPLINE_SIP_PORT: String(ports.sip), COMPLINE_SIP_TLS_CERT: server.certFile, COMPLINE_SIP_TLS_KEY: server.keyFile, COMPLINE_MEDIA_PROCESSES: "1", COMPLINE_RTP_PORTS: `${ports.rtp.first}-${ports.rtp.last}`,
    },
  });
  let ended = false;
  child.once("exit", () => (ended = true));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await until("the product ends", () => ended, STOP_SECONDS_MAX).catch(() => child.kill("SIGKILL"));
  };
  const said = (): string => readFileSync(output, "utf8");
  try {
    await until("the product is ready", () => ended || said().includes("Ready in"), START_SECONDS_MAX);
    if (ended) throw new Error(`the product did not start:\n${said()}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, origin, caPem, demo: JSON.parse(readFileSync(join(home, "demo.json"), "utf8")) as Demo, recordings: join(home, "recordings"), stop };
}
