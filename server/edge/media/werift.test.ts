import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createSocket } from "node:dgram";
import { rms, strengthOf } from "./g711.ts";
import { promptSound } from "./prompts.ts";
import { settingsFor, world } from "./testing/engines.ts";
import { FakePhone } from "./testing/fake-phone.ts";
import { framesOf } from "./testing/frames-of.ts";
import { rigOf } from "./testing/rig.ts";
import { until } from "./testing/until.ts";
import { createWeriftMedia } from "./werift.ts";

const media = createWeriftMedia(settingsFor({ limits: { silentStepSeconds: 0.6 } }), { world });
const { phones, endpoints, caller, told, clear } = rigOf(media);

beforeAll(() => media.ready());
afterEach(clear);
afterAll(() => media.shutdown());

test("[M17] a full media process takes no call, [M24] and one that has no port left says so", async () => {
  const { max } = settingsFor().rtpPorts;
  const small = createWeriftMedia(settingsFor({ rtpPorts: { min: max + 201, max: max + 240 }, limits: { endpointsPerProcessMax: 10 } }), { world });
  const rig = rigOf(small);
  try {
    await small.ready();
    for (let n = 0; n < 10; n++) await rig.caller();
    expect(small.admits()).toBe(false);
    await expect(rig.caller()).rejects.toThrow("media phone: no RTP port is free");
    expect(small.status().endpoints).toBe(10);
  } finally {
    await rig.clear();
    await small.shutdown();
  }
});

describe("answering", () => {
  test("[M1] a caller's PCMU offer is answered with PCMU, telephone events and 20 ms", async () => {
    const { answer } = await caller();
    expect(answer).toMatch(/^m=audio \d+ RTP\/AVP 0 101$/m);
    expect(answer).toMatch(/^a=ptime:20$/m);
    expect(answer).toMatch(/^c=IN IP4 127\.0\.0\.1$/m);
  });

  test("[M2] an offer without PCMU gets no answer", async () => {
    const phone = await FakePhone.open();
    phones.push(phone);
    expect(await media.createPhone(phone.offer().replace("RTP/AVP 0 101", "RTP/AVP 8 101"))).toBeUndefined();
  });

  test("[M3] clear sound to an address that is not private is refused; the same offer encrypted is taken", async () => {
    const clear = await FakePhone.open();
    const keyed = await FakePhone.open("AES_CM_128_HMAC_SHA1_80");
    phones.push(clear, keyed);
    expect(await media.createPhone(clear.offer({ address: "203.0.113.7" }))).toBeUndefined();
    const made = await media.createPhone(keyed.offer({ address: "203.0.113.7" }));
    endpoints.push(made!.endpoint);
    expect(made!.answer).toMatch(/RTP\/SAVP/);
  });

  test("[M4] a call that began encrypted is never made clear by a later offer", async () => {
    const { phone, endpoint } = await caller("AES_CM_128_HMAC_SHA1_80");
    expect(await media.updatePhone(endpoint, phone.offer({ crypto: undefined }))).toBeUndefined();
    expect(await media.updatePhone(endpoint, phone.offer())).toMatch(/RTP\/SAVP/);
  });

  test("[M1] when the call came without an offer, ours is taken up by the caller's answer", async () => {
    const phone = await FakePhone.open("AES_CM_128_HMAC_SHA1_80");
    phones.push(phone);
    const { endpoint, offer } = await media.offerPhone("tls");
    endpoints.push(endpoint);
    expect(await media.acceptPhoneAnswer(endpoint, phone.answer(offer))).toBe(true);
    void media.play(endpoint, "hold", { loop: true });
    await until("the tone is heard", () => phone.heard.length > 20);
    expect(rms(phone.lately(20))).toBeGreaterThan(100);
  });

  test("[M4] an answer without our key is not accepted", async () => {
    const phone = await FakePhone.open();
    phones.push(phone);
    const { endpoint } = await media.offerPhone("tls");
    endpoints.push(endpoint);
    expect(await media.acceptPhoneAnswer(endpoint, phone.offer())).toBe(false);
  });
});

describe("a browser's offer", () => {
  test("[M18] one that is malformed or too long is refused, and the error does not quote it", async () => {
    const { endpoint } = await caller();
    const before = media.status().endpoints;
    for (const offer of ["a secret that is no SDP", `v=0\r\ns=${"secret".repeat(4000)}`, "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=ice-pwd:secret\r\n"]) {
      const refused = await media.createBrowser(offer, endpoint).then(() => "accepted", (error: Error) => error.message);
      expect(refused).not.toBe("accepted");
      expect(refused).not.toContain("secret");
    }
    expect(media.status().endpoints).toBe(before);
  });
});

