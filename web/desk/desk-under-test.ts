import { rm } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { buildWeb, openChromium, seen } from "../testing/browser.ts";
import { startFixture, type Fixture } from "../testing/fixture-server.ts";
import type { SceneName } from "../testing/scenes.ts";
import { tellOfMine } from "../testing/shown.ts";

/** One desk in a real Chromium, in front of a server with made-up practices. */
export interface Opened {
  readonly page: Page;
  readonly fixture: Fixture;
  /** What the browser's console complained of. */
  readonly complaints: string[];
  close(): Promise<void>;
}
export interface How {
  readonly look?: "dark" | "light";
  readonly size?: readonly [width: number, height: number];
  /** Runs in the page before anything of ours. */
  readonly before?: () => void;
}
export interface HouseOfDesks {
  /** The web as it ships. */
  readonly root: string;
  open(scene: SceneName, how?: How): Promise<Opened>;
  close(): Promise<void>;
}

const WIDE = [1440, 900] as const;

export async function openHouseOfDesks(): Promise<HouseOfDesks> {
  const [root, browser] = await Promise.all([buildWeb(), openChromium()]);
  const open: HouseOfDesks["open"] = async (scene, how = {}) => {
    const fixture = await startFixture(root, scene);
    const [width, height] = how.size ?? WIDE;
    const context = await browser.newContext({ viewport: { width, height }, permissions: ["microphone"] });
    const page = await context.newPage();
    tellOfMine(page);
    const complaints: string[] = [];
    page.on("console", (message) => { if (message.type() === "error") complaints.push(message.text()); });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.addInitScript((look) => { localStorage.setItem("compline-look", look); }, how.look ?? "dark");
    if (how.before) await page.addInitScript(how.before);
    await page.goto(`${fixture.url}/desk`);
    await seen(page.getByText("Ana Ruiz"));
    return { page, fixture, complaints, close: async () => { await context.close(); await fixture.close(); } };
  };
  return {
    root, open,
    close: async () => {
      await browser.close();
      await rm(root, { recursive: true });
    },
  };
}

export const until = (check: () => boolean, what: string): Promise<void> => expect.poll(check, { timeout: 30_000, message: what }).toBe(true);
