import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { inEveryForm } from "../testing/tour.ts";
import { visit } from "../testing/visit.ts";

const at = visit();
/** Where somebody wants to look at the pages afterwards. */
const SHOTS = process.env["COMPLINE_SHOTS"];

async function look(page: Page, name: string): Promise<string[]> {
  const findings = await inEveryForm(page, name);
  if (SHOTS === undefined) return findings;
  mkdirSync(SHOTS, { recursive: true });
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: width > 700 ? 900 : 844 });
    for (const look of ["dark", "light"]) {
      await page.evaluate((wanted) => { document.documentElement.dataset["mantineColorScheme"] = wanted; }, look);
      await page.screenshot({ path: `${SHOTS}/${name.replaceAll(" ", "-")}-${width}-${look}.png`, fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  return findings;
}

async function hasPin(person: string, pin: string): Promise<void> {
  const context = await at.house.enter(at.browser, person);
  const answer = await context.request.put("/api/telephone/pin", { headers: { "x-compline": "1", origin: at.house.url }, data: { pin } });
  expect(answer.status()).toBe(200);
  await context.close();
}

describe("checking in, on the screens", () => {
  it("[W160] a practice manager is told why a PIN is refused, sets one and a number on file, and reads their code and the day's wait", async () => {
    const mia = await at.house.personOf("mia");
    for (const table of ["pin", "telephone"]) await at.house.t.base.asOwner(`delete from identity.${table} where person_id = $1`, [mia]);
    const { page, complaints } = await at.enter("mia");
    await page.goto("/my-sign-in");
    await page.getByText("You get a person code when you first set a PIN or a number.").waitFor();
    await page.getByLabel("A PIN").fill("123456");
    await page.getByRole("button", { name: "Set the PIN" }).click();
    await page.getByText("These digits stand in a row").waitFor();
    await page.getByLabel("A PIN").fill("704826");
    await page.getByRole("button", { name: "Set the PIN" }).click();
    await page.getByText(/^Your person code is \d{3} \d\d \d\d\.$/).waitFor();
    await page.getByRole("textbox", { name: "Number on file" }).fill("(646) 555-0173");
    await page.getByRole("button", { name: "Save the number" }).click();
    await page.getByText("a new number waits a day").waitFor();
    const findings = await look(page, "my telephone");
    expect([...findings, ...complaints, ...at.house.broken]).toEqual([]);
  }, 60_000);

  it("[W161] an operator opens the card for a caller on hold, has the PIN keyed to the machine, and reads that it is proved; no digit is on the page", async () => {
    const { t } = at.house;
    await hasPin("mia", "704826");
    const { phone, over } = await at.house.putOnHold("ben");
    onTestFinished(over);
    const { page, complaints } = await at.enter("ben");
    await page.goto("/desk");
    const card = page.getByRole("region", { name: "Check-in" });
    await card.getByRole("button", { name: "Says that they are a clinician, or the office" }).click();
    await card.getByLabel("Who do they say they are?").selectOption({ label: "Mia Torres" });
    await card.getByRole("button", { name: "Open the check-in" }).click();
    await card.getByText("Not proved: tell nothing.").waitFor();
    const findings = await look(page, "check-in card");
    await card.getByRole("button", { name: "Ask for the PIN" }).click();
    await expect.poll(() => t.patience.waits(25)).toBe(1);
    for (const digit of "704826#") t.sound.tell({ kind: "digit", endpoint: phone, digit });
    await card.getByText("Mia Torres is verified by their PIN.").waitFor();
    expect(await page.content()).not.toContain("704826");
    expect([...findings, ...complaints, ...at.house.broken]).toEqual([]);
  }, 60_000);

  it("[W162] the office makes a number a check-in line, and shows the number of a failed check-in by a press", async () => {
    await at.house.t.base.asOwner("insert into checkin.attempt (id, at, via, state, failures) values (gen_random_uuid(), $1, 'line', 'failed', 3)", [new Date(at.house.t.world.now())]);
    const { page, complaints } = await at.enter("ida");
    await page.goto("/office/check-in");
    await page.getByText("There is none yet: nobody can ring in.").waitFor();
    await page.getByLabel("Add a number").fill("(212) 555-0199");
    await page.getByRole("button", { name: "Add it" }).click();
    await page.getByText("+12125550199").waitFor();
    await page.getByText("With a code that nobody has, on the check-in line").waitFor();
    const findings = await look(page, "office check-in");
    expect([...findings, ...complaints, ...at.house.broken]).toEqual([]);
  }, 60_000);
});
