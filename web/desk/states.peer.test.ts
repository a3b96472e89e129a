import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeskSnapshot } from "../../contract/index.ts";
import { openHouseOfDesks, type HouseOfDesks, type Opened } from "./desk-under-test.ts";
import { second } from "../testing/fixture-world.ts";
import { findingsOf } from "../testing/axe.ts";
import type { SceneName } from "../testing/scenes.ts";

const WIDE = [1440, 900] as const;
const PHONE = [390, 844] as const;
/** 1440 pixels at 200 % zoom. */
const ZOOMED = [720, 450] as const;
const looks = [
  { look: "dark", size: WIDE, asks: "everything" }, { look: "light", size: WIDE, asks: "colours" }, { look: "dark", size: PHONE, asks: "everything" }, { look: "light", size: PHONE, asks: "colours" },
  { look: "dark", size: ZOOMED, asks: "layout" },
] as const;

/** Pictures of every state, to be held beside the design, when COMPLINE_SHOTS names a folder for them. */
const shots = process.env["COMPLINE_SHOTS"];
let desks: HouseOfDesks;
beforeAll(async () => {
  desks = await openHouseOfDesks();
  if (shots) await mkdir(shots, { recursive: true });
});
afterAll(() => desks?.close());

const now = () => new Date().toISOString();
const show = ({ fixture }: Opened, change: Partial<DeskSnapshot>): void => {
  fixture.state.desk = { ...fixture.state.desk, ...change, at: now() };
  fixture.push({ type: "desk", desk: fixture.state.desk });
};
const form = (page: Page) => page.getByLabel("Since", { exact: true });
const typed = async ({ page }: Opened): Promise<void> => {
  await form(page).fill("about midnight");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Alt+9");
};
const readBack = async (opened: Opened): Promise<void> => {
  const { page } = opened;
  await typed(opened);
  await page.getByLabel("Reason, in the caller’s words").check();
  await page.getByLabel("Again, as read back").fill("2125550142");
  await page.keyboard.press("Shift+Tab");
  await page.getByText("Everything is done.").waitFor();
};
const sent = async (opened: Opened): Promise<void> => {
  await readBack(opened);
  await opened.page.keyboard.press("Control+Enter");
  await opened.page.getByText(/^Sent \d\d:\d\d:\d\d/).waitFor();
};

/** The server reminds of this desk's caller, who has been on hold for so many seconds. */
const heldLong = async (opened: Opened, hold: { readonly reminders: number; readonly officeTold: boolean }, seconds: number): Promise<void> => {
  const { page, fixture } = opened;
  await form(page).waitFor();
  await page.keyboard.press("F7");
  const clock = page.getByText("The caller is on hold");
  await clock.waitFor();
  const before = await form(page).boundingBox();
  const since = new Date(Date.now() - seconds * 1000).toISOString();
  show(opened, { calls: fixture.state.desk.calls.map((call) => (call.state === "held" ? { ...call, since, hold: { operator: "Ana Ruiz", ...hold } } : call)) });
  await clock.waitFor({ state: "detached" });
  expect(await form(page).boundingBox(), "the form moved").toEqual(before);
};

/** Rings the first of the practice's directory, as far as is asked. */
const rung = async ({ page, fixture }: Opened, ...stages: readonly ("consulting" | "joined")[]): Promise<void> => {
  await form(page).waitFor();
  await page.keyboard.press("F6");
  await page.keyboard.press("Enter");
  await page.getByText("it rings", { exact: false }).waitFor();
  for (const stage of stages) second(fixture, stage);
  if (stages.length > 0) await page.getByText(stages.at(-1) === "joined" ? "hear each other" : "You are with").waitFor();
};

interface State {
  readonly name: string;
  readonly scene: SceneName;
  /** What it shows besides. */
  readonly rule?: string;
  /** Leads there; the desk is open and quiet, ringing or on a call. */
  readonly lead?: (opened: Opened) => Promise<unknown>;
  /** The browser's own words about a line that was cut are no complaint of ours. */
  readonly cut?: true;
}