describe("prompts", () => {
  test("[M9] a caller hears the whole prompt, one frame each 20 ms, as one stream", async () => {
    const { phone, endpoint } = await caller();
    const how = await media.play(endpoint, "record-tone");
    const sound = promptSound("record-tone");
    await until("all frames came", () => phone.heard.length === sound.length / 160);
    expect(how).toBe("ended");
    expect(Buffer.concat(phone.heard.map((each) => each.packet.payload))).toEqual(sound);
    const [first, last] = [phone.heard[0]!, phone.heard.at(-1)!];
    expect(last.at - first.at).toBeGreaterThan((phone.heard.length - 1) * 20 - 60);
    expect(last.at - first.at).toBeLessThan((phone.heard.length - 1) * 20 + 200);
    expect((last.packet.timestamp - first.packet.timestamp) >>> 0).toBeGreaterThanOrEqual((phone.heard.length - 1) * 160);
  });

  test("[M9] a new prompt replaces the old, which is told as stopped", async () => {
    const { phone, endpoint } = await caller();
    const hold = media.play(endpoint, "hold", { loop: true });
    await until("the tone is heard", () => phone.heard.length > 3);
    const alert = media.play(endpoint, "operator-alert");
    expect(await hold).toBe("stopped");
    expect(await alert).toBe("ended");
  });

  test("[M9] a prompt that does not exist is refused aloud", async () => {
    const { endpoint } = await caller();
    await expect(media.play(endpoint, "no-such-prompt")).rejects.toThrow(/RangeError/);
  });
});

describe("bridging", () => {
  for (const [name, suite] of [["clear", undefined], ["with 80-bit tags", "AES_CM_128_HMAC_SHA1_80"], ["with 32-bit tags", "AES_CM_128_HMAC_SHA1_32"]] as const) {
    test(`[M10] two telephones (${name}) hear each other, and only each other`, async () => {
      const [a, b] = [await caller(suite), await caller(suite)];
      a.phone.speak(450);
      b.phone.speak(1000);
      await media.bridge(a.endpoint, b.endpoint);
      await until("both hear", () => a.phone.heard.length > 15 && b.phone.heard.length > 15);
      expect(strengthOf(1000, a.phone.lately())).toBeGreaterThan(6000);
      expect(strengthOf(450, a.phone.lately())).toBeLessThan(500);
      expect(strengthOf(450, b.phone.lately())).toBeGreaterThan(6000);
      await media.unbridge(a.endpoint);
      a.phone.forget();
      await until("packets under way have landed", async () => {
        const before = a.phone.heard.length;
        await new Promise((resolve) => setTimeout(resolve, 60));
        return a.phone.heard.length === before;
      });
    });
  }

  test("[M11] from prompt to bridge the far end sees one SSRC, no repeated sequence number, time that goes forward", async () => {
    const [a, b] = [await caller(), await caller()];
    b.phone.speak(1000);
    await media.play(a.endpoint, "operator-alert");
    await media.bridge(a.endpoint, b.endpoint);
    await until("the other is heard", () => strengthOf(1000, a.phone.lately()) > 6000);
    b.phone.press("5");
    await until("speech goes on after the digit", () => told("digit", b.endpoint).length === 1 && a.phone.heard.length > 60);
    const packets = a.phone.heard.map((each) => each.packet);
    expect(new Set(packets.map((each) => each.ssrc)).size).toBe(1);
    const steps = packets.slice(1).map((each, at) => (each.seq - packets[at]!.seq) & 0xffff);
    expect(new Set(steps)).toEqual(new Set([1]));
    expect(packets.slice(1).every((each, at) => ((each.timestamp - packets[at]!.timestamp) | 0) > 0)).toBe(true);
  });

  test("[M12] a far end that puts us on hold is sent nothing, and hears again when it takes us back", async () => {
    const [a, b] = [await caller(), await caller()];
    b.phone.speak();
    await media.bridge(a.endpoint, b.endpoint);
    await until("heard", () => a.phone.heard.length > 3);
    expect(await media.updatePhone(a.endpoint, a.phone.offer({ direction: "sendonly" }))).toMatch(/^a=recvonly$/m);
    a.phone.forget();
    const witness = await caller();
    void media.play(witness.endpoint, "hold", { loop: true });
    await until("half a second, as another telephone hears it", () => witness.phone.heard.length > 25);
    expect(a.phone.heard.length).toBeLessThanOrEqual(1);
    expect(await media.updatePhone(a.endpoint, a.phone.offer({ direction: "inactive" }))).toMatch(/^a=inactive$/m);
    expect(await media.updatePhone(a.endpoint, a.phone.offer())).toMatch(/^a=sendrecv$/m);
    await until("heard again", () => a.phone.heard.length > 3);
  });
});

