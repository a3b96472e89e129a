import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answering, isAnswerTo, isOpportunistic, readAudio, SDP_BYTES_MAX, withoutKeys, writeAudio, type FarAudio, type NearAudio } from "./sdp.ts";
import { MASTER_BYTES, SUITES, type Suite } from "./srtp.ts";

const key = Buffer.alloc(MASTER_BYTES, 7).toString("base64");
const offerOf = (...audio: string[]): string => ["v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0", ...audio].join("\r\n") + "\r\n";
const clear = offerOf("m=audio 4000 RTP/AVP 0 8 101", "a=rtpmap:101 telephone-event/8000");

const near = fc.record<NearAudio>({
  address: fc.ipV4().filter((each) => Number(each.split(".")[0]) < 224 && each !== "0.0.0.0"),
  port: fc.integer({ min: 1024, max: 65_535 }),
  session: fc.record({ id: fc.nat(), version: fc.nat() }),
  crypto: fc.option(fc.record({ tag: fc.integer({ min: 1, max: 9999 }), suite: fc.constantFrom(...(Object.keys(SUITES) as Suite[])), master: fc.uint8Array({ minLength: 30, maxLength: 30 }).map((each) => Buffer.from(each)) }), { nil: undefined }),
  opportunistic: fc.boolean(),
  digitType: fc.option(fc.integer({ min: 96, max: 127 }), { nil: undefined }),
  direction: fc.constantFrom("sendrecv", "sendonly", "recvonly", "inactive"),
});

