/** The same night for every engine: a caller is answered, waits, speaks with an operator, loses her, and gets another. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Endpoint, MediaEngine } from "../../../care/calls/ports.ts";
import { rms, strengthOf } from "../g711.ts";
import { promptSound } from "../prompts.ts";
import { HUM_HERTZ, OperatorBrowser } from "./browser.ts";
import { framesOf } from "./frames-of.ts";
import { rigOf, type Caller, type Rig } from "./rig.ts";
import { until } from "./until.ts";

interface Night { readonly media: MediaEngine; readonly rig: Rig; readonly browsers: OperatorBrowser[] }

export function tellStory(open: () => Promise<MediaEngine>): void {
  let night: Night;
  beforeAll(async () => {
    const media = await open();
    night = { media, rig: rigOf(media), browsers: [] };
  });
  afterEach(async () => {
    await night.rig.clear();
    for (const each of night.browsers.splice(0)) await each.close();
  });
  afterAll(() => night.media.shutdown());

  test("[M20] a caller with encrypted sound hears the greeting, presses a key, and is recorded", () => greeted(night));
  test("[M20] a caller and an operator hear each other; on hold the caller hears the tone and the operator nothing; then each other again", () => bridgedAndHeld(night));
  test("[M21] a killed browser is told as gone within four seconds, and the caller speaks with another operator", () => operatorLost(night));
}

async function greeted({ media, rig }: Night): Promise<void> {
  const { phone, endpoint } = await rig.caller("AES_CM_128_HMAC_SHA1_80");
  const said: Buffer[] = [];
  await media.record(endpoint, (pcmu) => said.push(pcmu));
  phone.speak(450);
  const playing = media.play(endpoint, "greeting-wait");
  await until("two seconds of greeting", () => phone.heard.length > 100);
  expect(promptSound("greeting-wait").indexOf(phone.heard[60]!.packet.payload)).toBeGreaterThan(0);
  phone.press("7");
  await until("the digit", () => rig.told("digit", endpoint).length === 1);
  expect(rig.told("digit", endpoint)).toMatchObject([{ digit: "7" }]);
  await media.stop(endpoint);
  expect(await playing).toBe("stopped");
  await until("a second of the caller is recorded", () => framesOf(450, Buffer.concat(said)) > 50);
  await media.stopRecording(endpoint);
}

async function bridgedAndHeld(night: Night): Promise<void> {
  const { media, rig } = night;
  const { phone, endpoint } = await rig.caller();
  phone.speak(450);
  await media.play(endpoint, "operator-alert");
  const { browser, endpoint: desk } = await operator(night, endpoint);
  await media.bridge(endpoint, desk);
  await bothHear(phone, browser);
  expect((await browser.heard()).codec).toBe("audio/PCMU");
  await media.unbridge(endpoint);
  void media.play(endpoint, "hold", { loop: true });
  await until("the hold tone is heard, not the operator", () => strengthOf(392, phone.lately(40)) > 500 && strengthOf(HUM_HERTZ, phone.lately(40)) < 300);
  const held = { heard: phone.heard.length, packets: (await browser.heard()).packets };
  await until("a second of hold", () => phone.heard.length > held.heard + 50);
  expect((await browser.heard()).packets - held.packets).toBeLessThan(10);
  await media.bridge(endpoint, desk);
  await bothHear(phone, browser);
  expect(new Set(phone.heard.map((each) => each.packet.ssrc)).size).toBe(1);
  expect(rms(phone.lately())).toBeGreaterThan(1000);
}

async function operatorLost(night: Night): Promise<void> {
  const { media, rig } = night;
  const { phone, endpoint } = await rig.caller("AES_CM_128_HMAC_SHA1_80");
  phone.speak(450);
  const first = await operator(night, endpoint);
  await media.bridge(endpoint, first.endpoint);
  await bothHear(phone, first.browser);
  first.browser.kill();
  expect(await until("gone is told", () => rig.told("gone", first.endpoint).length === 1)).toBeLessThan(4000);
  await media.close(first.endpoint);
  const second = await operator(night, endpoint);
  await media.bridge(endpoint, second.endpoint);
  await bothHear(phone, second.browser);
}

async function operator({ media, rig, browsers }: Night, near: Endpoint): Promise<{ browser: OperatorBrowser; endpoint: Endpoint }> {
  const browser = await OperatorBrowser.open();
  browsers.push(browser);
  const { endpoint, answer } = await media.createBrowser(await browser.offer(), near);
  rig.endpoints.push(endpoint);
  await browser.take(answer);
  await until("the browser is connected", () => rig.told("connected", endpoint).length === 1);
  return { browser, endpoint };
}

/** Energy as the browser itself measures it, and the operator's hum at the telephone. */
async function bothHear(phone: Caller["phone"], browser: OperatorBrowser): Promise<void> {
  await until("the caller hears the operator", () => strengthOf(HUM_HERTZ, phone.lately(20)) > 4000);
  const before = (await browser.heard()).energy;
  await until("the operator hears the caller", async () => (await browser.heard()).energy - before > 0.01);
}
