import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChromium } from "../testing/browser.ts";
import { openHouse, type OpenHouse } from "../testing/open-house.ts";
import { inEveryForm, openPage, unreached } from "../testing/tour.ts";

let house: OpenHouse;
let browser: Browser;

beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), openChromium()]);
  await house.send({ account: "lakeside", patient: "Tobi Zxqvmark", reason: "Cough since the evening, will not drink" });
  await house.send({ account: "lakeside", urgency: "routine", patient: "Ida Berg", reason: "Refill of the inhaler" });
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
}, 30_000);

/** A phone with a passkey of its own: a platform authenticator that verifies its user (WebAuthn Level 3, section 11). */
async function withAuthenticator(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  await cdp.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
}

describe("the clinician's phone in Chromium", () => {
  it("[W11] [W12] [W19] [W23] [W29] pages, a page, what is done with it, and the lock: free of findings, worked by the Tab key, and locked nothing of the patient is left on the page", async () => {
    const { page, complaints } = await openPage(await house.enter(browser, "cho"));
    await withAuthenticator(page);
    const findings: string[] = [];
    const look = async (name: string) => void findings.push(...(await inEveryForm(page, name)), ...(await unreached(page, name)));

    await page.goto("/clinician");
    const waiting = page.getByRole("button", { name: /Urgent, not taken/ });
    await waiting.waitFor();
    await look("pages");
    await page.getByRole("button", { name: "Make a passkey" }).click();
    await page.getByText("You have a passkey.").waitFor();

    await waiting.click();
    await page.getByRole("heading", { name: /Tobi Zxqvmark/ }).waitFor();
    await look("a page");
    await page.getByRole("button", { name: "Not me" }).click();
    await page.getByText("I am off duty").waitFor();
    await look("not me");
    await page.getByRole("button", { name: "Not me" }).click();
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await page.getByText(/You took|You have/).first().waitFor();
    await look("taken");

    await house.t.advance({ minutes: 6 });
    await page.getByRole("heading", { name: "Compline, locked" }).waitFor();
    await page.getByText("1 new page").waitFor();
    const kept = await page.evaluate(() => JSON.stringify([document.body.innerText, document.title, location.href, { ...localStorage }, { ...sessionStorage }]));
    expect(kept).not.toMatch(/Zxqvmark|Cough|Lakeside/);
    await look("locked");
    await page.getByRole("button", { name: "Use password and code" }).click();
    await page.getByLabel("Password").fill("not the password");
    await page.getByLabel("One-time code, 6 digits").fill("000000");
    await page.getByRole("button", { name: "Unlock", exact: true }).click();
    await page.getByText("Still locked").waitFor();
    await page.getByRole("button", { name: "Unlock to read" }).click();
    await page.getByRole("heading", { name: /Ida Berg/ }).waitFor();
    expect([...findings, ...complaints, ...house.broken]).toEqual([]);
  }, 120_000);
});
