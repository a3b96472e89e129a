import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { Browser, Page } from "playwright-core";
import { promptSound } from "../../edge/media/prompts.ts";
import { openSpeech } from "../../../tools/ring/speech.ts";
import { placeCall } from "../../../tools/ring/sip-caller.ts";
import { until } from "../../../tools/crash/until.ts";
import { buildWeb } from "../../../tools/web-build.ts";
import { openChromium } from "../../../web/testing/browser.ts";
import { goReady } from "../../../web/testing/go-ready.ts";
import { DATABASE, passwordsIn, SUPERUSER, urlOver } from "../../foundation/db/embedded/cluster.ts";
import { placesOf } from "../../foundation/db/embedded/places.ts";
import { signIn, startHouse, type RunningHouse } from "../../../web/journey/running-house.ts";

/** The real product in a process of its own, real browsers before it, and real telephones behind it. */
export interface Rig {
  readonly house: RunningHouse;
  readonly browser: Browser;
  /** An operator's desk, signed in and ready for a call. */
  desk(key: string): Promise<Page>;
  ring(account: string, ask?: RingAsk): Promise<Phone>;
  /** A statement as the database's own administrator: a witness beside the product. */
  ask<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Exit status and words of `compline audit verify`. */
  verifyAudit(): Promise<{ status: number | null; says: string }>;
  close(): Promise<void>;
}
export interface RingAsk {
  readonly from?: string;
  /** What the caller says from the moment the far end answers, again and again. */
  readonly says?: Buffer;
}
export interface Phone {
  readonly saw: readonly string[];
  /** Answered by the service: an operator, or an announcement. */
  isUp(): boolean;
  isOver(): boolean;
  /** Loudness of the last second heard; speech is above 300. */
  loudness(): number;
  /** Everything heard so far, as it came (PCMU). */
  heard(): Buffer;
  /** From now on the caller says something else. */
  say(pcmu: Buffer): void;
  hangUp(): void;
}

const DESKTOP = { width: 1440, height: 900 };
const PATIENCE = { timeout: 45_000 };
const BUSY_TRIES_MAX = 20;
/** A machine that is busy with other tests answers 503 for a moment. */
const BUSY = /^503/;

export async function openRig(ask: { readonly home?: string } = {}): Promise<Rig> {
  if (!(await buildWeb())) throw new Error("the web did not build");
  const house = await startHouse(ask);
  const browser = await openChromium().catch(async (error: Error) => {
    await house.stop();
    throw error;
  });
  const phones: Phone[] = [];
  return {
    house, browser,
    ask: (text, values) => askDatabase(house.home, text, values),
    verifyAudit: () => verifyAudit(house.home),
    desk: async (key) => {
      const page = await signIn(browser, house, { key, size: DESKTOP });
      await page.getByRole("button", { name: /Go ready/ }).first().waitFor(PATIENCE);
      await goReady(page);
      await page.getByRole("button", { name: /Take a break/ }).waitFor(PATIENCE);
      return page;
    },
    ring: async (account, how = {}) => {
      for (let tries = 1; ; tries++) {
        const phone = await ring(house, account, how);
        phones.push(phone);
        if (tries === BUSY_TRIES_MAX || !phone.saw.some((line) => BUSY.test(line))) return phone;
      }
    },
    close: async () => {
      for (const phone of phones) phone.hangUp();
      await browser.close();
      await house.stop();
    },
  };
}

/** A house with one operator at their desk, ready for a call. */
export async function openRigWithDesk(key: string): Promise<{ readonly rig: Rig; readonly desk: Page }> {
  const rig = await openRig();
  try {
    return { rig, desk: await rig.desk(key) };
  } catch (error) {
    await rig.close();
    throw error;
  }
}

async function askDatabase<Row extends pg.QueryResultRow>(home: string, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const places = placesOf(home, "data");
  const client = new pg.Client({ connectionString: urlOver(places.socket, { user: SUPERUSER, password: passwordsIn(places).superuser, database: DATABASE }) });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

function verifyAudit(home: string): Promise<{ status: number | null; says: string }> {
  const child = spawn(process.execPath, ["compline", "audit", "verify"], { env: { ...process.env, COMPLINE_HOME: home }, stdio: ["ignore", "pipe", "pipe"] });
  let says = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (says += bytes.toString()));
  return new Promise((resolve) => child.once("close", (status) => resolve({ status, says })));
}

const numberOf = (home: string, account: string): string =>
  (JSON.parse(readFileSync(join(home, "demo.json"), "utf8")) as { accounts: { slug: string; number: string }[] }).accounts.find(({ slug }) => slug === account)!.number;

async function ring(house: RunningHouse, account: string, { from = "+12125550142", says = promptSound("ring-caller") }: RingAsk): Promise<Phone> {
  const heard: Buffer[] = [];
  const speech = await openSpeech((pcmu) => heard.push(Buffer.from(pcmu)));
  const saw: string[] = [];
  const state = { up: false, over: false, says };
  const call = placeCall({ user: numberOf(house.home, account), host: "127.0.0.1", port: house.sipPort, from, fromName: "MARIA SAMPLE", rtpPort: speech.port, say: (line) => saw.push(line) });
  const speak = async (): Promise<void> => {
    while (!state.over) await speech.say(state.says);
  };
  call.answered.then((far) => {
    state.up = true;
    speech.towards(far);
    void speak();
  }, (error: Error) => void saw.push(error.message));
  void call.ended.then(() => (state.over = true));
  // Rings, is answered, or is refused: something is said to every caller.
  await until("the service says something to the caller", () => saw.some((line) => !line.startsWith("100")) || state.up);
  let down = false;
  return {
    saw,
    isUp: () => state.up,
    isOver: () => state.over,
    loudness: () => speech.heard().loudness,
    heard: () => Buffer.concat(heard),
    say: (pcmu) => void (state.says = pcmu),
    hangUp: () => {
      if (down) return;
      down = true;
      state.over = true;
      call.hangUp();
      speech.close();
    },
  };
}

/** Answered by F4 at this desk, with sound both ways. */
export async function answerAt(page: Page): Promise<void> {
  await page.getByRole("button", { name: /Answer/ }).waitFor(PATIENCE);
  await page.keyboard.press("F4");
  await page.getByLabel("Caller", { exact: true }).waitFor(PATIENCE);
}

export const type = async (page: Page, text: string): Promise<void> => {
  await page.keyboard.type(text);
  await page.keyboard.press("Tab");
};

/** The first part of the demo's script, by keyboard alone: caller, patient, date of birth. */
export async function typeFirstPart(page: Page): Promise<void> {
  for (const text of ["Marta Oyelaran, mother", "Tobi Oyelaran", "Sep 3 2024"]) await type(page, text);
}

/** The rest, and the read-back. Send is ready afterwards. */
export async function typeTheRest(page: Page): Promise<void> {
  for (const text of ["2125550142", "cough, now breathing fast"]) await type(page, text);
  await page.keyboard.type("about midnight");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Alt+9");
  for (let box = 0; box < 2; box++) {
    await page.keyboard.press("Alt+R");
    await page.keyboard.press("Space");
  }
  await page.keyboard.press("Alt+R");
  for (let entry = 0; entry < 2; entry++) await type(page, "2125550142");
  await page.getByText("Everything is done.").waitFor(PATIENCE);
}

export const countOf = async ({ ask }: Rig, table: "messages.message" | "messages.revision"): Promise<number> =>
  Number((await ask<{ n: string }>(`select count(*) as n from ${table}`))[0]!.n);
