import { rm } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findingsOf } from "../testing/axe.ts";
import { buildWeb, openChromium } from "../testing/browser.ts";
import { startFixture, type Fixture } from "../testing/fixture-server.ts";

let root: string;
let browser: Browser;
let fixture: Fixture;

beforeAll(async () => { [root, browser] = await Promise.all([buildWeb(), openChromium()]); fixture = await startFixture(root, "quiet"); });
afterAll(async () => {
  await browser?.close();
  await fixture?.close();
  if (root) await rm(root, { recursive: true });
});

async function open(path: string, look: "dark" | "light" = "dark", width = 1440): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width, height: 844 } })).newPage();
  await page.addInitScript((wanted) => { localStorage.setItem("compline-look", wanted); }, look);
  await page.goto(`${fixture.url}${path}`);
  return page;
}

describe("before the rooms", () => {
  it("[W20] someone signs in with keys alone; a wrong code says so and keeps the e-mail", async () => {
    fixture.state.signedIn = false;
    const page = await open("/");
    await page.getByLabel("E-mail").waitFor();
    await page.keyboard.type("ana.ruiz@example.com");
    await page.keyboard.press("Tab");
    await page.keyboard.type("a long enough password");
    await page.keyboard.press("Enter");
    await page.keyboard.type("111111");
    await page.keyboard.press("Enter");
    await page.getByText("You are not signed in yet").waitFor();
    await page.getByText("ana.ruiz@example.com").waitFor();
    await page.getByLabel("One-time code, 6 digits").fill("819042");
    await page.keyboard.press("Enter");
    await page.getByText("No call is waiting").first().waitFor();
    expect(new URL(page.url()).pathname).toBe("/desk");
    await page.context().close();
  });

  it("[W21] an invited person sets a password and sees the key for the authenticator; the link's secret is sent in no address", async () => {
    const page = await open("/invitation#abcdefghijklmnopqrstuvwxyz");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.getByLabel("A new password").fill("a long enough password");
    await page.keyboard.press("Enter");
    await page.getByText("JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP").waitFor();
    expect(asked.join(" ")).not.toContain("abcdefghij");
    await page.context().close();
  });

  it("[W21] a link that was used already says what to do next", async () => {
    const page = await open("/first-administrator#abcdefghijklmnopqrstuvwxyz");
    await page.getByLabel("Your name").fill("Nadia Brooks");
    await page.getByLabel("E-mail").fill("nadia@example.com");
    await page.getByLabel("A new password").fill("a long enough password");
    await page.keyboard.press("Enter");
    await page.getByText("This link was used already.").waitFor();
    await page.getByText("Ask for a new link").waitFor();
    await page.context().close();
  });

  it("[W12] the pages before the rooms are free of axe findings, in both themes, wide and narrow", async () => {
    fixture.state.signedIn = false;
    const findings: string[] = [];
    for (const [path, look, width] of ["/", "/invitation"].flatMap((path) => (["dark", "light"] as const).flatMap((look) => [1440, 390].map((width) => [path, look, width] as const)))) {
      const page = await open(path, look, width);
      await page.getByRole("heading", { level: 1 }).waitFor();
      findings.push(...(await findingsOf(page)).map((found) => `${path} ${look} ${width}: ${found}`));
      await page.context().close();
    }
    expect(findings).toEqual([]);
  }, 90_000);
});
