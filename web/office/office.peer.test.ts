import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { samplePdf } from "../../server/demo/agreement-pdf.ts";
import { waveFile } from "../sound/wave.ts";
import { openChromium, seen } from "../testing/browser.ts";
import { openHouse, type OpenHouse } from "../testing/open-house.ts";
import { inEveryForm, openPage, unreached } from "../testing/tour.ts";

let house: OpenHouse;
let browser: Browser;

/** A night with something on every page: one message taken, one that nobody took, one on its way, and a caller left on hold. */
beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), openChromium()]);
  await house.putOnHold("ben");
  const taken = await house.send({ account: "lakeside", patient: "Tobi Sample" });
  await house.t.advance({ minutes: 6 });
  await house.acknowledge(taken, "cho");
  await house.send({ account: "lakeside", urgency: "routine", patient: "Ada Sample", reason: "Refill", hold: "caller-content" });
  await house.send({ account: "harbor", patient: "Ines Fonseca", reason: "Nose swollen since a fall" });
  await house.t.advance({ minutes: 40 });
  await house.send({ account: "lakeside", urgency: "emergency", patient: "Leo Stone", reason: "Severe headache, the worst ever" });
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
}, 30_000);

type Look = readonly [name: string, path: string, shows: (page: Page) => Locator | Promise<Locator>];
const row = (page: Page) => page.getByRole("button", { name: /Open the message/ }).first();
const MUSIC_RATE = 8_000;
const tone = (seconds: number): Buffer => Buffer.from(waveFile([new Float32Array(seconds * MUSIC_RATE).fill(0.1)], MUSIC_RATE));
/** A piece of one's own, the question before it is taken out, and a file that is refused: all that this page can show at once. */
async function ownMusic(page: Page): Promise<Locator> {
  const bring = async (name: string, seconds: number): Promise<void> => {
    await page.getByLabel("Another piece").setInputFiles({ name, mimeType: "audio/wav", buffer: tone(seconds) });
    await page.getByRole("button", { name: "Use this piece" }).click();
  };
  await bring("Lobby.wav", 6);
  await page.getByText("Lobby.wav, 0:06").waitFor();
  await page.getByRole("button", { name: "Take it out" }).click();
  await bring("Bell.wav", 1);
  await page.getByText("The piece is shorter than 5 seconds").waitFor();
  return page.getByText("Callers would hear the quiet piece");
}
const lookedAt: readonly Look[] = [
  ["floor", "/office/floor", async (page) => { await seen(page.getByText(/^A caller of .* is on hold for/)); return page.getByRole("heading", { name: "Urgent, taken in" }); }],
  ["not taken", "/office/not-taken", (page) => page.getByRole("button", { name: /Page Dr .* again now/ })],
  ["notices", "/office/notices", async (page) => { await seen(page.getByRole("button", { name: /I have seen it: A ladder ended/ })); return page.getByRole("button", { name: /I have seen it: A caller was on hold/ }); }],
  ["messages", "/office/messages", (page) => row(page)],
  ["held messages", "/office/holds", async (page) => { await page.getByRole("button", { name: /^Open the held message/ }).click(); return page.getByRole("list", { name: "Timeline" }); }],
  ["a message", "/office/messages", async (page) => { await row(page).click(); return page.getByRole("list", { name: "Timeline" }); }],
  ["clients", "/office/clients", (page) => page.getByRole("link", { name: "Open Lakeside Medical Group" })],
  ["a client", "/office/clients", async (page) => { await page.getByRole("link", { name: "Open Lakeside Medical Group" }).click(); await page.getByRole("button", { name: "Suspend" }).click(); return page.getByRole("link", { name: "Open" }).first(); }],
  ["people", "/office/people", async (page) => { await page.getByRole("button", { name: "Give Ben Ito a role" }).click(); return page.getByRole("button", { name: "Give it" }); }],
  ["skills", "/office/skills", async (page) => { await page.getByRole("button", { name: /^Change what/ }).first().click(); return page.getByLabel("Answers only when it is busy"); }],
  ["call groups", "/office/call-groups", async (page) => { await page.getByRole("button", { name: "Change Lakeside and Riverside cover" }).click(); return page.getByRole("button", { name: "Save the group" }); }],
  ["coverage", "/office/coverage", (page) => page.getByRole("heading", { name: "Coverage", exact: true })],
  ["by telephone", "/office/by-telephone", (page) => page.getByRole("button", { name: /^Allow/ }).first()],
  ["hold music", "/office/hold-music", ownMusic],
  ["channels", "/office/channels", (page) => page.getByRole("heading", { name: "Secure inbox" })],
  ["audit", "/office/audit", (page) => page.getByRole("table")],
];
/** Messages are the supervisor's; the log and the agreements are not. */
const supervisors = new Set(["floor", "not taken", "notices", "messages", "held messages", "a message"]);

