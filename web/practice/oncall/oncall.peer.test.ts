import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { inEveryForm, unreached } from "../../testing/tour.ts";
import { visit } from "../../testing/visit.ts";

const at = visit();
let page: Page;
let complaints: string[];
beforeAll(async () => { ({ page, complaints } = await at.enter("mia")); }, 30_000);

const calendar = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1", "SUMMARY:Dr Min Cho on call", "DTSTART:20270120T190000", "DTEND:20270121T070000", "END:VEVENT", "BEGIN:VEVENT", "UID:2", "SUMMARY:Dr Who", "DTSTART:20270122T190000", "DTEND:20270123T070000", "END:VEVENT", "END:VCALENDAR", ""].join("\r\n");

/** Pictures of what is new, when COMPLINE_SHOTS names a folder for them. */
async function picture(name: string, of = page): Promise<void> {
  const folder = process.env["COMPLINE_SHOTS"];
  if (!folder) return;
  for (const [width, look] of [[1440, "dark"], [1440, "light"], [390, "dark"], [390, "light"]] as const) {
    await of.setViewportSize({ width, height: 900 });
    await of.evaluate((scheme) => document.documentElement.setAttribute("data-mantine-color-scheme", scheme), look);
    await of.screenshot({ path: `${folder}/${name}-${width}-${look}.png`, fullPage: true });
  }
  await of.setViewportSize({ width: 1440, height: 900 });
}

