import { randomUUID } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeskSnapshot } from "../../contract/index.ts";
import { clockOf, deskOf, typedDraft } from "../testing/scenes.ts";
import { openHouseOfDesks, until, type HouseOfDesks, type Opened } from "./desk-under-test.ts";

const DESK_JAVASCRIPT_BYTES_MAX = 200 * 1024;
let desks: HouseOfDesks;
const open: HouseOfDesks["open"] = (...ask) => desks.open(...ask);

const now = () => new Date().toISOString();
const show = (fixture: Opened["fixture"], desk: DeskSnapshot): void => {
  fixture.state.desk = desk;
  fixture.push({ type: "desk", desk });
};
const type = async (page: Page, text: string) => { await page.keyboard.type(text); await page.keyboard.press("Tab"); };

beforeAll(async () => { desks = await openHouseOfDesks(); });
afterAll(() => desks?.close());

describe("the desk in Chromium", () => {
  it("[W1] [W6] [W7] [W8] [W17] an operator answers, types, reads back and sends with keys alone, and the caller is heard", async () => {
    const { page, fixture, complaints, close } = await open("offered");
    await page.getByRole("button", { name: "Answer" }).waitFor();
    await page.keyboard.press("F4");
    await page.getByLabel("Caller", { exact: true }).waitFor();
    await until(() => fixture.seen.audioPackets > 0, "the microphone reaches the far end");

    await type(page, "Marta Oyelaran, mother");
    await type(page, "Tobi Oyelaran");
    await type(page, "Sep 3 2024");
    await type(page, "2125550199");
    await type(page, "cough, now Breathing  fast");
    await expect.poll(() => page.getByText("If he turns blue").count()).toBeGreaterThan(0);
    expect(await page.getByRole("radio", { name: "Routine" }).isDisabled()).toBe(true);
    await page.keyboard.type("about midnight");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Alt+9");
    await page.keyboard.press("Alt+R");
    await page.keyboard.press("Space");
    await page.keyboard.press("Alt+R");
    await page.keyboard.press("Space");
    await page.keyboard.press("Alt+R");
    await page.keyboard.type("2125550188");
    await page.keyboard.press("Shift+Tab");
    await page.getByText("The two entries differ in the last two digits.").waitFor();
    expect(await page.getByText("212 555 0199").count()).toBe(0);
    expect(fixture.seen.sends).toHaveLength(0);

    await page.getByRole("button", { name: "number", exact: true }).press("Enter");
    await page.keyboard.type("2125550199");
    await page.keyboard.press("Shift+Tab");
    await page.getByText("Not the number the call came from").waitFor();
    await page.getByText("Everything is done.").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByText(/^Sent \d\d:\d\d:\d\d/).waitFor();

    expect(fixture.seen.sends).toHaveLength(1);
    expect(fixture.seen.sends[0]?.draft).toMatchObject({ urgency: "urgent", said: ["breathing"], answers: { caller: { value: "Marta Oyelaran, mother", spelled: "O-Y-E-L-A-R-A-N" }, born: { value: "2024-09-03" }, since: { value: "about midnight" } }, readBack: { names: true, reason: true, numberFirst: "2125550199", numberAgain: "2125550199" } });
    await page.keyboard.press("F9");
    await page.getByRole("region", { name: "Next call, Harbor ENT" }).waitFor();
    expect(fixture.seen.asked).toContain("finish");
    expect(complaints).toEqual([]);
    await close();
  });

  it("[W2] [W11] what was typed is there after a reload, and nothing of it lies in address, title or storage", async () => {
    const { page, fixture, close } = await open("active");
    await page.getByLabel("Since", { exact: true }).fill("about midnight, zxqv");
    await until(() => fixture.seen.drafts.at(-1)?.answers["since"]?.value === "about midnight, zxqv", "the draft is saved");
    await page.reload();
    await page.getByText("about midnight, zxqv").waitFor();
    await until(() => fixture.seen.answers > 0, "the sound is offered again");
    const kept = await page.evaluate(async () => JSON.stringify([location.href, document.title, { ...localStorage }, { ...sessionStorage }, document.cookie, await caches.keys(), await indexedDB.databases()]));
    expect(kept).not.toMatch(/zxqv|Oyelaran|midnight|0142/);
    await close();
  });

  it("[W3] [W5] while the line is cut typing goes on; back again it is saved, and a lost Send goes again under its key", async () => {
    const { page, fixture, close } = await open("active");
    fixture.state.cut.add("saveDraft").add("live");
    fixture.hangUp();
    await page.getByText(/^No connection since \d\d:\d\d:\d\d E[SD]T\.$/).waitFor();
    await page.getByLabel("Since", { exact: true }).fill("since two");
    await page.getByText("Not saved yet").waitFor();
    fixture.state.cut.clear();
    await until(() => fixture.seen.drafts.at(-1)?.answers["since"]?.value === "since two", "saved by itself");
    await page.getByText(/^Saved \d\d:\d\d:\d\d/).waitFor();
    await page.getByText(/^No connection since/).waitFor({ state: "detached" });

    await page.keyboard.press("Alt+9");
    await page.getByLabel("Reason, in the caller’s words").check();
    await page.getByLabel("Again, as read back").fill("212 555 0142");
    await page.getByText("Everything is done.").waitFor();
    fixture.state.cut.add("send");
    await page.keyboard.press("Control+Enter");
    await page.getByText("The message is not sent yet.").waitFor();
    fixture.state.cut.delete("send");
    await page.keyboard.press("Control+Enter");
    await page.getByText(/^Sent \d\d:\d\d:\d\d/).waitFor();
    expect(fixture.seen.sends).toHaveLength(1);
    await close();
  });

  it("[W4] two windows on one call: neither overwrites the other unseen, and a person chooses", async () => {
    const { page, fixture, close } = await open("active");
    await page.getByLabel("Since", { exact: true }).waitFor();
    fixture.state.card = { ...fixture.state.card, draftVersion: 9, draft: { ...fixture.state.card.draft, answers: { ...fixture.state.card.draft.answers, since: { value: "typed elsewhere" } } } };
    await page.getByLabel("Since", { exact: true }).fill("typed here");
    await page.getByText("This call was typed on in another window.").waitFor();
    expect(fixture.seen.drafts).toHaveLength(0);
    await page.getByRole("button", { name: "Keep what is here" }).click();
    await until(() => fixture.seen.drafts.at(-1)?.answers["since"]?.value === "typed here", "the chosen words are saved");
    await close();
  });

  it("[W17] sound that is lost in the middle of a call is offered again by itself", async () => {
    const { page, fixture, close } = await open("active");
    await until(() => fixture.seen.audioPackets > 0, "the sound runs");
    fixture.push({ type: "call-media-lost", call: fixture.state.card.id });
    await until(() => fixture.seen.answers === 2, "offered again");
    const packets = fixture.seen.audioPackets;
    await until(() => fixture.seen.audioPackets > packets, "the sound is back");
    await page.getByLabel("Since", { exact: true }).waitFor();
    await close();
  });

  it("[W9] an alarm moves nothing in the form of a live call, and Alt 3 quiets it", async () => {
    const { page, fixture, close } = await open("active");
    const field = page.getByLabel("Since", { exact: true });
    await field.waitFor();
    const before = await field.boundingBox();
    show(fixture, deskOf(clockOf(Date.now()), "alarm"));
    await page.getByRole("alert").getByText("Nobody took it").waitFor();
    expect(await field.boundingBox()).toEqual(before);
    await page.keyboard.press("Alt+3");
    await page.getByText(/Quiet, rings again in/).waitFor();
    expect(fixture.seen.asked).toContain("quiet");
    await close();
  });

  it("[W10] a session that ends during a call hides the room, keeps the sound and the words, and opens again in place", async () => {
    const { page, fixture, close } = await open("active");
    await until(() => fixture.seen.audioPackets > 0, "the sound runs");
    fixture.state.signedIn = false;
    await page.getByLabel("Since", { exact: true }).fill("kept words");
    await page.getByText("Still you, Ana Ruiz?").waitFor();
    expect(await page.getByText("Oyelaran").first().isVisible()).toBe(false);
    const email = await page.getByLabel("E-mail").inputValue();
    await page.keyboard.type("typing on");
    expect([await page.getByLabel("E-mail").inputValue(), await page.getByLabel("Password").inputValue()]).toEqual([email, ""]);
    const packets = fixture.seen.audioPackets;
    await until(() => fixture.seen.audioPackets > packets, "the sound goes on");
    await page.getByLabel("Password").fill("a long enough password");
    await page.keyboard.press("Enter");
    await page.getByLabel("One-time code, 6 digits").fill("819042");
    await page.keyboard.press("Enter");
    await page.getByLabel("Since", { exact: true }).waitFor();
    expect(await page.getByLabel("Since", { exact: true }).inputValue()).toBe("kept words");
    await until(() => fixture.seen.drafts.at(-1)?.answers["since"]?.value === "kept words", "saved after signing in");
    await close();
  });

  it("[W34] a word of the server that the desk cannot read is said; the desk is asked for and true again, and the call's line is kept", async () => {
    const { page, fixture, close } = await open("active");
    await page.getByLabel("Since", { exact: true }).fill("about midnight");
    await until(() => fixture.seen.audioPackets > 0, "the sound runs, and the server has said so");
    const asked = fixture.seen.asked.filter((route) => route === "desk").length;
    fixture.state.desk = { ...fixture.state.desk, cues: [] };
    fixture.mumble(JSON.stringify({ type: "desk", desk: { ...fixture.state.desk, calls: null } }));
    await page.getByText(/^What the server says cannot be read since \d\d:\d\d:\d\d E[SD]T\.$/).waitFor();
    await page.getByRole("region", { name: "Cues" }).waitFor({ state: "detached" });
    expect(fixture.seen.asked.filter((route) => route === "desk").length).toBeGreaterThan(asked);
    await page.getByText(/^What the server says cannot be read/).waitFor({ state: "detached" });
    expect(await page.getByLabel("Since", { exact: true }).inputValue()).toBe("about midnight");
    expect(fixture.seen.answers).toBe(1);
    await close();
  });

  it("[W35] from a desk without a call a person comes to their own sign-in and back; with a call the way is closed and says so", async () => {
    const { page, fixture, complaints, close } = await open("quiet");
    await page.getByRole("link", { name: "My sign-in" }).click();
    await page.getByRole("heading", { name: "My sign-in" }).waitFor();
    await page.getByRole("link", { name: "Back to my room" }).click();
    await page.getByText("No call is waiting", { exact: true }).waitFor();
    show(fixture, deskOf(clockOf(Date.now()), "offered"));
    const closed = page.getByRole("button", { name: "My sign-in, after the call" });
    await closed.press("Enter");
    expect(await closed.getAttribute("aria-disabled")).toBe("true");
    expect(new URL(page.url()).pathname).toBe("/desk");
    expect(complaints).toEqual([]);
    await close();
  });

  it("[W36] a call that another operator left unfinished is taken over from its cue: what was typed is there, and it is sent", async () => {
    const { page, fixture, complaints, close } = await open("quiet");
    const call = fixture.state.card.id;
    fixture.state.card = { ...fixture.state.card, answeredAt: now(), draft: typedDraft, draftVersion: 4 };
    show(fixture, { ...fixture.state.desk, cues: [{ id: randomUUID(), dueAt: now(), say: "Left unfinished: take it over and send what was typed", accountName: "Lakeside Pediatrics", call, message: null, number: null, takeOver: true }] });
    await page.getByRole("button", { name: "Take over the call of Lakeside Pediatrics" }).click();
    await page.getByText("The caller is gone. Finish what you are typing.").waitFor();
    await page.getByText("Marta Oyelaran, mother").first().waitFor();
    expect(fixture.seen.asked.filter((route) => route === "takeOver")).toHaveLength(1);
    expect(await page.getByText("Left unfinished").count()).toBe(0);

    await page.getByLabel("Since", { exact: true }).fill("about midnight");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Alt+9");
    await page.getByLabel("Reason, in the caller’s words").check();
    await page.getByLabel("Again, as read back").fill("2125550142");
    await page.getByText("Everything is done.").waitFor();
    await page.keyboard.press("Control+Enter");
    await until(() => fixture.seen.sends.length === 1, "the message is sent");
    expect(fixture.seen.sends[0]?.draft.answers).toMatchObject({ caller: { value: "Marta Oyelaran, mother" }, since: { value: "about midnight" } });
    expect(complaints).toEqual([]);
    await close();
  });

  it("[W13] the desk's JavaScript is at most 200 kB gzipped", async () => {
    const { root } = desks;
    const assets = join(root, "assets");
    const html = await readFile(join(root, "index.html"), "utf8");
    const files = (await readdir(assets)).filter((file) => file.endsWith(".js"));
    const text = new Map(await Promise.all(files.map(async (file) => [file, await readFile(join(assets, file), "utf8")] as const)));
    const desk = files.find((file) => text.get(file)?.includes("Answer") && text.get(file)?.includes("Pass to the next operator"));
    expect(desk).toBeDefined();
    const wanted = new Set([...files.filter((file) => html.includes(file)), desk ?? ""]);
    // Static imports of what is wanted are wanted too.
    for (const file of wanted) for (const found of text.get(file)?.matchAll(/from\s*[`"']\.\/([^`"']+\.js)/g) ?? []) if (found[1]) wanted.add(found[1]);
    const bytes = [...wanted].reduce((sum, file) => sum + gzipSync(text.get(file) ?? "").length, 0);
    expect(bytes).toBeLessThanOrEqual(DESK_JAVASCRIPT_BYTES_MAX);
  });
});
