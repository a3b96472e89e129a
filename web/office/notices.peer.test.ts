import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openChromium } from "../testing/browser.ts";
import { openHouse, type OpenHouse } from "../testing/open-house.ts";
import { inEveryForm, openPage, unreached } from "../testing/tour.ts";

let house: OpenHouse;
let browser: Browser;
beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), openChromium()]);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
}, 30_000);

const guess = async (times: number): Promise<void> => {
  for (let i = 0; i < times; i++) await house.t.house.identity.signIn({ email: "cho@demo.example", password: "not the password", code: "123456" }, { network: "203.0.113.9", sessionToken: undefined, workstationToken: undefined });
  await house.t.settle();
};

it("[NT3] [NT5] [W12] [W19] [W23] a lock-out stands in the open office by itself, is worked by the Tab key, free of findings in every form, and is gone for everybody once one person has seen it", async () => {
  const [carla, gus] = [await openPage(await house.enter(browser, "carla")), await openPage(await house.enter(browser, "gus"))];
  for (const { page } of [carla, gus]) {
    await page.goto("/office/notices");
    await page.getByText("Not seen yet").or(page.getByRole("region", { name: "Not seen yet" })).first().waitFor();
  }
  // What making the demonstration told is seen first.
  const seen = gus.page.getByRole("button", { name: /^Seen: / });
  for (let left = await seen.count(); left > 0; left -= 1) {
    await seen.first().click();
    await expect.poll(() => seen.count(), { timeout: 10_000 }).toBe(left - 1);
  }
  await guess(6);
  const locked = carla.page.getByRole("button", { name: /^Seen: Too many sign-ins failed.*Cho/ });
  await locked.waitFor();
  const findings = [...(await inEveryForm(carla.page, "notices")), ...(await unreached(carla.page, "notices"))];
  expect([...findings, ...carla.complaints, ...gus.complaints, ...house.broken]).toEqual([]);

  await gus.page.getByRole("button", { name: /^Seen: Too many.*Cho/ }).click();
  await locked.waitFor({ state: "detached" });
  await carla.page.getByText(/Seen by Gus/).first().waitFor();
}, 120_000);
