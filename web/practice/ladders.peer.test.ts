import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { inEveryForm, unreached } from "../testing/tour.ts";
import { visit } from "../testing/visit.ts";

const at = visit();
let page: Page;
let complaints: string[];
beforeAll(async () => { ({ page, complaints } = await at.enter("mia")); }, 30_000);

describe("who is paged, in Chromium", () => {
  it("[W27] [D1] [D24] a ladder is changed, looked at for two at night before it is saved, refused at the step that is wrong, and saved; one of office hours is added and taken away", async () => {
    await page.goto("/practice/lakeside/ladders");
    const ladder = page.getByRole("group", { name: "Urgent, all hours" });
    await ladder.getByRole("button", { name: "Look" }).click();
    await ladder.getByText(/If nobody answers, by the ladder of all hours/).waitFor();
    await ladder.getByRole("button", { name: "Add a step" }).click();
    await ladder.getByRole("button", { name: "Save", exact: true }).click();
    await ladder.getByText(/^Step 3 does again what the step before it did/).waitFor();
    await ladder.getByLabel("Who", { exact: true }).nth(2).selectOption({ label: "The operator rings" });
    await ladder.getByLabel("Whom the operator rings").selectOption({ label: "One person by name" });
    await ladder.getByLabel("Person").selectOption({ index: 1 });
    expect(await inEveryForm(page, "ladders")).toEqual([]);
    await ladder.getByRole("button", { name: "Look" }).click();
    await ladder.getByText(/the desk rings the person the ladder names/).waitFor();
    if (process.env["COMPLINE_SHOTS"]) await shots(process.env["COMPLINE_SHOTS"]);
    await ladder.getByRole("button", { name: "Save", exact: true }).click();
    await ladder.getByText(/^Saved\. Messages already on their way/).waitFor();
    await page.getByRole("region", { name: "Urgent" }).getByRole("button", { name: "office hours" }).click();
    const office = page.getByRole("group", { name: "Urgent, office hours" });
    await office.waitFor();
    expect(await unreached(page, "ladders")).toEqual([]);
    await office.getByRole("button", { name: "Take away the ladder of office hours" }).click();
    await office.getByRole("button", { name: "Take it away", exact: true }).click();
    await office.waitFor({ state: "detached" });
    expect([...complaints, ...at.house.broken]).toEqual([]);
  }, 150_000);

  it("[W119] [CV30] [D44] a ladder that would page one doctor without a phone says which gap that opens, and is saved once it is ticked off; a second backup whom nobody is is named at its step", async () => {
    for (const key of ["lee", "cho"]) await at.house.t.base.asOwner("insert into delivery.push_subscription (id, person_id, endpoint, p256dh, auth, subscribed_at) values (gen_random_uuid(), $1, $2, 'k', 'a', now())", [await at.house.personOf(key), `https://push.test/${key}`]);
    await page.goto("/practice/lakeside/ladders");
    const ladder = page.getByRole("group", { name: "Emergency, all hours" });
    await ladder.getByLabel("Which backup").selectOption({ index: 4 });
    await ladder.getByText(/^Step 2 is never reached: nobody whom it asks is on duty/).waitFor();
    await ladder.getByRole("button", { name: "Discard" }).click();
    await ladder.getByRole("button", { name: "Remove step 2" }).click();
    await ladder.getByLabel("Who", { exact: true }).first().selectOption({ label: "One person by name" });
    await ladder.getByLabel("Person").selectOption({ label: "Dr Ada Okafor" });
    await ladder.getByText(/^Dr Ada Okafor, paged by name, has no enrolled phone or passkey/).waitFor();
    expect(await inEveryForm(page, "ladders")).toEqual([]);
    if (process.env["COMPLINE_SHOTS"]) await shots(process.env["COMPLINE_SHOTS"]);
    await ladder.getByRole("checkbox", { name: "I have seen this and save it all the same." }).check();
    await ladder.getByRole("button", { name: "Save", exact: true }).click();
    await ladder.getByText(/^Saved\. Messages already on their way/).waitFor();
    expect(await at.house.t.base.asOwner("select ladder_urgency as urgency, why from coverage.accepted_hole")).toEqual([{ urgency: "emergency", why: "unverified" }]);
    expect([...complaints, ...at.house.broken]).toEqual([]);
  }, 150_000);
});

async function shots(folder: string): Promise<void> {
  for (const [width, look] of [[1440, "dark"], [1440, "light"], [390, "dark"], [390, "light"]] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate((wanted) => { document.documentElement.dataset["mantineColorScheme"] = wanted; }, look);
    await page.screenshot({ path: `${folder}/ladders-${width}-${look}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}