describe("reading", () => {
  test("[M1] what we write, we read back the same", () => {
    fc.assert(fc.property(near, (each) => {
      const far = readAudio(writeAudio(each));
      expect(far).toMatchObject({ address: each.address, port: each.port, digitType: each.digitType });
      expect(far?.crypto).toEqual(each.crypto);
      expect(far && isOpportunistic(far)).toBe(each.crypto !== undefined && each.opportunistic);
      expect([far?.sends, far?.wants]).toEqual([each.direction.startsWith("send"), each.direction.includes("recv")]);
    }));
  });

  test("[M2] any text is read or refused, never a fault", () => {
    const lines = fc.array(fc.oneof(fc.constantFrom(...clear.split("\r\n"), "m=audio 4000 RTP/SAVP 0", `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`, "a=inactive", "c=IN IP4 0.0.0.0", "m=video 0 RTP/AVP 96"), fc.string()), { maxLength: 30 });
    fc.assert(fc.property(fc.oneof(fc.string(), lines.map((each) => each.join("\r\n")), lines.map((each) => `v=0\r\nc=IN IP4 10.0.0.1\r\n${each.join("\r\n")}`)), (text) => {
      const far = readAudio(text);
      if (far) expect(readAudio(writeAudio({ address: "192.0.2.9", port: 5000, session: { id: 1, version: 1 }, crypto: far.crypto, digitType: far.digitType, direction: answering(far) }, far))).toBeDefined();
    }), { numRuns: 500 });
  });

  test.each([
    ["no audio", offerOf("m=video 4000 RTP/AVP 96")],
    ["no PCMU", offerOf("m=audio 4000 RTP/AVP 8 18")],
    ["payload type 0 that means something else", offerOf("m=audio 4000 RTP/AVP 0", "a=rtpmap:0 G729/8000")],
    ["audio that is switched off", offerOf("m=audio 0 RTP/AVP 0")],
    ["a port of another service", offerOf("m=audio 53 RTP/AVP 0")],
    ["a port that does not exist", offerOf("m=audio 70000 RTP/AVP 0")],
    ["a host name", clear.replace("c=IN IP4 192.0.2.1", "c=IN IP4 phone.example")],
    ["a multicast address", clear.replace("c=IN IP4 192.0.2.1", "c=IN IP4 239.1.1.1")],
    ["IPv6 only", clear.replace("c=IN IP4 192.0.2.1", "c=IN IP6 2001:db8::1")],
    ["no address", clear.replace("c=IN IP4 192.0.2.1\r\n", "")],
    ["encryption without a key", offerOf("m=audio 4000 RTP/SAVP 0")],
    ["only an unknown suite", offerOf("m=audio 4000 RTP/SAVP 0", `a=crypto:1 F8_128_HMAC_SHA1_80 inline:${key}`)],
    ["a suite named like a method", offerOf("m=audio 4000 RTP/SAVP 0", `a=crypto:1 toString inline:${key}`)],
    ["a key of the wrong length", offerOf("m=audio 4000 RTP/SAVP 0", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA")],
    ["a key with an MKI", offerOf("m=audio 4000 RTP/SAVP 0", `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^20|1:4`)],
    ["encryption that is not to encrypt", offerOf("m=audio 4000 RTP/SAVP 0", `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key} UNENCRYPTED_SRTP`)],
    ["DTLS of a browser on a telephone leg", offerOf("m=audio 4000 UDP/TLS/RTP/SAVPF 0")],
    ["a line that is no SDP", clear + "hello\r\n"],
    ["nine streams", offerOf(...Array.from({ length: 9 }, () => "m=audio 4000 RTP/AVP 0"))],
    ["a body beyond the limit", clear + `a=${"x".repeat(900)}\r\n`.repeat(Math.ceil(SDP_BYTES_MAX / 900))],
    ["nothing", ""],
  ])("[M2] %s is refused", (_, offer) => {
    expect(readAudio(offer)).toBeUndefined();
  });

  test("[M1] the first key we can use is taken, in the order of the offer, with its lifetime", () => {
    const far = readAudio(offerOf("m=audio 4000 RTP/SAVP 0", `a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:${Buffer.alloc(46).toString("base64")}`, `a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:${key}|2^31`, `a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:${key}`));
    expect(far?.crypto).toMatchObject({ tag: 2, suite: "AES_CM_128_HMAC_SHA1_32" });
  });

  test("[M12] the address 0.0.0.0 is a hold: nothing is sent there", () => {
    expect(readAudio(clear.replace("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0"))).toMatchObject({ wants: false });
  });
});

describe("answering", () => {
  test("[M1] every stream of the offer is in the answer, the spoken one with a port, the others with port 0", () => {
    const far = readAudio(offerOf("m=video 4002 RTP/AVP 96 97", "m=audio 4000 RTP/AVP 0", "m=audio 4004 RTP/SAVP 0 101", `a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:${key}`, "a=rtpmap:101 telephone-event/8000"));
    const answer = writeAudio({ address: "192.0.2.9", port: 5000, session: { id: 1, version: 1 }, crypto: far!.crypto, digitType: far!.digitType, direction: "sendrecv" }, far);
    expect(answer.split("\r\n").filter((line) => line.startsWith("m="))).toEqual(["m=video 0 RTP/AVP 96 97", "m=audio 0 RTP/AVP 0", "m=audio 5000 RTP/SAVP 0 101"]);
    expect(answer).toMatch(/^a=crypto:4 AES_CM_128_HMAC_SHA1_80 /m);
  });

  test.each([["sendrecv", "sendrecv"], ["sendonly", "recvonly"], ["recvonly", "sendonly"], ["inactive", "inactive"]])("[M12] %s is answered with %s", (theirs, ours) => {
    expect(answering(readAudio(clear + `a=${theirs}\r\n`) as FarAudio)).toBe(ours);
  });

  test("[M18] a trace shows no key and no password", () => {
    const shown = withoutKeys(offerOf("m=audio 4000 RTP/SAVP 0", `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^31`, "a=ice-pwd:secret1234"));
    expect(shown).not.toContain(key);
    expect(shown).not.toContain("secret1234");
  });
});

const USABLE = Object.keys(SUITES).map((suite) => `${suite} inline:${key}`);
const UNUSABLE = [`F8_128_HMAC_SHA1_80 inline:${key}`, "AES_CM_128_HMAC_SHA1_80 inline:AAAA", `AES_CM_128_HMAC_SHA1_80 inline:${key}|2^20|1:4`, `AES_CM_128_HMAC_SHA1_80 inline:${key} UNENCRYPTED_SRTP`, "nonsense"];
const answerTo = (far: FarAudio): string => writeAudio({
  address: "192.0.2.9", port: 5000, session: { id: 1, version: 1 }, crypto: far.crypto && { ...far.crypto, master: Buffer.alloc(MASTER_BYTES, 9) }, digitType: far.digitType, direction: "sendrecv",
}, far);
const linesOf = (sdp: string, start: string): string[] => sdp.split("\r\n").filter((line) => line.startsWith(start));

describe("keys under the plain profile (RFC 8643)", () => {
  test("[M31] whatever keys are offered, the answer keeps the profile and takes up the first that we can use, with a key of our own, or none", () => {
    const offered = fc.array(fc.constantFrom(...USABLE, ...UNUSABLE), { maxLength: 6 });
    fc.assert(fc.property(offered, (cryptos) => {
      const far = readAudio(offerOf("m=audio 4000 RTP/AVP 0", ...cryptos.map((each, at) => `a=crypto:${at + 1} ${each}`)))!;
      const first = cryptos.findIndex((each) => USABLE.includes(each));
      const answer = answerTo(far);
      expect(linesOf(answer, "m=")).toEqual(["m=audio 5000 RTP/AVP 0"]);
      expect(linesOf(answer, "a=crypto:")).toEqual(first < 0 ? [] : [`a=crypto:${first + 1} ${cryptos[first]!.split(" ")[0]} inline:${Buffer.alloc(MASTER_BYTES, 9).toString("base64")}`]);
      expect(answer).not.toContain(key);
    }));
  });

  test("[M31] of several streams one that must be encrypted is taken before one that may be, and that before a clear one", () => {
    const crypto = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`;
    const streams = { clear: ["m=audio 4000 RTP/AVP 0"], may: ["m=audio 4002 RTP/AVP 0", crypto], must: ["m=audio 4004 RTP/SAVP 0", crypto] };
    expect(readAudio(offerOf(...streams.clear, ...streams.may, ...streams.must))).toMatchObject({ port: 4004 });
    expect(readAudio(offerOf(...streams.clear, ...streams.may))).toMatchObject({ port: 4002 });
  });

  test("[M31] a key that stands for the session and not for the stream is none", () => {
    const session = `v=0\r\nc=IN IP4 192.0.2.1\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}\r\n`;
    expect(readAudio(`${session}m=audio 4000 RTP/AVP 0\r\n`)!.crypto).toBeUndefined();
    expect(readAudio(`${session}m=audio 4000 RTP/SAVP 0\r\n`)).toBeUndefined();
  });

  test("[M4] [M31] an answer that leaves our key out, or has another tag, suite or profile, is none to our offer", () => {
    const ours: NearAudio = { address: "192.0.2.9", port: 5000, session: { id: 1, version: 1 }, crypto: { tag: 1, suite: "AES_CM_128_HMAC_SHA1_80", master: Buffer.alloc(MASTER_BYTES, 9) }, opportunistic: true, digitType: 101, direction: "sendrecv" };
    const good = `m=audio 4000 RTP/AVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`;
    const takes = (audio: string, near = ours): boolean => isAnswerTo(near, readAudio(offerOf(audio))!);
    expect(takes(good)).toBe(true);
    for (const bad of [good.split("\r\n")[0]!, good.replace("crypto:1", "crypto:2"), good.replace("_80", "_32"), good.replace("AVP", "SAVP")]) expect(takes(bad)).toBe(false);
    expect(takes(good, { ...ours, crypto: undefined })).toBe(false);
  });
});
