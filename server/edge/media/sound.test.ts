import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DigitEar } from "./digits.ts";
import { decodeSample, encodeSample, rms, SILENCE, strengthOf, tone } from "./g711.ts";
import { OutStream } from "./out-stream.ts";
import { EMERGENCY_SENTENCE, EMERGENCY_SENTENCE_ES, greetedSound, promptNames, promptSound, promptWords, spokenPrompts } from "./prompts.ts";
import { readHeader, readPacket, writePacket, type RtpPacket } from "./rtp.ts";
import { Timeline } from "./timeline.ts";

const packetOf = (change: Partial<RtpPacket>): RtpPacket => ({ payloadType: 0, marker: false, seq: 0, timestamp: 0, ssrc: 1, payload: Buffer.alloc(160, 1), ...change });

describe("G.711", () => {
  test("[M1] every code comes back as itself, every sample near itself", () => {
    for (let code = 0; code < 256; code++) expect(decodeSample(encodeSample(decodeSample(code)))).toBe(decodeSample(code));
    fc.assert(fc.property(fc.integer({ min: -32_635, max: 32_635 }), (sample) => {
      expect(Math.abs(decodeSample(encodeSample(sample)) - sample)).toBeLessThanOrEqual(Math.max(4, Math.abs(sample) / 16));
    }));
  });

  test("[M1] loudness and pitch of a tone are measured as they were made", () => {
    const sound = tone(1000, 200, 8000);
    expect(rms(sound)).toBeCloseTo(8000 / Math.SQRT2, -3);
    expect(strengthOf(1000, sound)).toBeGreaterThan(7500);
    expect(strengthOf(450, sound)).toBeLessThan(200);
    expect(rms(Buffer.alloc(160, SILENCE))).toBe(0);
  });
});

describe("RTP", () => {
  test("[M5] a written packet is read the same; any bytes are read or refused", () => {
    fc.assert(fc.property(fc.nat(63), fc.nat(65_535), fc.nat(), fc.uint8Array({ maxLength: 400 }), (payloadType, seq, timestamp, bytes) => {
      const packet = packetOf({ payloadType, seq, timestamp, payload: Buffer.from(bytes) });
      const datagram = writePacket(packet);
      expect(readPacket(datagram, readHeader(datagram)!)).toEqual(packet);
    }));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 1600 }), (bytes) => {
      const datagram = Buffer.from(bytes);
      const header = readHeader(datagram);
      if (header) expect((readPacket(datagram, header)?.payload.length ?? 0) <= datagram.length - 12).toBe(true);
    }), { numRuns: 500 });
  });
});

describe("the stream to a far end", () => {
  const operations = fc.array(fc.record({ source: fc.nat(2), seq: fc.nat(65_535), timestamp: fc.nat(0xffff_ffff), digit: fc.boolean(), wait: fc.nat(100) }), { maxLength: 200 });

  test("[M11] whatever its sources do, one SSRC is sent and no packet index twice", () => {
    fc.assert(fc.property(operations, (all) => {
      const stream = new OutStream();
      const owners = [{}, {}, {}];
      const given = new Set<number>();
      let now = 0;
      for (const each of all) {
        now += each.wait;
        const packet = packetOf({ seq: each.seq, timestamp: each.timestamp, ssrc: each.source });
        if (each.digit) stream.skip(owners[each.source]!, packet);
        const out = each.digit ? undefined : stream.take(owners[each.source]!, packet, now);
        if (!out) continue;
        expect(given.has(out.index)).toBe(false);
        expect(out).toMatchObject({ ssrc: stream.ssrc, seq: out.index % 65_536 });
        given.add(out.index);
      }
    }));
  });

  test("[M11] losses and disorder of one source stay visible to the jitter buffer", () => {
    const stream = new OutStream();
    const owner = {};
    const sent = [10, 11, 13, 12, 12, 15].map((seq) => stream.take(owner, packetOf({ seq, timestamp: seq * 160 }), seq * 20)?.index);
    expect(sent.map((index) => index && index - sent[0]!)).toEqual([0, 1, 3, 2, undefined, 5]);
  });
});