describe("the office in Chromium", () => {
  it("[W12] [W19] [W23] every page is free of findings in every form, as wide as its window, and worked by the Tab key alone", async () => {
    const [carla, ida] = [await openPage(await house.enter(browser, "carla")), await openPage(await house.enter(browser, "ida"))];
    const findings: string[] = [];
    for (const [name, path, shows] of lookedAt) {
      const { page } = supervisors.has(name) ? carla : ida;
      await page.goto(path);
      await seen(await shows(page));
      findings.push(...(await inEveryForm(page, name)), ...(await unreached(page, name)));
    }
    expect([...findings, ...carla.complaints, ...ida.complaints, ...house.broken]).toEqual([]);
  }, 300_000);

  it("[W24] an agreement is recorded with its PDF and its hash, and suspended with a reason: callers are answered, then not", async () => {
    const { page } = await openPage(await house.enter(browser, "gus"));
    await page.goto("/office/clients");
    await page.getByLabel("Name of the covered entity").fill("Northside Obstetrics PC");
    await page.getByRole("button", { name: "Record the client" }).click();
    await page.getByRole("link", { name: "Open Northside Obstetrics PC" }).click();
    const pdf = page.getByLabel("The signed agreement, as PDF");
    await pdf.setInputFiles({ name: "letter.pdf", mimeType: "application/pdf", buffer: Buffer.from("no such thing") });
    await page.getByText("This file is not a PDF.").waitFor();
    await pdf.setInputFiles({ name: "northside.pdf", mimeType: "application/pdf", buffer: samplePdf(["A made-up agreement"]) });
    const hash = await page.locator("form .hash").textContent();
    await page.getByLabel("Signed by").fill("Nadia Brooks");
    await page.getByLabel("Signed on").fill("2027-01-10");
    await page.getByLabel(/^In force from/).fill("2027-01-14T00:00");
    await page.getByRole("button", { name: "Record it" }).click();
    await page.getByText("Rings", { exact: true }).waitFor();
    expect(await page.locator("li .hash").textContent()).toBe(hash);

    await page.getByRole("button", { name: "Suspend" }).click();
    const really = page.getByRole("button", { name: "Suspend it" });
    expect(await really.getAttribute("aria-disabled")).toBe("true");
    await page.getByLabel("Why").fill("The renewal is disputed");
    await really.click();
    await page.getByText("Does not ring").waitFor();
    expect(await page.getByRole("button", { name: "Resume" }).count()).toBe(1);
    expect(await page.getByRole("button", { name: "Suspend" }).count()).toBe(0);
  }, 60_000);

  it("[W9] [W25] an alarm rings at the office until a person takes it, and its timeline tells every step", async () => {
    const { page } = await openPage(await house.enter(browser, "carla"));
    await page.goto("/office/not-taken");
    await page.getByRole("button", { name: "Quiet for 60 seconds" }).click();
    await page.getByText(/Quiet, rings again in/).waitFor();
    await page.getByRole("button", { name: /Open the message for Harbor ENT/ }).click();
    await page.getByRole("list", { name: "Timeline" }).waitFor();
    const said = await page.getByRole("list", { name: "Timeline" }).getByRole("listitem").allTextContents();
    const order = ["Sent", "on duty, inbox", "Accepted", "Step 2 begins", "backup, inbox", "Nobody took it"].map((words) => said.findIndex((line) => line.includes(words)));
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(order).not.toContain(-1);
  }, 60_000);

  it("[W32] the office is told of a ladder that ended; seeing it is written beside it, ends no alarm, and what comes after is told again", async () => {
    const { page } = await openPage(await house.enter(browser, "carla"));
    await page.goto("/office/notices");
    const rows = page.getByRole("listitem").filter({ hasText: "A ladder ended and nobody had taken the message" });
    await rows.getByText("Not taken yet: the alarm goes on").first().waitFor();
    await page.getByRole("button", { name: /I have seen it: A ladder ended.*Harbor ENT/ }).click();
    await page.getByText(/^Seen by Carla Mbeki/).first().waitFor();
    await page.getByRole("link", { name: /^Not taken/ }).click();
    await page.getByRole("button", { name: /Page Dr .* again now/ }).first().waitFor();
  }, 60_000);

  it("[W12] [W23] [W55] a compliance officer finds the recorded talks of a practice by when, how long and with whom, and who signed the log; an administrator is shown no recordings", async () => {
    const [call] = await house.t.base.asOwner<{ id: string; client: string }>("select c.id, c.client_id as client from calls.call c join directory.account a on a.client_id = c.client_id and a.id = c.account_id where a.slug = 'lakeside' and c.message_id is not null limit 1");
    for (const kind of ["caller", "operator"]) await house.t.base.asOwner("insert into calls.recording (client_id, id, call_id, kind, started_at, ended_at, seconds, state) values ($1, gen_random_uuid(), $2, $3, now(), now(), 75, 'whole')", [call!.client, call!.id, kind]);
    const { page, complaints } = await openPage(await house.enter(browser, "gus"));
    await page.goto("/office/accounts/lakeside/account");
    await page.getByRole("link", { name: "Recordings" }).click();
    const row = page.getByRole("row").filter({ hasText: "Ana Ruiz" });
    await row.getByText("1:15").waitFor();
    expect(await row.getByRole("button", { name: /^Hear the (caller|operator)’s side/ }).count()).toBe(2);
    const findings = [...(await inEveryForm(page, "recordings")), ...(await unreached(page, "recordings"))];
    await page.goto("/office/audit");
    await page.getByText("No witness is configured.").waitFor();
    findings.push(...(await inEveryForm(page, "audit")));
    expect([...findings, ...complaints]).toEqual([]);

    const other = await openPage(await house.enter(browser, "ida"));
    await other.page.goto("/office/accounts/lakeside/account");
    await other.page.getByRole("link", { name: "Who is paged" }).waitFor();
    expect(await other.page.getByRole("link", { name: "Recordings" }).count()).toBe(0);
  }, 60_000);

  it("[W30] a person who lost a phone is given new proofs by a link shown once; whoever left is disabled, and let in again only after a fresh proof", async () => {
    const context = await house.enter(browser, "ida");
    const { page } = await openPage(context);
    await page.goto("/office/people");
    await page.getByRole("button", { name: "Access of Ben Ito" }).click();
    await page.getByRole("button", { name: "New password and authenticator: Ben Ito" }).click();
    await page.getByRole("button", { name: "End them and make a link" }).click();
    await page.getByText("The link for Ben Ito, shown once").waitFor();

    await page.getByRole("button", { name: "Access of Dr Nils Brandt" }).click();
    await page.getByRole("button", { name: "Disable: Dr Nils Brandt" }).click();
    await page.getByRole("button", { name: "Disable them" }).click();
    await page.getByText("Cannot sign in").waitFor();
    await house.later(context, { minutes: 11 });
    await page.getByRole("button", { name: "Enable: Dr Nils Brandt" }).click();
    await page.getByRole("button", { name: "Enable them" }).click();
    await page.getByLabel("Your password").fill(house.demo.users.find(({ email }) => email.startsWith("ida@"))!.password);
    await page.getByLabel("One-time code, 6 digits").fill(house.codeOf("ida"));
    await page.getByRole("button", { name: "Prove it and go on" }).click();
    await page.getByText("Cannot sign in").waitFor({ state: "detached" });
  }, 60_000);

  it("[W60] an administrator makes a call group over clients, moves a practice into it, and takes it out again", async () => {
    const { page } = await openPage(await house.enter(browser, "ida"));
    await page.goto("/office/call-groups");
    const form = page.getByRole("form", { name: "Make a call group" });
    await form.getByLabel("Name").fill("East Side nights");
    for (const doctor of [/^Dr .*Lakeside/, /^Dr .*Riverside/]) await form.getByLabel(doctor).first().check();
    await form.getByRole("button", { name: "Make it" }).click();
    const made = page.getByRole("region", { name: "East Side nights" });
    await seen(made);
    expect(await made.getByRole("list", { name: /Who covers/ }).getByRole("listitem").count()).toBe(2);
    const choice = made.getByLabel("Put a practice into East Side nights");
    await choice.selectOption({ label: (await choice.getByRole("option").filter({ hasText: "moves from another group" }).first().textContent())! });
    await made.getByRole("button", { name: "Put it in" }).click();
    await made.getByRole("button", { name: /^Take .* out of East Side nights$/ }).click();
    await made.getByRole("button", { name: "Take it out" }).click();
    await seen(made.getByText("None yet."));
  }, 60_000);

  it("[W22] what was begun about a person is there again after a look at another page, and ends with the session", async () => {
    const { page } = await openPage(await house.enter(browser, "mia"));
    await page.goto("/practice/lakeside/people");
    const form = page.getByRole("form", { name: "Invite a person" });
    await form.getByLabel("Name").fill("Dr Omar Haddad");
    await page.getByRole("link", { name: "Agreements" }).click();
    await page.getByText("In force", { exact: true }).waitFor();
    await page.getByRole("link", { name: "People" }).click();
    expect(await form.getByLabel("Name").inputValue()).toBe("Dr Omar Haddad");
    await form.getByLabel("E-mail").fill("omar@demo.example");
    await form.getByRole("button", { name: "Make the link" }).click();
    await page.getByText("The link for Dr Omar Haddad, shown once").waitFor();
    expect(await form.getByLabel("Name").inputValue()).toBe("");
  }, 60_000);
});
