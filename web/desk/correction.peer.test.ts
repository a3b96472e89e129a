import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openChromium } from "../testing/browser.ts";
import { openHouse, type OpenHouse } from "../testing/open-house.ts";
import { clockOf, deskOf, type SceneName } from "../testing/scenes.ts";
import { inEveryForm, openPage, unreached } from "../testing/tour.ts";
import { openHouseOfDesks, type HouseOfDesks, type Opened } from "./desk-under-test.ts";

let house: OpenHouse;
let browser: Browser;
let desks: HouseOfDesks;

beforeAll(async () => {
  [house, browser, desks] = await Promise.all([openHouse(), openChromium(), openHouseOfDesks()]);
}, 90_000);
afterAll(async () => {
  await desks?.close();
  await browser?.close();
  await house?.close();
}, 30_000);

const WAS = "Cough since the evening, will not drink";
const IS = "Cough since noon, has a rash now";

const press = async (page: Page, ...keys: readonly string[]): Promise<void> => { for (const key of keys) await page.keyboard.press(key); };
const said = (page: Page) => page.getByRole("region", { name: "Corrected" });

it("[W11] [W12] [W23] [W52] [W53] a message that a doctor has taken is corrected at the desk by keys alone, read back anew, and the doctor sees what changed and takes it again", async () => {
  const message = await house.send({ account: "lakeside", patient: "Tobi Zxqvmark", reason: WAS });
  const phone = await openPage(await house.enter(browser, "cho"));
  await phone.page.goto("/clinician");
  await phone.page.getByRole("heading", { name: /Tobi Zxqvmark/ }).waitFor();
  await phone.page.getByRole("button", { name: "Acknowledge" }).click();
  await phone.page.getByText("You have taken this").waitFor();

  const { page, complaints } = await openPage(await house.enter(browser, "ana"));
  await page.goto("/desk");
  await page.getByText("Dr Min Cho").first().waitFor();
  await press(page, "Alt+ArrowRight", "Enter");
  await page.getByRole("button", { name: "Correct" }).waitFor();
  await press(page, "Tab", "Tab", "Enter");
  await page.getByRole("heading", { name: "Correct the message for Lakeside Pediatrics" }).waitFor();
  await page.getByText("Nothing is changed yet.").waitFor();
  expect(await page.getByText("212 555 0142").count()).toBe(0);
  const findings = [...(await inEveryForm(page, "correction")), ...(await unreached(page, "correction"))];

  await page.getByLabel("Caller", { exact: true }).or(page.getByRole("button", { name: /^Caller/ })).first().focus();
  await press(page, "Enter", "Tab", "Tab", "Tab", "Tab", "Control+A");
  await page.keyboard.type(IS);
  await press(page, "Tab");
  const changes = page.getByRole("region", { name: "What you changed" });
  await changes.getByRole("deletion").getByText(WAS).waitFor();
  await changes.getByRole("insertion").getByText(IS).waitFor();
  await press(page, "Control+Enter", "Alt+R", "Space", "Alt+R", "Space", "Alt+R");
  expect((await house.t.base.asOwner<{ revision: number }>("select revision from messages.message where id = $1", [message]))[0]).toEqual({ revision: 1 });
  await page.keyboard.type("2125550142");
  await page.getByText("Everything is done.").waitFor();
  await press(page, "Control+Enter");
  await said(page).getByText(/^Corrected \d\d:\d\d E[SD]T by Ana Ruiz/).waitFor();
  await said(page).getByRole("deletion").getByText(WAS).waitFor();
  findings.push(...(await inEveryForm(page, "a corrected message")));
  await page.getByRole("button", { name: "Close" }).press("Enter");
  await page.getByRole("article", { name: "urgent message for Lakeside Pediatrics" }).getByText("Corrected").waitFor();
  expect(await page.getByRole("region", { name: "Taken in the last hour" }).count()).toBe(0);
  const kept = await page.evaluate(() => JSON.stringify([document.title, location.href, { ...localStorage }, { ...sessionStorage }]));
  expect(kept).not.toMatch(/Zxqvmark|Cough|0142/);

  await said(phone.page).getByRole("insertion").getByText(IS).waitFor();
  await said(phone.page).getByRole("deletion").getByText(WAS).waitFor();
  findings.push(...(await inEveryForm(phone.page, "a corrected page")));
  await phone.page.getByRole("button", { name: "Acknowledge" }).click();
  await phone.page.getByText("You have taken this").waitFor();
  const worked = await house.t.base.asOwner("select revision, state from dispatch.dispatch where message_id = $1 order by revision", [message]);
  expect(worked).toEqual([{ revision: 1, state: "taken" }, { revision: 2, state: "taken" }]);
  expect([...findings, ...complaints, ...phone.complaints, ...house.broken]).toEqual([]);
}, 120_000);

const showDesk = ({ state, push }: Opened["fixture"], scene: SceneName, calls?: readonly []): void => {
  const desk = deskOf(clockOf(Date.now()), scene);
  state.desk = { ...desk, ...(calls && { calls: [...calls], me: { ...desk.me, state: "ready" } }) };
  push({ type: "desk", desk: state.desk });
};

it("[W52] a call that rings during a correction is offered above it and takes the desk; the correction waits, and is there with every letter after the call", async () => {
  const { page, fixture, close } = await desks.open("quiet");
  showDesk(fixture, "offered", []);
  await page.getByRole("button", { name: "Open the message" }).first().press("Enter");
  await page.getByRole("button", { name: "Correct" }).press("Enter");
  await page.getByLabel("Since", { exact: true }).waitFor();
  await page.keyboard.type("since noon");

  showDesk(fixture, "offered");
  await page.getByRole("button", { name: "Answer" }).waitFor();
  expect(await page.getByLabel("Since", { exact: true }).inputValue()).toBe("since noon");
  await press(page, "F4");
  await page.getByRole("main", { name: "Call" }).waitFor();
  await page.getByText(/^Your correction of the message for Harbor ENT, sent .* waits here/).waitFor();
  expect(await page.getByText("since noon").count()).toBe(0);

  await press(page, "F9");
  await page.getByRole("button", { name: "Hung up" }).press("Enter");
  await page.getByRole("main", { name: "Correction" }).waitFor();
  await page.getByRole("region", { name: "What you changed" }).getByRole("insertion").getByText("since noon").waitFor();
  await page.getByRole("button", { name: "Leave it as it was" }).press("Enter");
  await page.getByRole("main", { name: "Correction" }).waitFor({ state: "detached" });
  await close();
}, 60_000);
