import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChromium } from "../testing/browser.ts";
import { openHouse, type OpenHouse } from "../testing/open-house.ts";
import { must } from "../../server/testing/house.ts";
import { system } from "../../server/foundation/actor.ts";
import type { CallGroupId, PersonId } from "../../server/foundation/ids.ts";
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
  it("[W11] [W84] [W12] [W19] [W23] [W29] pages, a page, what is done with it, and the lock: free of findings, worked by the Tab key, and locked nothing of the patient is left on the page", async () => {
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
    await page.getByRole("button", { name: "No answer" }).click();
    await page.getByText(/^No answer, /).waitFor();
    await page.getByRole("button", { name: "Reached" }).click();
    await page.getByText(/^Reached, .* Dr /).waitFor();
    await look("called back");

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

  it("[W50] a covering clinician whom the call group lets go: the open page is empty at once, in memory too, and says why; one who is cut off sees the sign-in", async () => {
    const { page, complaints } = await openPage(await house.enter(browser, "brandt"));
    const message = await house.send({ account: "lakeside", patient: "Vera Qqxmark", reason: "Rash after the new pills" });
    await pageByHand(message, "brandt");
    await page.goto("/clinician");
    await page.getByRole("heading", { name: /Vera Qqxmark/ }).waitFor();
    expect(await inMemory(page, "Qqxmark")).toBe(true);

    await leaveGroup("brandt");
    await page.getByText(/^Your access changed at/).waitFor({ timeout: 15_000 });
    await page.getByText("No page waits for you").waitFor();
    expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toMatch(/Qqxmark|Rash after/);
    await expect.poll(() => inMemory(page, "Qqxmark"), { timeout: 45_000, interval: 1_000 }).toBe(false);

    const other = await openPage(await house.enter(browser, "okafor"));
    await pageByHand(message, "okafor");
    await other.page.goto("/clinician");
    await other.page.getByRole("heading", { name: /Vera Qqxmark/ }).waitFor();
    const ida = await house.t.as(await house.personOf("ida"));
    must(await house.t.house.access.cutOff(ida, { person: await house.personOf("okafor"), act: "sign-out" }));
    await other.page.getByRole("heading", { name: /^Still you, Dr Ada Okafor/ }).waitFor({ timeout: 15_000 });
    expect(await other.page.evaluate(() => document.documentElement.outerHTML)).not.toMatch(/Qqxmark|Rash after/);
    await expect.poll(() => inMemory(other.page, "Qqxmark"), { timeout: 45_000, interval: 1_000 }).toBe(false);
    expect([...complaints, ...other.complaints, ...house.broken]).toEqual([]);
  }, 120_000);
});

const atTheHouse = system("test", { role: "app" });

async function pageByHand(message: string, key: string): Promise<void> {
  const ana = await house.t.as(await house.personOf("ana"));
  must(await house.t.base.db.transaction(ana.scope, async (tx) => house.t.house.dispatch.pageNamed(tx, ana, { message: message as never, person: await house.personOf(key), reason: "asked-for" })));
  await house.t.settle();
}

async function leaveGroup(key: string): Promise<void> {
  const [group] = await house.t.base.asOwner<{ id: CallGroupId; members: PersonId[] }>("select group_id as id, array_agg(person_id::text) as members from access.call_group_member group by group_id");
  const leaver = await house.personOf(key);
  await house.t.base.db.transaction(atTheHouse.scope, (tx) => house.t.house.access.callGroups.setMembers(tx, atTheHouse, { group: group!.id, members: group!.members.filter((one) => one !== leaver) }));
}

/** Whether a word stands anywhere in the page's JavaScript memory, after the collector has been. */
async function inMemory(page: Page, word: string): Promise<boolean> {
  const cdp = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  cdp.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await cdp.send("HeapProfiler.collectGarbage");
  await cdp.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await cdp.detach();
  return chunks.join("").includes(word);
}
