import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createIce } from "../../server/edge/media/ice.ts";
import { TurnServer } from "../../server/edge/media/testing/turn-server.ts";
import type { PersonId } from "../../server/foundation/ids.ts";
import { realWorld } from "../../server/foundation/world.ts";
import { ids } from "../testing/scenes.ts";
import { openHouseOfDesks, until, type HouseOfDesks, type Opened } from "./desk-under-test.ts";

const SHARED_SECRET = "0123456789abcdef0123456789abcdef";
let desks: HouseOfDesks;
let coturn: TurnServer;
beforeAll(async () => { [desks, coturn] = await Promise.all([openHouseOfDesks(), TurnServer.start({ sharedSecret: SHARED_SECRET })]); });
afterAll(async () => {
  await desks?.close();
  coturn?.close();
});

/** A firewall that lets nothing out but what goes to the TURN server. */
const relayAlone = () => {
  const Real = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Real { constructor(how?: RTCConfiguration) { super({ ...how, iceTransportPolicy: "relay" }); } };
};
const passOf = (sharedSecret: string) => [...createIce({ stun: [], turn: { urls: [coturn.url], login: { sharedSecret } } }, { world: realWorld() }).forDesk(ids.ana as PersonId).iceServers];
const answers = async ({ page }: Opened): Promise<void> => {
  await page.getByRole("button", { name: "Answer" }).waitFor();
  await page.keyboard.press("F4");
};

it("[W42] a desk behind a firewall that lets only the TURN server through: the caller hears the operator by its relay", async () => {
  const opened = await desks.open("offered", { before: relayAlone });
  opened.fixture.state.iceServers = passOf(SHARED_SECRET);
  const lent = coturn.lent;
  await answers(opened);
  await until(() => opened.fixture.seen.audioPackets > 50, "a second of sound arrives");
  expect(coturn.lent).toBeGreaterThan(lent);
  const { asked } = opened.fixture.seen;
  expect(asked.indexOf("iceServers"), "asked before the call is answered").toBeLessThan(asked.indexOf("answer"));
  await opened.close();
});

/** How many tones the browser was made to play, counted where they are made. */
const countingTones = () => {
  const started: number[] = [];
  Object.assign(globalThis, { startedTones: started });
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when) { started.push(this.frequency.value); start.call(this, when); };
};
const tonesIn = ({ page }: Opened): Promise<number> => page.evaluate(() => (globalThis as unknown as { startedTones: number[] }).startedTones.splice(0).length);

it("[W150] [NL11] before the first call an operator hears tones of the alarm and presses their number; a wrong key plays other tones, and nothing rings until the right one", async () => {
  const opened = await desks.open("quiet", { before: countingTones });
  const { page, fixture } = opened;
  fixture.state.sound = { tones: 4, provedAt: null };
  fixture.state.desk = { ...fixture.state.desk, me: { ...fixture.state.desk.me, state: "away" } };
  fixture.push({ type: "desk", desk: fixture.state.desk });
  await page.getByRole("button", { name: "Go ready" }).first().click();
  const panel = page.getByRole("region", { name: "Can you hear the alarm?" });
  await panel.waitFor();
  await expect.poll(() => tonesIn(opened), { timeout: 30_000 }).toBe(4);
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press("3");
  await page.getByText("That was not the number.").waitFor();
  await expect.poll(() => tonesIn(opened), { timeout: 30_000 }).toBe(2);
  expect(fixture.seen.asked).not.toContain("ready");
  await page.keyboard.press("2");
  await until(() => fixture.seen.asked.includes("ready"), "the desk is ready");
  await panel.waitFor({ state: "hidden" });
  await opened.close();
});

it("[W42] the same desk with a password made with another secret is lent nothing, and hears and says nothing", async () => {
  const opened = await desks.open("offered", { before: relayAlone });
  opened.fixture.state.iceServers = passOf("fedcba9876543210fedcba9876543210");
  const [lent, refused] = [coturn.lent, coturn.refused];
  await answers(opened);
  await until(() => coturn.refused > refused, "coturn refuses");
  await until(() => opened.fixture.seen.answers > 0, "the desk offers what it has");
  expect(coturn.lent).toBe(lent);
  expect(opened.fixture.seen.audioPackets).toBe(0);
  await opened.close();
});

it("[W42] a desk whose question for servers is not answered has sound all the same where the way is open", async () => {
  const opened = await desks.open("offered");
  opened.fixture.state.cut.add("iceServers");
  await answers(opened);
  await until(() => opened.fixture.seen.audioPackets > 50, "a second of sound arrives");
  await opened.close();
});

/** When each way of the sound was up, and when it was closed, in order. */
const notingWays = () => {
  const noted: string[] = [];
  Object.assign(globalThis, { notedWays: noted });
  const Real = globalThis.RTCPeerConnection;
  let made = 0;
  globalThis.RTCPeerConnection = class extends Real {
    readonly #number = (made += 1);
    constructor(how?: RTCConfiguration) {
      super(how);
      this.addEventListener("connectionstatechange", () => { if (this.connectionState === "connected") noted.push(`up ${this.#number}`); });
    }
    override close() {
      noted.push(`closed ${this.#number}`);
      super.close();
    }
  };
};

it("[W44] a desk that is asked for its sound anew hears what it heard until the new way is there", async () => {
  const opened = await desks.open("offered", { before: notingWays });
  const { page, fixture } = opened;
  const noted = (): Promise<string[]> => page.evaluate(() => (globalThis as unknown as { notedWays: string[] }).notedWays);
  await answers(opened);
  await expect.poll(noted, { timeout: 30_000 }).toEqual(["up 1"]);
  fixture.push({ type: "call-media-lost", call: fixture.state.card!.id });
  await expect.poll(noted, { timeout: 30_000 }).toEqual(["up 1", "up 2", "closed 1"]);
  await opened.close();
});
