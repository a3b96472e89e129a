import type { BrowserContext, Page } from "playwright-core";
import { findingsOf } from "./axe.ts";
import { isInTest, tellOfMine } from "./shown.ts";

/** The forms every page is looked at in: a desktop and a phone, by night and by day. */
const FORMS = [1440, 390].flatMap((width) => (["dark", "light"] as const).map((look) => ({ width, look })));

/** A page of somebody who is signed in. Whatever the browser complains of is a finding: broken scripts, and what the Content-Security-Policy stopped. */
export async function openPage(context: BrowserContext): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  if (isInTest()) tellOfMine(page);
  const complaints: string[] = [];
  page.on("console", (message) => { if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text()); });
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, complaints };
}

/** What axe finds in every form, and how far the page is wider than its window. */
export async function inEveryForm(page: Page, name: string): Promise<string[]> {
  const findings: string[] = [];
  for (const { width, look } of FORMS) {
    await page.setViewportSize({ width, height: width > 700 ? 900 : 844 });
    await page.evaluate((wanted) => { document.documentElement.dataset["mantineColorScheme"] = wanted; }, look);
    // The themes differ in their colours and in nothing else: the other rules are asked by night.
    findings.push(...(await findingsOf(page, look === "dark" ? "everything" : "colours")).map((found) => `${name}, ${width} ${look}: ${found}`));
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  return findings;
}

const PRESSES_AT_ONCE = 40;
/** A date has several stops of its own; a week of shifts has a hundred. */
const PRESSES_MAX = 800;

/** Controls that can be seen and that the Tab key, pressed from the top again and again, never reaches. */
export async function unreached(page: Page, name: string): Promise<string[]> {
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    document.addEventListener("focusin", ({ target }) => { (target as HTMLElement).dataset["reached"] = "yes"; });
  });
  const left = () => page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("a[href], button, select, textarea, input:not([type=hidden]):not([type=radio]), [tabindex='0']")]
      .filter((one) => one.dataset["reached"] === undefined && one.checkVisibility() && !(one as HTMLButtonElement).disabled)
      .map((one) => one.outerHTML.slice(0, 140)));
  let missing = await left();
  for (let pressed = 0; pressed < PRESSES_MAX && missing.length > 0; pressed += PRESSES_AT_ONCE) {
    for (let n = 0; n < PRESSES_AT_ONCE; n += 1) await page.keyboard.press("Tab");
    missing = await left();
  }
  return missing.map((html) => `${name}: no key leads to ${html}`);
}