describe("digits", () => {
  const event = (code: number, timestamp: number, change: Partial<RtpPacket> = {}): RtpPacket => packetOf({ payloadType: 101, timestamp, payload: Buffer.from([code, 10, 0, 160]), ...change });

  test("[M8] lost, doubled and late packets of a key press tell it once", () => {
    fc.assert(fc.property(fc.array(fc.record({ digit: fc.nat(15), kept: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }) }), { maxLength: 20 }), (presses) => {
      const ear = new DigitEar();
      const packets = presses.flatMap(({ digit, kept }, at) => kept.filter(Boolean).map((_, which) => event(digit, at * 1000, { marker: which === 0 })));
      const heard = packets.flatMap((each) => ear.hear(each) ?? []);
      expect(heard).toEqual(presses.filter((each) => each.kept.some(Boolean)).map((each) => "0123456789*#ABCD"[each.digit]));
    }));
  });

  test("[M8] a key held for longer than one event can say is still one digit", () => {
    const ear = new DigitEar();
    expect([event(5, 1000, { marker: true }), event(5, 1000 + 0xffff), event(5, 1000 + 2 * 0xffff)].map((each) => ear.hear(each))).toEqual(["5", undefined, undefined]);
  });
});

describe("the recording's line of time", () => {
  test("[M14] it is as long as the clock ran, whatever timestamps come", () => {
    fc.assert(fc.property(fc.array(fc.record({ wait: fc.nat(300), timestamp: fc.nat(0xffff_ffff), ssrc: fc.nat(3) }), { maxLength: 60 }), (arrivals) => {
      const line = new Timeline(0);
      let [now, length] = [0, 0];
      for (const { wait, timestamp, ssrc } of arrivals) {
        now += wait;
        line.add(packetOf({ timestamp, ssrc }), now);
        length += line.settle(now).length;
      }
      length += line.finish(now).length;
      expect(length).toBeGreaterThanOrEqual(now * 8);
      expect(length).toBeLessThanOrEqual(now * 8 + 8000 + 160);
    }));
  });

  /** What is recorded of packets that are said every 20 ms, each known by its byte, and arrive after so many milliseconds. */
  const recorded = (delays: readonly number[]): Buffer => {
    const arrivals = delays.map((delay, at) => ({ at, now: at * 20 + delay })).toSorted((one, other) => one.now - other.now);
    const line = new Timeline(0);
    const parts: Buffer[] = [];
    let flushedAt = 0;
    for (const { at, now } of arrivals) {
      for (; flushedAt + 100 <= now; flushedAt += 100) parts.push(line.settle(flushedAt + 100));
      line.add(packetOf({ timestamp: (0xffff_ff00 + at * 160) >>> 0, payload: Buffer.alloc(160, at % 200) }), now);
    }
    return Buffer.concat([...parts, line.finish(delays.length * 20 + 1000)]);
  };
  const framesIn = (sound: Buffer, frames: number): number => Array.from({ length: frames }, (_, at) => at).filter((at) => sound.includes(Buffer.alloc(160, at % 200))).length;

  test("[M14] a far end whose way becomes longer in the middle of a call, or whose clock is slow, is recorded to its last word", () => {
    const longer = Array.from({ length: 190 }, (_, at) => (at < 50 ? 20 : 20 + 150));
    const slow = Array.from({ length: 190 }, (_, at) => at * 1.5);
    for (const delays of [longer, slow]) expect(framesIn(recorded(delays), 190)).toBe(190);
  });

  test("[M14] after a moment in which the way was longer the sides are in step again, and a straggler does not come again later", () => {
    const sound = recorded(Array.from({ length: 190 }, (_, at) => (at >= 50 && at < 75 ? (75 - at) * 20 : 0)));
    expect(framesIn(sound, 190)).toBeGreaterThan(190 - 25);
    expect(Math.abs(sound.indexOf(Buffer.alloc(160, 150)) - 150 * 160)).toBeLessThanOrEqual(1600);
    const swapped = recorded(Array.from({ length: 50 }, (_, at) => (at === 20 ? 400 : 0)));
    expect(swapped.includes(20)).toBe(false);
    expect(swapped.indexOf(Buffer.alloc(160, 40))).toBe(40 * 160);
  });

  test("[M14] frames in disorder are laid in order, gaps are silence", () => {
    const line = new Timeline(0);
    const frame = (at: number): RtpPacket => packetOf({ timestamp: 5000 + at * 160, payload: Buffer.alloc(160, at + 1) });
    for (const at of [0, 2, 1, 4]) line.add(frame(at), 0);
    const laid = line.finish(120);
    expect([0, 1, 2, 3, 4, 5].map((at) => laid[at * 160])).toEqual([1, 2, 3, SILENCE, 5, SILENCE]);
  });
});

