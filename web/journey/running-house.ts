import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { freePorts } from "../../tools/crash/free-ports.ts";
import { nextCode } from "../../tools/crash/next-code.ts";

export interface DemoUser { readonly name: string; readonly email: string; readonly password: string; readonly totpSecret: string; readonly role: string }
export interface RunningHouse {
  readonly process: ChildProcess;
  readonly url: string;
  readonly home: string;
  readonly sipPort: number;
  user(key: string): DemoUser;
  /** A code of this person's authenticator that was not given out before. */
  codeOf(key: string): Promise<string>;
  stop(): Promise<void>;
}

const READY_SECONDS_MAX = 120;

/** The product as `npm start` runs it, on ports of its own, and on a home of its own unless one is given. */
export async function startHouse(ask: { readonly home?: string } = {}): Promise<RunningHouse> {
  const home = ask.home ?? (await mkdtemp(join(tmpdir(), "compline-journey-")));
  const { web: port, sip: sipPort } = await freePorts();
  const env = { ...process.env, COMPLINE_HOME: home, COMPLINE_PORT: String(port), COMPLINE_SIP_PORT: String(sipPort), NODE_ENV: "production" };
  const child = spawn(process.execPath, ["compline", "start"], { env, stdio: ["ignore", "pipe", "pipe"] });
  await said(child, "Ready in");
  const { users } = JSON.parse(await readFile(join(home, "demo.json"), "utf8")) as { users: DemoUser[] };
  const user = (key: string): DemoUser => users.find(({ email }) => email.startsWith(`${key}@`))!;
  return {
    process: child, url: `http://localhost:${port}`, home, sipPort, user,
    codeOf: (key) => nextCode(user(key).totpSecret),
    stop: async () => {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      if (ask.home === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}

function said(child: ChildProcess, words: string): Promise<void> {
  let output = "";
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the house did not say "${words}":\n${output.slice(-2000)}`)), READY_SECONDS_MAX * 1000);
    const hear = (bytes: Buffer): void => {
      output += bytes.toString();
      if (output.includes(words)) resolve(clearTimeout(late));
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", () => reject(new Error(`the house ended:\n${output.slice(-2000)}`)));
  });
}

/** A caller of its own process: `npm run ring`. */
export function ring(house: RunningHouse, account: string): { output(): string; hangUp(): Promise<void> } {
  const child = spawn(process.execPath, ["compline", "ring", "--account", account, "--seconds", "90"], { env: { ...process.env, COMPLINE_HOME: house.home } });
  let output = "";
  child.stdout.on("data", (bytes: Buffer) => (output += bytes.toString()));
  return {
    output: () => output,
    hangUp: async () => {
      if (child.exitCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGINT");
      await gone;
    },
  };
}

/** A person at a machine of their own: e-mail, password and the code of this moment. Keeps hold of the page's peer connections. */
export async function signIn(browser: Browser, house: RunningHouse, { key, size }: { key: string; size: { width: number; height: number } }): Promise<Page> {
  const context = await browser.newContext({ viewport: size, permissions: ["microphone"] });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const { RTCPeerConnection: Own } = globalThis as unknown as { RTCPeerConnection: new (...args: unknown[]) => object };
    const kept: object[] = [];
    Object.assign(globalThis, { keptConnections: kept, RTCPeerConnection: class extends Own { constructor(...args: unknown[]) { super(...args); kept.push(this); } } });
  });
  const user = house.user(key);
  await page.goto(house.url);
  await page.getByLabel("E-mail").fill(user.email);
  await page.getByLabel("Password").fill(user.password);
  await page.keyboard.press("Enter");
  await page.locator("input[autocomplete=one-time-code]").fill(await house.codeOf(key));
  await page.keyboard.press("Enter");
  return page;
}

/** How much sound energy this page has heard so far (WebRTC statistics, totalAudioEnergy). */
export const energyHeard = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    let sum = 0;
    for (const connection of (globalThis as unknown as { keptConnections: { getStats(): Promise<Map<string, { type: string; totalAudioEnergy?: number }>> }[] }).keptConnections) {
      for (const stat of (await connection.getStats()).values()) if (stat.type === "inbound-rtp") sum += stat.totalAudioEnergy ?? 0;
    }
    return sum;
  });
