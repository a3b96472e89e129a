import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { inEveryForm } from "../../testing/tour.ts";
import { visit } from "../../testing/visit.ts";

const at = visit();
let page: Page;
let complaints: string[];
beforeAll(async () => { ({ page, complaints } = await at.enter("mia")); }, 30_000);

const calendar = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1", "SUMMARY:Dr Min Cho on call", "DTSTART:20270120T190000", "DTEND:20270121T070000", "END:VEVENT", "BEGIN:VEVENT", "UID:2", "SUMMARY:Dr Who", "DTSTART:20270122T190000", "DTEND:20270123T070000", "END:VEVENT", "END:VCALENDAR", ""].join("\r\n");

describe("coverage in Chromium", () => {
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
    await page.getByText("1 event: name nobody who covers this practice").waitFor();
    const findings = await inEveryForm(page, "calendars");
    await page.getByRole("button", { name: "Add 1 override" }).click();
    await page.getByRole("listitem").filter({ hasText: "Calendar of the group" }).waitFor();
    await page.getByRole("button", { name: "I have it", exact: true }).click();
    await page.getByRole("button", { name: /^End the calendar of/ }).click();
    await page.getByRole("button", { name: "End this calendar" }).click();
    await expect.poll(async () => (await fetch(url.trim())).status).toBe(404);
    expect([...findings, ...complaints, ...at.house.broken]).toEqual([]);
  }, 90_000);
});