describe("prompts", () => {
  test("[M19] what a caller hears unasked begins with the emergency sentence", () => {
    expect(EMERGENCY_SENTENCE).toMatch(/life-threatening emergency, hang up and dial 9 1 1/);
    const unasked = Object.entries(spokenPrompts).filter(([, prompt]) => prompt.heard === "unasked").map(([name]) => name);
    expect(unasked).toEqual(expect.arrayContaining(["greeting-wait", "nobody-ready", "voicemail-notice", "agreement-ended", "cannot-take-calls", "operator-gone", "recording-notice", "news", "news.es"]));
    // Seconds of the same recorded sentence at the head of each, in the language of the rest.
    for (const spanish of [false, true]) {
      const [first, ...others] = unasked.filter((name) => name.endsWith(".es") === spanish).map(promptSound);
      for (const each of others) expect(each.subarray(0, 24_000)).toEqual(first!.subarray(0, 24_000));
    }
    expect(EMERGENCY_SENTENCE_ES).toMatch(/emergencia que pone en peligro la vida, cuelgue y marque el 9 1 1/);
  });

  test("[M19] parts that are joined sound one after the other, begin with the sentence when a caller may hear them unasked, and can be read", () => {
    const parts = ["news", "news-place", "digit-3"];
    const joined = promptSound(parts.join("+"));
    expect(joined.equals(Buffer.concat(parts.map(promptSound)))).toBe(true);
    expect(promptWords("news.es+news-place.es+digit-3.es")).toBe(`${EMERGENCY_SENTENCE_ES} Gracias por esperar. En la fila, usted es el número 3.`);
    expect(promptWords("emergency+emergency.es+menu-urgent+digit-1")).toBe(`${EMERGENCY_SENTENCE} ${EMERGENCY_SENTENCE_ES} If it cannot wait until the office opens, press 1.`);
    expect(() => promptSound("news+../../secret")).toThrow("no such prompt");
    expect(() => promptSound(Array.from({ length: 60 }, () => "digit-1").join("+"))).toThrow("too many parts");
  });

  test("[M19] a practice's own greeting stands after the emergency sentence, whatever is said behind it", () => {
    const greeting = Buffer.from(promptSound("digit-5"));
    const english = promptSound("emergency");
    const spanish = promptSound("emergency.es");
    const begins = { "connecting": english, "connecting.es": spanish, "recording-notice": english, "emergency+emergency.es+menu-urgent+digit-1": Buffer.concat([english, spanish]), "emergency.es+menu-urgent.es+digit-1.es": spanish };
    for (const [prompt, before] of Object.entries(begins)) {
      const whole = greetedSound(prompt, greeting);
      expect(whole.indexOf(Buffer.concat([before, greeting])), prompt).toBe(0);
      expect(whole.length - greeting.length, prompt).toBe(promptSound(prompt).length + (prompt.startsWith("connecting") ? before.length : 0));
    }
  });

  test("[M19] every prompt is there, audible, and all are small", () => {
    for (const name of promptNames.filter((each) => each !== "silence")) expect(rms(promptSound(name)), name).toBeGreaterThan(300);
    expect(promptNames.reduce((sum, name) => sum + promptSound(name).length, 0)).toBeLessThan(8_000_000);
  });
});