const states: readonly State[] = [
  { name: "idle", scene: "quiet" },
  { name: "not ready", scene: "quiet", lead: (opened) => { show(opened, { me: { ...opened.fixture.state.desk.me, state: "away" } }); return opened.page.getByText("No call rings here yet").waitFor(); } },
  { name: "deaf", scene: "quiet", lead: async ({ page }) => {
    await page.addInitScript(() => { navigator.permissions.query = () => Promise.resolve({ state: "prompt" } as PermissionStatus); });
    await page.reload();
    await page.getByText("You are not ready any more").waitFor();
  } },
  { name: "offer", scene: "offered", lead: ({ page }) => page.getByRole("button", { name: "Answer" }).waitFor() },
  { name: "answered", scene: "offered", lead: async ({ page }) => { await page.getByRole("button", { name: "Answer" }).waitFor(); await page.keyboard.press("F4"); await page.getByLabel("Caller", { exact: true }).waitFor(); } },
  { name: "script", scene: "active", lead: ({ page }) => form(page).waitFor() },
  { name: "why", scene: "active", lead: async ({ page }) => { await form(page).waitFor(); await page.keyboard.press("Alt+W"); await page.getByText("weekday night shift").waitFor(); } },
  { name: "numbers differ", scene: "active", lead: async (opened) => { await typed(opened); await opened.page.getByLabel("Again, as read back").fill("2125550188"); await opened.page.keyboard.press("Shift+Tab"); await opened.page.getByText(/The two entries differ/).waitFor(); } },
  { name: "read back", scene: "active", lead: readBack },
  { name: "sent", scene: "active", lead: sent },
  { name: "hold", scene: "active", lead: async ({ page }) => { await form(page).waitFor(); await page.keyboard.press("F7"); await page.getByText("The caller is on hold").waitFor(); } },
  { name: "hold reminded", scene: "active", lead: (opened) => heldLong(opened, { reminders: 1, officeTold: false }, 74) },
  { name: "hold told", scene: "active", lead: (opened) => heldLong(opened, { reminders: 2, officeTold: true }, 312) },
  { name: "patch list", scene: "active", lead: async ({ page }) => { await form(page).waitFor(); await page.keyboard.press("F6"); await page.getByText("Practice back line").waitFor(); } },
  { name: "patch rings", scene: "active", lead: (opened) => rung(opened) },
  { name: "patch consulting", scene: "active", lead: (opened) => rung(opened, "consulting") },
  { name: "patch joined", scene: "active", lead: (opened) => rung(opened, "consulting", "joined") },
  { name: "patch failed", scene: "active", lead: async (opened) => { await rung(opened); second(opened.fixture, null); await opened.page.getByText("only a voicemail").waitFor(); } },
  { name: "end asked", scene: "active", lead: async ({ page }) => { await form(page).waitFor(); await page.keyboard.press("F9"); await page.getByText("Nothing was sent.").waitFor(); } },
  { name: "wrap-up", scene: "active", lead: async ({ page }) => { await form(page).waitFor(); await page.keyboard.press("F9"); await page.getByRole("button", { name: "End, go on typing" }).click(); await page.getByText("The caller is gone.").waitFor(); } },
  { name: "alarm", scene: "alarm", lead: ({ page }) => page.getByText("Nobody took it").waitFor() },
  { name: "message open", scene: "active", lead: async ({ page }) => { await page.getByRole("button", { name: "Open the message" }).first().click(); await page.getByText("Ines Fonseca").first().waitFor(); } },
  { name: "find", scene: "active", lead: async ({ page }) => { await form(page).waitFor(); await page.keyboard.press("Control+K"); await page.keyboard.type("har"); await page.getByText("Message of 02:09").waitFor(); } },
  { name: "keys", scene: "active", lead: async ({ page }) => { await page.getByRole("button", { name: "Keys", exact: true }).click(); await page.getByRole("button", { name: "Send: Ctrl Enter" }).press("Enter"); await page.keyboard.press("F9"); await page.getByText("F9 is taken").waitFor(); } },
  { name: "calling again", rule: "[W85] ", scene: "active", lead: async ({ page }) => {
    await page.getByText("Dr Lee acknowledged your message at 02:14 EST.").waitFor();
    await page.getByRole("button", { name: "By name and birth date" }).click();
    await page.getByLabel("Patient’s or caller’s name").fill("Somebody Else");
    await page.getByLabel("Birth date").fill("09/03/1961");
    await page.getByRole("button", { name: "May I say?" }).click();
    await page.getByText("I can take a message for you.").waitFor();
  } },
  { name: "remind", rule: "[W86] ", scene: "active", lead: async (opened) => {
    const { page } = opened;
    await form(page).waitFor();
    const [cue] = opened.fixture.state.desk.cues;
    show(opened, { cues: [{ ...cue!, say: "You asked to be reminded", words: true, number: null }] });
    await page.getByRole("button", { name: "Read", exact: true }).click();
    await page.getByText("Ring the pharmacy about the inhaler").waitFor();
    await page.keyboard.press("Alt+M");
    await page.getByLabel("What of").fill("Ask whether the lab rang");
    await page.getByRole("button", { name: "Remind me", exact: true }).waitFor();
  } },
  { name: "beyond the limits", scene: "active", lead: async (opened) => { show(opened, { more: { calls: 12, working: 3, cues: 1, operators: 0 } }); await opened.page.getByText("And 12 more calls.").waitFor(); } },
  { name: "take over", scene: "quiet", lead: async (opened) => { const [cue] = opened.fixture.state.desk.cues; show(opened, { cues: [{ ...cue!, say: "Left unfinished: take it over and send what was typed", call: opened.fixture.state.card.id, takeOver: true }] }); await opened.page.getByRole("button", { name: /^Take over/ }).waitFor(); } },
  { name: "line lost", scene: "active", cut: true, lead: async (opened) => {
    await form(opened.page).waitFor();
    for (const route of ["live", "saveDraft", "desk", "touch"]) opened.fixture.state.cut.add(route);
    opened.fixture.hangUp();
    await form(opened.page).fill("since");
    await opened.page.getByText(/No connection since/).waitFor();
    await opened.page.getByText(/Not saved/).waitFor({ state: "attached" });
  } },
  { name: "database away", scene: "active", lead: async (opened) => { await form(opened.page).waitFor(); show(opened, { trouble: "database" }); await opened.page.getByText("The database does not answer.").waitFor(); } },
  { name: "disk full", scene: "active", lead: async (opened) => { await form(opened.page).waitFor(); show(opened, { trouble: "disk" }); await opened.page.getByText("The server’s disk is full.").waitFor(); } },
  { name: "send lost", scene: "active", cut: true, lead: async (opened) => { await readBack(opened); opened.fixture.state.cut.add("send"); await opened.page.keyboard.press("Control+Enter"); await opened.page.getByText("The message is not sent yet.").waitFor(); } },
  { name: "session over", scene: "active", cut: true, lead: async (opened) => { await form(opened.page).fill("kept"); opened.fixture.state.signedIn = false; await form(opened.page).press("Enter"); await opened.page.getByText("Still you, Ana Ruiz?").waitFor(); } },
];

/** The same page in another theme, at another width: as when a person turns the lamp off, or makes the window small. */
async function turn(page: Page, { look, size: [width, height] }: (typeof looks)[number]): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.setViewportSize({ width, height });
  await page.evaluate((scheme) => document.documentElement.setAttribute("data-mantine-color-scheme", scheme), look);
}

for (const state of states) {
  test(`[W12] [W19] ${state.rule ?? ""}the desk, ${state.name}: free of axe findings and of complaints in both themes, wide, narrow and zoomed, and nothing scrolls sideways`, async () => {
    const findings: string[] = [];
    const opened = await desks.open(state.scene);
    await state.lead?.(opened);
    for (const each of looks) {
      await turn(opened.page, each);
      const name = `${state.name.replaceAll(" ", "-")}-${each.size[0]}-${each.look}`;
      if (shots) await opened.page.screenshot({ path: join(shots, `${name}.png`), fullPage: each.size[0] < 1000 });
      findings.push(...(await findingsOf(opened.page, each.asks)).map((found) => `${name}: ${found}`));
    }
    if (!state.cut) findings.push(...opened.complaints);
    await opened.close();
    expect(findings).toEqual([]);
  });
}
