import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { MediaEngine } from "../../care/calls/ports.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { plus, type Instant } from "../../foundation/time.ts";
import { strengthOf } from "./g711.ts";
import { HUM_HERTZ, OperatorBrowser } from "./testing/browser.ts";
import { settingsFor, world } from "./testing/engines.ts";
import { FarBrowser } from "./testing/far-browser.ts";
import { rigOf } from "./testing/rig.ts";
import { TurnServer } from "./testing/turn-server.ts";
import { until } from "./testing/until.ts";
import { createIce, RELAY_PASS_HOURS } from "./ice.ts";
import type { IceServer } from "./settings.ts";
import { createWeriftMedia } from "./werift.ts";

let server: TurnServer;
beforeAll(async () => {
  server = await TurnServer.start();
});
afterAll(() => server.close());

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** An engine that was given these servers, and a caller on it who speaks. */
async function caller(servers: readonly IceServer[] | (() => readonly IceServer[])) {
  const iceServers = typeof servers === "function" ? servers : () => servers;
  const media: MediaEngine & { ready(): Promise<void> } = createWeriftMedia(settingsFor({ iceServers }), { world });
  opened.push(() => media.shutdown());
  await media.ready();
  const rig = rigOf(media);
  opened.push(() => rig.clear());
  const { phone, endpoint } = await rig.caller();
  phone.speak(450);
  return { media, rig, phone, endpoint };
}

const SHARED_SECRET = "0123456789abcdef0123456789abcdef";
const ana = "00000000-0000-7000-8000-00000000000a" as PersonId;
/** What an operator's browser is given at this instant, for this server. */
const passAt = (url: string, at: Instant, sharedSecret = SHARED_SECRET): IceServer =>
  createIce({ stun: [], turn: { urls: [url], login: { sharedSecret } } }, { world: { now: () => at } }).forDesk(ana).iceServers[0]!;

/** What a browser offers with a relay in it. One that had no answer from coturn within its own patience, on a busy machine, asks once more. */
async function relayed(browser: OperatorBrowser, relay: IceServer): Promise<string> {
  let offer = "";
  await until("the browser is lent a relay", async () => candidates((offer = await browser.offer(relay))).length > 0, 45);
  return offer;
}

const candidates = (sdp: string): string[] => [...sdp.matchAll(/^a=candidate:.* typ (\w+)/gm)].map((match) => match[1]!);

describe("by way of coturn", () => {
  test("[M28] an operator in Chromium whose firewall lets nothing but the TURN server through hears the caller, and is heard", async () => {
    const { media, phone, endpoint } = await caller([]);
    const browser = await OperatorBrowser.open();
    opened.push(() => browser.close());
    const lentBefore = server.lent;
    const offer = await relayed(browser, server.turn);
    expect(new Set(candidates(offer))).toEqual(new Set(["relay"]));
    const desk = await media.createBrowser(offer, endpoint);
    await browser.take(desk.answer);
    await media.bridge(endpoint, desk.endpoint);
    await until("the caller hears the operator", () => strengthOf(HUM_HERTZ, phone.lately(20)) > 4000);
    const before = (await browser.heard()).energy;
    await until("the operator hears the caller", async () => (await browser.heard()).energy - before > 0.01);
    expect(server.lent).toBeGreaterThan(lentBefore);
  });

  test("[M28] an operator who reaches us by nothing but our own relay hears the caller, and is heard", async () => {
    const { media, phone, endpoint } = await caller([server.turn]);
    const browser = await FarBrowser.open({ towardsRelayOnly: true });
    opened.push(() => browser.close());
    const desk = await media.createBrowser(browser.offer, endpoint);
    expect(candidates(desk.answer)).toEqual(["host", "relay"]);
    await browser.take(desk.answer);
    await media.bridge(endpoint, desk.endpoint);
    browser.speak(1000);
    await until("both hear each other", () => strengthOf(1000, phone.lately()) > 4000 && strengthOf(450, browser.lately()) > 4000);
    expect(browser.wayToUs).toBe("relay");
  });

  test("[M27] the STUN server that is named is asked, and what it saw is told", async () => {
    const { media, endpoint } = await caller([server.stun]);
    const browser = await FarBrowser.open();
    opened.push(() => browser.close());
    expect(candidates((await media.createBrowser(browser.offer, endpoint)).answer)).toEqual(["host", "srflx"]);
  });
});

describe("by way of coturn with a shared secret", () => {
  let coturn: TurnServer;
  let browser: OperatorBrowser;
  beforeAll(async () => {
    [coturn, browser] = await Promise.all([TurnServer.start({ sharedSecret: SHARED_SECRET }), OperatorBrowser.open()]);
  });
  afterAll(async () => {
    await browser?.close();
    coturn?.close();
  });

  test("[M30] an operator in Chromium with the pass they are given is lent a relay, hears the caller by it alone, and is heard", async () => {
    const { media, phone, endpoint } = await caller([]);
    const offer = await relayed(browser, passAt(coturn.url, world.now()));
    expect(new Set(candidates(offer))).toEqual(new Set(["relay"]));
    const desk = await media.createBrowser(offer, endpoint);
    await browser.take(desk.answer);
    await media.bridge(endpoint, desk.endpoint);
    await until("the caller hears the operator", () => strengthOf(HUM_HERTZ, phone.lately(20)) > 4000);
    const before = (await browser.heard()).energy;
    await until("the operator hears the caller", async () => (await browser.heard()).energy - before > 0.01);
  });

  test("[M30] our own end has a pass of its own, made for each call", async () => {
    const ice = createIce({ stun: [], turn: { urls: [coturn.url], login: { sharedSecret: SHARED_SECRET } } }, { world });
    const { media, endpoint } = await caller(() => ice.ours());
    const far = await FarBrowser.open();
    opened.push(() => far.close());
    expect(candidates((await media.createBrowser(far.offer, endpoint)).answer)).toEqual(["host", "relay"]);
  });

  test.each([
    ["has ended", () => passAt(coturn.url, plus(world.now(), { hours: -RELAY_PASS_HOURS, seconds: -60 }))],
    ["was made with another secret", () => passAt(coturn.url, world.now(), "fedcba9876543210fedcba9876543210")],
    ["was given a later end by its holder", () => ({ ...passAt(coturn.url, world.now()), username: `${Math.floor(plus(world.now(), { days: 30 }) / 1000)}:someone` })],
  ])("[M30] a pass that %s is lent nothing", async (_, pass) => {
    const [lent, refused] = [coturn.lent, coturn.refused];
    expect(candidates(await browser.offer(pass()))).toEqual([]);
    expect(coturn.lent).toBe(lent);
    expect(coturn.refused).toBeGreaterThan(refused);
  });
});
