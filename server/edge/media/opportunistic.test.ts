import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { promptSound } from "./prompts.ts";
import { writePacket } from "./rtp.ts";
import { settingsFor, world } from "./testing/engines.ts";
import { FakePhone } from "./testing/fake-phone.ts";
import { rigOf } from "./testing/rig.ts";
import { until } from "./testing/until.ts";
import { createWeriftMedia } from "./werift.ts";

/** RTP/AVP with keys (RFC 8643), as it is heard. */
const media = createWeriftMedia(settingsFor(), { world });
const rig = rigOf(media);
beforeAll(() => media.ready());
afterEach(() => rig.clear());
afterAll(() => media.shutdown());

test("[M31] keys under the plain profile: taken up wherever the call comes from, and what is heard and said is encrypted", async () => {
  const phone = await FakePhone.open("AES_CM_128_HMAC_SHA1_80");
  rig.phones.push(phone);
  const outside = await media.createPhone(phone.offer({ opportunistic: true, address: "203.0.113.7" }));
  expect(outside!.answer).toMatch(/^m=audio \d+ RTP\/AVP 0[^]*^a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:/m);
  const made = (await media.createPhone(phone.offer({ opportunistic: true })))!;
  rig.endpoints.push(outside!.endpoint, made.endpoint);
  phone.meet(made.answer).press("5");
  await until("the digit was opened", () => rig.told("digit", made.endpoint).length === 1);
  void media.play(made.endpoint, "record-tone");
  const sound = promptSound("record-tone");
  await until("the prompt was opened", () => phone.heard.length === sound.length / 160);
  expect(Buffer.concat(phone.heard.map((each) => each.packet.payload))).toEqual(sound);
  expect(phone.datagrams.every((each) => each.length === 12 + 160 + 10)).toBe(true);
  // What comes in the clear after that is no sound of this call.
  phone.sendRaw(writePacket(phone.packet({ payloadType: 101, payload: Buffer.from([7, 0x80, 0, 160]), timestamp: 90_000 })));
  phone.press("6");
  await until("the next digit", () => rig.told("digit", made.endpoint).length > 1);
  expect(rig.told("digit", made.endpoint)).toMatchObject([{ digit: "5" }, { digit: "6" }]);
});

test("[M31] with no key we can use such a call is what its profile says, clear: refused from outside, taken where clear sound may travel", async () => {
  const phone = await FakePhone.open("AES_CM_128_HMAC_SHA1_80");
  rig.phones.push(phone);
  const offer = (address: string): string => phone.offer({ opportunistic: true, address }).replace("AES_CM_128_HMAC_SHA1_80", "AES_256_CM_HMAC_SHA1_80");
  expect(await media.createPhone(offer("203.0.113.7"))).toBeUndefined();
  const made = (await media.createPhone(offer("127.0.0.1")))!;
  rig.endpoints.push(made.endpoint);
  expect(made.answer).toMatch(/RTP\/AVP/);
  expect(made.answer).not.toContain("a=crypto");
});

test("[M4] [M31] a call whose keys came under the plain profile is made clear neither by a later offer nor by the answer to ours", async () => {
  const phone = await FakePhone.open("AES_CM_128_HMAC_SHA1_80");
  rig.phones.push(phone);
  const { endpoint, answer } = (await media.createPhone(phone.offer({ opportunistic: true })))!;
  rig.endpoints.push(endpoint);
  phone.meet(answer);
  expect(await media.updatePhone(endpoint, phone.offer({ crypto: undefined }))).toBeUndefined();
  expect(await media.updatePhone(endpoint, phone.offer({ opportunistic: true, direction: "sendonly" }))).toMatch(/RTP\/AVP[^]*a=crypto[^]*a=recvonly/);
  const ours = await media.rebuildPhone(endpoint);
  expect(ours).toMatch(/RTP\/AVP[^]*a=crypto:1 /);
  expect(await media.acceptPhoneAnswer(endpoint, phone.offer({ crypto: undefined }))).toBe(false);
  expect(await media.acceptPhoneAnswer(endpoint, phone.answer(ours))).toBe(true);
  void media.play(endpoint, "hold", { loop: true });
  await until("the tone is heard", () => phone.heard.length > 20);
});