describe("on call in Chromium", () => {
  it("[W70] [W12] a week that leaves a hole is saved after its hole was ticked off, and not before; a change of the week takes the tick away", async () => {
    await page.goto("/practice/lakeside/on-call");
    await page.getByText("Coverage, 60 days").waitFor();
    const save = page.getByRole("button", { name: "Save the schedule" });
    const last = page.getByLabel(/^Clinician of shift/).last();
    const before = await last.inputValue();
    const others = (await last.locator("option").evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value))).filter((value) => value !== before);
    await last.selectOption(others[0]!);
    const box = page.getByLabel(/I have seen this/);
    await box.check();
    await last.selectOption(others[1]!);
    await expect.poll(() => box.isChecked()).toBe(false);
    expect(await save.getAttribute("aria-disabled")).toBe("true");
    await box.check();
    const findings = await inEveryForm(page, "before a week with a hole is saved");
    await save.click();
    await page.getByText("Saved as version 2.").waitFor();
    expect([...findings, ...complaints]).toEqual([]);
  }, 90_000);

  it("[W71] [W72] [W12] an address is made, read by a calendar program and ended; a calendar that is brought shows what it would change before it is saved", async () => {
    await page.getByRole("button", { name: "Make an address" }).click();
    const url = await page.locator("p.mono").filter({ hasText: "/api/calendar/" }).innerText();
    const answer = await fetch(url.trim());
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/calendar; charset=utf-8"]);
    expect(await answer.text()).toMatch(/^BEGIN:VCALENDAR\r\n/);
    await page.getByLabel("Calendar file").setInputFiles({ name: "group.ics", mimeType: "text/calendar", buffer: Buffer.from(calendar) });
    await page.getByRole("button", { name: "Show what it would change" }).click();
    await page.getByText("2 events read: 1 shift to add, 1 skipped.").waitFor();
    const findings = await inEveryForm(page, "calendars");
    await page.getByRole("button", { name: "Add 1 override" }).click();
    await page.getByRole("listitem").filter({ hasText: "Calendar of the group" }).waitFor();
    await page.getByRole("button", { name: "I have it", exact: true }).click();
    await page.getByRole("button", { name: /^End the calendar of/ }).click();
    await page.getByRole("button", { name: "End this calendar" }).click();
    await expect.poll(async () => (await fetch(url.trim())).status).toBe(404);
    expect([...findings, ...complaints, ...at.house.broken]).toEqual([]);
  }, 90_000);

  it("[W113] [W114] [W12] a rotation, holidays and a note about a doctor who cannot be reached are put over the week, seen before they are saved, and say who is paged", async () => {
    await page.goto("/practice/lakeside/on-call");
    const over = page.getByRole("region", { name: "What lies over the week" });
    await over.getByRole("button", { name: "Add a rotation" }).click();
    await over.locator("summary", { hasText: "Rotation 1" }).click();
    await over.getByLabel("As", { exact: true }).selectOption({ label: "Third" });
    await over.getByLabel("Length of the cycle of Layer 1").selectOption({ label: "Two weeks" });
    await over.getByRole("button", { name: "Another hand-over in the cycle" }).click();
    await over.getByRole("button", { name: "Add a person" }).click();
    await over.getByRole("button", { name: "Only in some hours" }).click();
    await over.getByRole("button", { name: "Add holidays" }).click();
    await over.locator("summary", { hasText: "Holidays 1" }).click();
    await over.getByLabel("Each day begins at").fill("00:00");
    await over.getByLabel("In turn, a day each, number 1").selectOption({ label: "Dr Ada Okafor" });
    await over.getByRole("button", { name: "Add a schedule for a while" }).click();
    const findings = await inEveryForm(page, "what lies over the week");
    await picture("over-week");
    await over.locator("summary", { hasText: "Schedule for a while 1" }).click();
    await over.getByRole("button", { name: "Take Schedule for a while 1 away" }).click();
    await page.getByText("The effect cannot be shown").or(page.getByText("All other times")).first().waitFor();
    const box = page.getByLabel(/I have seen this/);
    await box.or(page.getByText(/^Every minute until/)).first().waitFor();
    if (await box.isVisible()) await box.check();
    await page.getByRole("button", { name: "Save the schedule" }).click();
    await page.getByText(/^Saved as version/).waitFor();

    const away = page.getByRole("region", { name: "Not to be reached for a while" });
    await away.getByLabel("Who cannot be reached").selectOption({ label: "Dr Ada Okafor" });
    await away.getByLabel("What keeps them").fill("In surgery");
    await away.getByLabel("Page instead").selectOption({ label: "Dr Min Cho" });
    await away.getByLabel(/^Back at/).fill("2027-01-14T05:00");
    await away.getByRole("button", { name: "Add the note" }).click();
    await away.getByText("Dr Min Cho is paged.").waitFor();
    await away.getByRole("button", { name: "End the note about Dr Ada Okafor" }).click();
    await away.getByRole("button", { name: "End the note", exact: true }).click();
    await away.getByText("Everybody on the schedule can be reached.").waitFor();
    expect([...findings, ...complaints, ...at.house.broken]).toEqual([]);
  }, 90_000);

  it("[W118] [W116] [W12] somebody is put on a role for a night: who would be asked and why is shown before, it stands in the list after, and is cancelled", async () => {
    const section = page.getByRole("region", { name: "In a role" });
    await section.getByRole("button", { name: "Somebody else in a role" }).click();
    await section.getByLabel("In the role").selectOption({ label: "Another role" });
    await section.getByLabel("Its name").fill("Surgeon on call");
    await section.getByText("No step of a ladder asks for “surgeon on call”").waitFor();
    await section.getByLabel("Who takes it").selectOption({ label: "Dr Min Cho" });
    await section.getByLabel(/^From,/).fill("2027-01-14T03:00");
    await section.getByLabel(/^Until,/).fill("2027-01-15T07:00");
    const preview = section.getByRole("group", { name: "Who would be on duty" });
    await preview.getByText("Override of first for surgeon on call", { exact: false }).waitFor();
    expect(await preview.innerText()).toMatch(/Dr Min Cho until .*Without this: nobody/s);
    await section.getByLabel("Why", { exact: true }).fill("The surgeon's night");
    const box = section.getByLabel(/I have seen this/);
    if (await box.isVisible()) await box.check();
    const findings = await inEveryForm(page, "somebody in a role");
    await picture("role");
    await section.getByRole("button", { name: "Add the override" }).click();
    await section.getByRole("listitem").filter({ hasText: "The surgeon's night" }).waitFor();
    await section.getByRole("listitem").filter({ hasText: "no ladder asks for it" }).waitFor();
    await section.getByRole("button", { name: /^Cancel the override of surgeon on call/ }).click();
    await section.getByRole("button", { name: "Cancel the override", exact: true }).click();
    await section.getByText("No ladder asks for a role, and nobody stands in one.").waitFor();
    expect([...findings, ...complaints, ...at.house.broken]).toEqual([]);
  }, 90_000);

  it("[W115] [W12] [W23] a doctor says that they cannot be reached and asks a colleague to trade a night; the colleague accepts on their own phone", async () => {
    const lee = await at.enter("lee");
    await lee.page.goto("/clinician");
    await lee.page.getByRole("button", { name: "My duty" }).click();
    const mine = lee.page.getByRole("region", { name: "Lakeside Pediatrics" });
    await mine.getByLabel("I give").selectOption({ index: 1 });
    await mine.getByLabel("I take").selectOption({ label: (await mine.getByLabel("I take").locator("option").allInnerTexts()).find((text) => text.startsWith("Dr Min Cho"))! });
    await mine.getByLabel("Why").fill("A wedding");
    await mine.getByRole("button", { name: "Ask for the swap" }).click();
    await mine.getByText("Waits for an answer").waitFor();
    await mine.getByRole("group", { name: "I cannot be reached" }).getByLabel("What keeps you").fill("In surgery");
    await mine.getByLabel(/^Back at/).fill("2027-01-14T05:00");
    await mine.getByRole("button", { name: "Add the note" }).click();
    await mine.getByText("Whoever is asked next is paged.").waitFor();
    const findings = [...(await inEveryForm(lee.page, "my duty")), ...(await unreached(lee.page, "my duty"))];
    await picture("my-duty", lee.page);

    const cho = await at.enter("cho");
    await cho.page.goto("/clinician/duty");
    const theirs = cho.page.getByRole("region", { name: "Lakeside Pediatrics" });
    await theirs.getByText("A wedding").waitFor();
    await theirs.getByRole("button", { name: "Accept the swap" }).click();
    await theirs.getByText("Accepted").waitFor();
    expect([...findings, ...lee.complaints, ...cho.complaints, ...at.house.broken]).toEqual([]);
  }, 90_000);
});