describe("listening", () => {
  test("[M8] each key press is told once", async () => {
    const { phone, endpoint } = await caller();
    for (const digit of "12#1*") phone.press(digit);
    await until("the last digit", () => told("digit", endpoint).length >= 5);
    expect(told("digit", endpoint).map((each) => each.kind === "digit" && each.digit).join("")).toBe("12#1*");
  });

  test("[M5] sound is taken only from the negotiated address, and after the first packet only from its port", async () => {
    const { phone, endpoint } = await caller();
    const stranger = createSocket({ type: "udp4" });
    await new Promise<void>((resolve) => stranger.bind(0, "127.0.0.2", resolve));
    const neighbour = createSocket({ type: "udp4" });
    await new Promise<void>((resolve) => neighbour.bind(0, "127.0.0.1", resolve));
    const digit = (event: number) => phone.packet({ payloadType: 101, payload: Buffer.from([event, 10, 0, 160]), timestamp: 90_000 + event * 1000 });
    phone.send(digit(7), stranger);
    phone.send(digit(1));
    await until("the caller's own digit", () => told("digit", endpoint).length > 0);
    phone.send(digit(8), neighbour);
    phone.send(digit(9));
    await until("the caller's next digit", () => told("digit", endpoint).length > 1);
    expect(told("digit", endpoint).map((each) => each.kind === "digit" && each.digit).join("")).toBe("19");
    stranger.close();
    neighbour.close();
  });

  test("[M6] a replayed or forged encrypted packet is not heard", async () => {
    const { phone, endpoint } = await caller("AES_CM_128_HMAC_SHA1_80");
    const packet = phone.packet({ payloadType: 101, payload: Buffer.from([3, 10, 0, 160]), timestamp: 40_000 });
    phone.send(packet);
    phone.send(packet);
    phone.sendRaw(Buffer.concat([Buffer.from([0x80, 101]), Buffer.alloc(34, 1)]));
    phone.press("4");
    await until("the last digit", () => told("digit", endpoint).some((each) => each.kind === "digit" && each.digit === "4"));
    expect(told("digit", endpoint).length).toBe(2);
  });

  test("[M7] a flood from a caller's own address is cut to the allowance, and other calls do not suffer", async () => {
    const [flooder, a, b] = [await caller(), await caller(), await caller()];
    const listener = await caller();
    await media.bridge(flooder.endpoint, listener.endpoint);
    await media.bridge(a.endpoint, b.endpoint);
    a.phone.speak(450);
    await until("speech is through", () => b.phone.heard.length > 5);
    const began = performance.now();
    const payload = Buffer.alloc(160);
    for (let burst = 0; burst < 20; burst++) {
      for (let each = 0; each < 250; each++) flooder.phone.send(flooder.phone.packet({ payload }));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const seconds = (performance.now() - began) / 1000;
    await until("speech goes on", () => strengthOf(450, b.phone.lately()) > 6000);
    expect(listener.phone.heard.length).toBeGreaterThan(100);
    expect(listener.phone.heard.length).toBeLessThan(200 + 200 * (seconds + 1));
  });

  test("[M13] silence is told in steps, and not while the far end has us on hold", async () => {
    const { phone, endpoint } = await caller();
    phone.speak();
    await until("connected", () => told("connected", endpoint).length === 1);
    phone.hush();
    await until("two steps of silence", () => told("silent", endpoint).length === 2);
    expect(told("silent", endpoint).map((each) => each.kind === "silent" && each.seconds)).toEqual([0.6, 1.2]);
    await media.updatePhone(endpoint, phone.offer({ direction: "inactive" }));
    const other = await caller();
    await until("another telephone, silent as long, is told", () => told("silent", other.endpoint).length === 2);
    expect(told("silent", endpoint).length).toBe(2);
  });
});

describe("recording", () => {
  test("[M14] both sides of a call are recorded in step, as long as the call was", async () => {
    const [a, b] = [await caller(), await caller()];
    const [said, heard]: [Buffer[], Buffer[]] = [[], []];
    await media.bridge(a.endpoint, b.endpoint);
    await media.record(a.endpoint, (pcmu) => said.push(pcmu), (pcmu) => heard.push(pcmu));
    const began = performance.now();
    a.phone.speak(450);
    b.phone.speak(1000);
    await until("a second is recorded, and half of one of each tone", () => Buffer.concat(said).length > 8000 && framesOf(450, Buffer.concat(said)) > 25 && framesOf(1000, Buffer.concat(heard)) > 25);
    await media.stopRecording(a.endpoint);
    const lasted = ((performance.now() - began) / 1000) * 8000;
    const [one, other] = [Buffer.concat(said), Buffer.concat(heard)];
    expect(Math.abs(one.length - lasted)).toBeLessThan(2400);
    expect(Math.abs(one.length - other.length)).toBeLessThan(400);
    expect([framesOf(1000, one), framesOf(450, other)]).toEqual([0, 0]);
    const { length } = said;
    await until("speech goes on", () => b.phone.heard.length > 80);
    expect(said.length).toBe(length);
  });
});
