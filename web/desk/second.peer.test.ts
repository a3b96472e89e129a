import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { second } from "../testing/fixture-world.ts";
import { openHouseOfDesks, type HouseOfDesks } from "./desk-under-test.ts";

let desks: HouseOfDesks;
beforeAll(async () => { desks = await openHouseOfDesks(); });
afterAll(() => desks?.close());

const since = (page: Page) => page.getByLabel("Since", { exact: true });

test("[W65] with keys alone: found by a few letters, rung, a mailbox, another one, joined, left", async () => {
  const { page, fixture, complaints, close } = await desks.open("active");
  await since(page).waitFor();
  await page.keyboard.press("F6");
  await page.keyboard.type("gen");
  await page.keyboard.press("Enter");
  await page.getByText("Lakeside General, ward 4: it rings. The caller hears music.").waitFor();
  second(fixture, "consulting");
  await page.getByText("You are with Lakeside General, ward 4.").waitFor();
  await page.getByRole("button", { name: "It is a voicemail" }).press("Enter");
  await page.getByText("has only a voicemail. Nobody was reached.").waitFor();
  expect(await page.getByText("F7 is back with them, F6 calls somebody else.").count()).toBe(1);

  await page.keyboard.press("F6");
  await page.keyboard.press("Enter");
  await page.getByText("Dr Lee, mobile: it rings.").waitFor();
  await page.keyboard.press("F6"); // Nobody has answered: the key does nothing.
  expect(fixture.seen.asked.filter((name) => name === "join")).toEqual([]);
  second(fixture, "consulting");
  await page.getByText("You are with Dr Lee, mobile.").waitFor();
  await page.keyboard.press("F6");
  await page.getByText("The caller and Dr Lee, mobile hear each other. You hear neither.").waitFor();
  expect(await page.content()).not.toContain("5550171");
  await page.keyboard.press("F6");
  await since(page).waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
  await close();
});

test("[W180] with keys alone: an interpreter is called into the talk, who is in stands there, out and in again, one is hung up on, and the caller is parked and taken", async () => {
  const { page, fixture, complaints, close } = await desks.open("active");
  await since(page).waitFor();
  await page.keyboard.press("F6");
  await page.keyboard.press("Enter");
  await page.getByText("Dr Lee, mobile: it rings.").waitFor();
  second(fixture, "consulting");
  await page.getByText("You are with Dr Lee, mobile.").waitFor();
  await page.keyboard.press("F6");
  await page.getByText("The caller and Dr Lee, mobile hear each other. You hear neither.").waitFor();
  await page.keyboard.press("Alt+o");
  await page.keyboard.type("gen");
  await page.keyboard.press("Enter");
  await page.getByText("Lakeside General, ward 4: it rings. The caller and Dr Lee, mobile talk on.").waitFor();
  second(fixture, "consulting");
  await page.getByText("You are with Lakeside General, ward 4.").waitFor();
  await page.keyboard.press("F6");
  await page.getByText("The caller, Dr Lee, mobile and Lakeside General, ward 4 hear each other. You hear them, and they hear you.").waitFor();
  await page.keyboard.press("Alt+t");
  await page.getByText("ward 4 hear each other. You hear neither.").waitFor();
  await page.getByRole("button", { name: "Hang up on Lakeside General, ward 4" }).press("Enter");
  await page.getByText("The caller and Dr Lee, mobile hear each other.").waitFor();
  await page.keyboard.press("F7");
  await page.getByRole("button", { name: "Park" }).waitFor();
  await page.keyboard.press("Alt+p");
  await page.getByRole("button", { name: "Take the parked caller of Lakeside Pediatrics" }).waitFor();
  const answers = fixture.seen.answers;
  await page.keyboard.press("Alt+p");
  await expect.poll(() => fixture.seen.answers, { timeout: 30_000 }).toBe(answers + 1);
  expect(complaints).toEqual([]);
  await close();
}, 60_000);

test("[W181] Alt 0 says what 911 will be told, Enter calls it, and the desk's own key hangs up", async () => {
  const { page, fixture, complaints, close } = await desks.open("quiet");
  await page.getByText("No call is waiting", { exact: true }).waitFor();
  await page.keyboard.press("Alt+0");
  await page.getByText("12 Main Street, Floor 2, desk 3, Lakeside, NY 10001").waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("911: it rings.").waitFor();
  expect(fixture.seen.asked.filter((name) => name === "callEmergency")).toHaveLength(1);
  await page.keyboard.press("F9");
  await page.getByText("911: it rings.").waitFor({ state: "detached" });
  expect(fixture.seen.asked.filter((name) => name === "callEmergency")).toHaveLength(1);
  expect(complaints).toEqual([]);
  await close();
});

test("[W65] the key of the hold is back with the caller from a number that rings and from a patch", async () => {
  const { page, fixture, close } = await desks.open("active");
  await since(page).waitFor();
  for (const stage of ["ringing", "joined"] as const) {
    await page.keyboard.press("F6");
    await page.keyboard.press("Enter");
    await page.getByText("it rings", { exact: false }).waitFor();
    if (stage === "joined") second(fixture, "joined");
    await page.getByText(stage === "joined" ? "hear each other" : "it rings").waitFor();
    await page.keyboard.press("F7");
    await page.getByText("Somebody else on this call").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Hold" }).waitFor();
  }
  await close();
});

test("[W183] one call without the mouse: answered, typed, on hold, proved by a PIN, joined with the clinician, and the message sent", async () => {
  const { page, fixture, complaints, close } = await desks.open("offered");
  await page.getByRole("button", { name: "Answer" }).waitFor();
  await page.keyboard.press("F4");
  await page.getByLabel("Caller", { exact: true }).waitFor();
  for (const answer of ["Hannah Lee", "Tobi Oyelaran", "Sep 3 2024", "2125550142", "wants to speak with whoever is on duty", "since midnight", "none"]) {
    await page.keyboard.type(answer);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("F7");
  await page.getByText("The caller is on hold and hears music.").waitFor();

  await page.keyboard.press("Alt+i");
  await page.keyboard.type("Dr H"); // A list is chosen from by its first letters.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Not proved: tell nothing.").waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain("Ask for the PIN");
  await page.keyboard.press("Enter");
  await page.getByText("Dr Hannah Lee is verified by their PIN.").waitFor();

  await page.keyboard.press("F6");
  await page.keyboard.type("lee");
  await page.keyboard.press("Enter");
  await page.getByText("Dr Lee, mobile: it rings.").waitFor();
  second(fixture, "consulting");
  await page.getByText("You are with Dr Lee, mobile.").waitFor();
  await page.keyboard.press("F6");
  await page.getByText("The caller and Dr Lee, mobile hear each other.").waitFor();

  await page.keyboard.press("Alt+R");
  await page.keyboard.press("Space");
  await page.keyboard.press("Alt+R");
  await page.keyboard.press("Space");
  await page.getByText("Everything is done.").waitFor();
  await page.keyboard.press("Control+Enter");
  await page.getByText(/^Sent \d\d:\d\d:\d\d/).waitFor();
  expect(fixture.seen.sends.map(({ draft }) => draft.answers["caller"]?.value)).toEqual(["Hannah Lee"]);
  await page.keyboard.press("F6");
  await page.getByText("hear each other").waitFor({ state: "detached" });
  expect(fixture.seen.asked.filter((name) => ["answer", "hold", "openCheckIn", "checkInByPin", "dial", "join", "send", "leave"].includes(name))).toEqual(["answer", "hold", "openCheckIn", "checkInByPin", "dial", "join", "send", "leave"]);
  expect(complaints).toEqual([]);
  await close();
}, 60_000);
