import { afterAll, beforeAll, expect, it } from "vitest";
import type { DeskSnapshot } from "../../contract/index.ts";
import { openHouseOfDesks, until, type HouseOfDesks, type Opened } from "./desk-under-test.ts";

let desks: HouseOfDesks;
beforeAll(async () => { desks = await openHouseOfDesks(); });
afterAll(() => desks?.close());

const show = ({ fixture }: Opened, change: Partial<DeskSnapshot>) => {
  fixture.state.desk = { ...fixture.state.desk, ...change, at: new Date().toISOString() };
  fixture.push({ type: "desk", desk: fixture.state.desk });
};
const stateOf = ({ fixture }: Opened) => fixture.state.desk.me.state;

/** A browser that asks its person each time, and a person who says no. */
const refusing = () => {
  navigator.permissions.query = () => Promise.resolve({ state: "prompt" } as PermissionStatus);
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
};
/** The same, and its person says yes when a hand has asked. */
const asking = () => { navigator.permissions.query = () => Promise.resolve({ state: "prompt" } as PermissionStatus); };
const keepStreams = () => {
  const own = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const streams: MediaStream[] = [];
  Object.assign(globalThis, { streams });
  navigator.mediaDevices.getUserMedia = async (wants) => { const stream = await own(wants); streams.push(stream); return stream; };
};
/** What the browser does when the headset is pulled out. */
const unplug = ({ page }: Opened) => page.evaluate(() => {
  for (const stream of (globalThis as unknown as { streams: MediaStream[] }).streams) for (const track of stream.getTracks()) { track.stop(); track.dispatchEvent(new Event("ended")); }
});

it("[W18] without a microphone nobody is made ready", async () => {
  const opened = await desks.open("quiet", { before: refusing });
  const { page } = opened;
  await until(() => stateOf(opened) === "break", "the desk steps down");
  await page.getByText("No call rings here yet").waitFor();
  await page.keyboard.press("F2");
  await page.getByText("You are not ready", { exact: true }).waitFor();
  expect(stateOf(opened)).toBe("break");
  await opened.close();
});

it("[W38] a desk that is opened anew while the server takes it for ready says that it hears nobody, is offered nothing, and is ready again by one key", async () => {
  const opened = await desks.open("offered", { before: asking });
  const { page, fixture } = opened;
  await page.getByText("You are not ready any more").waitFor();
  await until(() => stateOf(opened) === "break", "the desk steps down");
  expect(fixture.seen.asked.indexOf("passOffer"), "what rang here is passed on first").toBeGreaterThan(0);
  await page.getByRole("button", { name: "Go ready" }).first().waitFor();
  await page.keyboard.press("F2");
  await until(() => stateOf(opened) === "ready", "ready by a hand");
  await page.getByText("Say something: the bar moves when you are heard").or(page.getByText("Your microphone is heard")).waitFor();
  expect(await page.getByText("You are not ready any more").count()).toBe(0);
  await opened.close();
});

it("[W38] where the browser has said yes before, a desk that is loaded anew has its microphone again without a hand, and stays ready", async () => {
  const opened = await desks.open("quiet");
  const { page } = opened;
  const heard = page.getByText(/Your microphone is heard|the bar moves when you are heard/);
  await heard.waitFor();
  await page.reload();
  await heard.waitFor();
  expect(stateOf(opened)).toBe("ready");
  await opened.close();
});

it("[W38] a headset that is unplugged between calls: another microphone is taken, or the desk steps down", async () => {
  const opened = await desks.open("quiet", { before: keepStreams });
  const { page } = opened;
  await page.getByText(/Your microphone is heard|the bar moves when you are heard/).waitFor();
  await unplug(opened);
  await expect.poll(() => page.evaluate(() => (globalThis as unknown as { streams: MediaStream[] }).streams.length)).toBe(2);
  expect(stateOf(opened)).toBe("ready");
  await page.evaluate(() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("gone", "NotFoundError")); });
  await unplug(opened);
  await until(() => stateOf(opened) === "break", "the desk steps down");
  await page.getByText("You are not ready", { exact: true }).waitFor();
  await opened.close();
});

it("[W38] a headset that is unplugged during a call: the sound is offered again with another microphone", async () => {
  const opened = await desks.open("active", { before: keepStreams });
  const { fixture } = opened;
  await until(() => fixture.seen.audioPackets > 0, "the sound runs");
  await unplug(opened);
  await until(() => fixture.seen.answers === 2, "offered again");
  const packets = fixture.seen.audioPackets;
  await until(() => fixture.seen.audioPackets > packets, "the sound is back");
  await opened.close();
});

it("[W37] a person chooses another key, which is shown and works; one that is taken is refused in words, and nothing is done by pressing it", async () => {
  const opened = await desks.open("offered");
  const { page, fixture } = opened;
  await page.getByRole("button", { name: "Keys", exact: true }).click();
  await page.getByRole("button", { name: "Answer the offered call: F4" }).press("Enter");
  await page.keyboard.press("F8");
  await page.getByText("F8 is taken: Pass the offer on. Choose another.").waitFor();
  await page.getByRole("button", { name: "Answer the offered call: F4" }).press("Enter");
  await page.keyboard.press("a");
  await page.getByText("A bare letter is for typing.").waitFor();
  expect(fixture.seen.asked).not.toContain("passOffer");
  await page.getByRole("button", { name: "Answer the offered call: F4" }).press("Enter");
  await page.keyboard.press("Alt+A");
  await page.getByRole("button", { name: "Answer the offered call: Alt A" }).waitFor();
  await page.keyboard.press("Escape");

  await page.reload();
  await page.getByRole("button", { name: "Answer Alt A" }).waitFor();
  await page.keyboard.press("F4");
  await page.keyboard.press("Alt+A");
  await page.getByLabel("Caller", { exact: true }).waitFor();
  expect(fixture.state.keys.answer).toBe("Alt A");
  show(opened, { working: [] });
  await opened.close();
});
