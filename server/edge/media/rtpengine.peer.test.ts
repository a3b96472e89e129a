import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createSocket } from "node:dgram";
import { createRtpengineMedia } from "./rtpengine.ts";
import { settingsFor, world } from "./testing/engines.ts";
import { strengthOf } from "./g711.ts";
import { FakePhone } from "./testing/fake-phone.ts";
import { takenUp } from "./testing/heir.ts";
import { rigOf, type Rig } from "./testing/rig.ts";
import { tellRoomStory } from "./testing/room-story.ts";
import { RtpengineDaemon } from "./testing/rtpengine.ts";
import { tellStory } from "./testing/story.ts";
import { until } from "./testing/until.ts";

let daemon: RtpengineDaemon;
afterAll(() => daemon?.kill());

async function open(): ReturnType<Parameters<typeof tellStory>[0]> {
  const settings = settingsFor();
  daemon ??= new RtpengineDaemon(settings.rtpPorts.max + 1);
  const media = createRtpengineMedia({ ...settings, rtpengine: daemon.control }, { world });
  await until("rtpengine answers", () => media.ready().then(() => true, () => false));
  return media;
}

tellStory(open);

describe("rooms", () => {
  let house: { readonly media: Awaited<ReturnType<typeof open>>; readonly rig: Rig };
  beforeAll(async () => {
    const media = await open();
    house = { media, rig: rigOf(media) };
  });
  afterEach(() => house.rig.clear());
  afterAll(() => house.media.shutdown());
  tellRoomStory(() => house);
});

test("[M22] clear sound, an unknown codec and a later downgrade are refused by rtpengine's engine too", async () => {
  const media = await open();
  const rig = rigOf(media);
  const { phone, endpoint } = await rig.caller("AES_CM_128_HMAC_SHA1_32");
  expect(await media.createPhone(phone.offer({ crypto: undefined, address: "203.0.113.7" }))).toBeUndefined();
  expect(await media.createPhone(phone.offer().replace("SAVP 0 101", "SAVP 8 101"))).toBeUndefined();
  expect(await media.updatePhone(endpoint, phone.offer({ crypto: undefined }))).toBeUndefined();
  expect(await media.updatePhone(endpoint, phone.offer({ direction: "sendonly" }))).toMatch(/^a=recvonly$/m);
  await rig.clear();
  await media.shutdown();
});

test("[M31] behind rtpengine, too, keys under the plain profile are taken up, kept through a rebuild, and never given up", async () => {
  const media = await open();
  const rig = rigOf(media);
  const phone = await FakePhone.open("AES_CM_128_HMAC_SHA1_80");
  rig.phones.push(phone);
  const { endpoint, answer } = (await media.createPhone(phone.offer({ opportunistic: true })))!;
  rig.endpoints.push(endpoint);
  expect(answer).toMatch(/^m=audio \d+ RTP\/AVP 0[^]*^a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:/m);
  phone.meet(answer).press("5");
  await until("the digit was opened", () => rig.told("digit", endpoint).length === 1);
  expect(await media.updatePhone(endpoint, phone.offer({ crypto: undefined }))).toBeUndefined();
  const ours = await media.rebuildPhone(endpoint);
  expect(ours).toMatch(/RTP\/AVP[^]*a=crypto:\d+ AES_CM_128_HMAC_SHA1_80 /);
  expect(await media.acceptPhoneAnswer(endpoint, phone.offer({ crypto: undefined }))).toBe(false);
  expect(await media.acceptPhoneAnswer(endpoint, phone.answer(ours))).toBe(true);
  void media.play(endpoint, "hold", { loop: true });
  await until("the tone is heard, encrypted", () => phone.heard.length > 20 && phone.datagrams.at(-1)!.length === 12 + 160 + 10);
  await rig.clear();
  await media.shutdown();
});

test("[M38] behind rtpengine, too, a telephone whose sound another node had is heard and hears here, encrypted as before", async () => {
  const media = await open();
  for (const suite of [undefined, "AES_CM_128_HMAC_SHA1_80"] as const) await takenUp(media, media, suite);
  await expect(media.offerPhone("udp", undefined, "v=0 nothing")).rejects.toThrow("not understood");
  await media.shutdown();
});

test("[M22] behind rtpengine, too, sound is taken only from the negotiated address and port", async () => {
  const media = await open();
  const rig = rigOf(media);
  const { phone, endpoint } = await rig.caller();
  const stranger = createSocket("udp4");
  await new Promise<void>((resolve) => stranger.bind(0, "127.0.0.2", resolve));
  const digit = (event: number) => phone.packet({ payloadType: 101, payload: Buffer.from([event, 10, 0, 160]), timestamp: 90_000 + event * 1000 });
  phone.send(digit(7), stranger);
  phone.send(digit(8));
  await until("the caller's own digit", () => rig.told("digit", endpoint).length > 0);
  phone.send(digit(9), stranger);
  phone.press("5");
  phone.send(digit(10));
  await until("the caller's last digit", () => rig.told("digit", endpoint).some((each) => each.kind === "digit" && each.digit === "*"));
  const digits = rig.told("digit", endpoint).map((each) => each.kind === "digit" && each.digit);
  expect(digits).not.toContain("7");
  expect(digits).not.toContain("9");
  stranger.close();
  await rig.clear();
  await media.shutdown();
});

test("[M22] when rtpengine dies its calls are told as lost, none is admitted, and once it is back they are rebuilt", async () => {
  const media = await open();
  const rig = rigOf(media);
  const a = await rig.caller("AES_CM_128_HMAC_SHA1_80");
  const b = await rig.caller(undefined, a.endpoint);
  a.phone.speak(450);
  b.phone.speak(1000);
  await media.bridge(a.endpoint, b.endpoint);
  await until("both hear", () => a.phone.heard.length > 5 && b.phone.heard.length > 5);
  daemon.kill();
  await until("both are told as lost", () => rig.told("lost", a.endpoint).length + rig.told("lost", b.endpoint).length === 2);
  expect(media.admits()).toBe(false);
  daemon.restart();
  await until("rtpengine is back", () => media.admits());
  a.phone.forget();
  b.phone.forget();
  for (const [each, near] of [[a, undefined], [b, a.endpoint]] as const) {
    const offer = await media.rebuildPhone(each.endpoint, near);
    expect(await media.acceptPhoneAnswer(each.endpoint, each.phone.answer(offer))).toBe(true);
  }
  await media.bridge(a.endpoint, b.endpoint);
  await until("both hear again", () => strengthOf(1000, a.phone.lately(5)) > 6000 && strengthOf(450, b.phone.lately(5)) > 6000);
  await rig.clear();
  await media.shutdown();
});
