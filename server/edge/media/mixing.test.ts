import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RoomPart } from "../../care/calls/ports.ts";
import { decodeSample, encodeSample, SAMPLES_PER_FRAME, SILENCE, strengthOf, tone } from "./g711.ts";
import { limited, mixFor, ROOM_ENDS_MAX, type Mouth } from "./mixing.ts";
import { Playout } from "./playout.ts";
import type { RtpPacket } from "./rtp.ts";

const said = (hertz: number, amplitude = 3000): Int16Array => Int16Array.from(tone(hertz, 20, amplitude), decodeSample);
const mouth = (id: string, part: RoomPart, frame?: Int16Array): Mouth => ({ id, part, said: frame });
const speaks = "speaks";

const part = fc.constantFrom<RoomPart>("speaks", "held");
const frame = fc.option(fc.array(fc.integer({ min: -32_124, max: 32_124 }), { minLength: SAMPLES_PER_FRAME, maxLength: SAMPLES_PER_FRAME }).map((all) => Int16Array.from(all, (each) => decodeSample(encodeSample(each)))), { nil: undefined });
const room = fc.array(fc.record({ part, said: frame }), { minLength: 1, maxLength: ROOM_ENDS_MAX }).map((all) => all.map((each, at) => ({ id: String(at), ...each })));

describe("the mix of a room", () => {
  test("[M32] whoever speaks hears all others and not themselves, whatever the room", () => {
    fc.assert(fc.property(room, (everybody) => {
      for (const hearer of everybody) {
        const heard = mixFor(hearer, everybody);
        const others = everybody.filter((each) => each.id !== hearer.id && each.part === "speaks");
        const sum = (at: number): number => others.reduce((all, each) => all + (each.said?.[at] ?? 0), 0);
        expect(heard).toHaveLength(SAMPLES_PER_FRAME);
        const loud = others.filter((each) => each.said).length > 1;
        for (let at = 0; at < SAMPLES_PER_FRAME; at++) expect(decodeSample(heard[at]!)).toBe(decodeSample(encodeSample(loud ? limited(sum(at)) : sum(at))));
      }
    }), { numRuns: 60 });
  });

  test("[M35] nothing that somebody held says changes what anybody hears", () => {
    fc.assert(fc.property(room, frame, (everybody, other) => {
      const changed = everybody.map((each) => (each.part === "held" ? { ...each, said: other } : each));
      for (const hearer of everybody) expect(mixFor(hearer, changed)).toEqual(mixFor(hearer, everybody));
    }), { numRuns: 60 });
  });

  test("[M32] each of three hears the two tones of the others", () => {
    const everybody = [mouth("a", speaks, said(450)), mouth("b", speaks, said(700)), mouth("c", speaks, said(1100))];
    const [a, b, c] = everybody.map((each) => mixFor(each, everybody));
    for (const [heard, [own, ...others]] of [[a, [450, 700, 1100]], [b, [700, 450, 1100]], [c, [1100, 450, 700]]] as const) {
      for (const hertz of others) expect(strengthOf(hertz, heard!)).toBeGreaterThan(2700);
      expect(strengthOf(own, heard!)).toBeLessThan(200);
    }
  });

  test("[M32] nobody speaks: silence; one speaks: every sample as it came", () => {
    const alone = [mouth("a", speaks), mouth("b", speaks, said(700, 32_000))];
    expect(mixFor(alone[1]!, alone)).toEqual(Buffer.alloc(160, SILENCE));
    expect(mixFor(alone[0]!, alone)).toEqual(tone(700, 20, 32_000));
  });

  test("[M32] voices that shout together stay within what the line can say, louder never becomes quieter", () => {
    fc.assert(fc.property(fc.integer({ min: -200_000, max: 200_000 }), fc.nat(1000), (sum, more) => {
      expect(Math.abs(limited(sum))).toBeLessThanOrEqual(32_124);
      expect(limited(-sum) + limited(sum)).toBe(0);
      expect(limited(sum + more)).toBeGreaterThanOrEqual(limited(sum));
      if (Math.abs(sum) <= 24_000) expect(limited(sum)).toBe(sum);
    }));
  });
});

const FIRST = 0xffff_ff00; // The timestamp runs over soon.
const packetAt = (n: number, change: Partial<RtpPacket> = {}): RtpPacket =>
  ({ payloadType: 0, marker: false, seq: (65_530 + n) % 65_536, timestamp: (FIRST + n * 160) >>> 0, ssrc: 7, payload: Buffer.alloc(160, encodeSample(numberOf(n))), ...change });
/** Values that µ-law keeps. */
const numberOf = (n: number): number => decodeSample((n % 100) + 128);

/** The packets handed over at their moments, 20 ms taken every 20 ms: the numbers of the frames that were heard. */
function play(arrivals: readonly { readonly at: number; readonly n: number }[], frames: number): (number | undefined)[] {
  const playout = new Playout();
  const due = arrivals.toSorted((one, other) => one.at - other.at);
  return Array.from({ length: frames }, (_, tick) => {
    while (due[0] && due[0].at <= tick * 20) playout.add(packetAt(due.shift()!.n));
    return playout.take()?.[80];
  });
}

describe("one end's speech brought into step", () => {
  test("[M33] with jitter up to 20 ms every frame is heard once and in order, from at most 60 ms after it was said", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 5, maxLength: 80 }), fc.nat(19), (delays, phase) => {
      const heard = play(delays.map((delay, n) => ({ n, at: phase + n * 20 + delay })), delays.length + 6);
      const first = heard.findIndex((each) => each !== undefined && each === numberOf(0));
      expect(first).toBeLessThanOrEqual(5);
      expect(heard.slice(first, first + delays.length)).toEqual(delays.map((_, n) => numberOf(n)));
    }));
  });

  test("[M33] a lost packet is 20 ms of silence and moves nothing else", () => {
    const heard = play([0, 1, 2, 4, 5].map((n) => ({ n, at: n * 20 })), 10);
    expect(heard.slice(2, 8)).toEqual([0, 1, 2, undefined, 4, 5].map((n) => (n === undefined ? 0 : numberOf(n))));
  });

  test("[M33] a line that becomes slower is waited for longer, and after five quick seconds no longer", () => {
    const slow = Array.from({ length: 20 }, (_, n) => ({ n, at: n * 20 + (n > 9 ? 110 : 0) }));
    const quick = Array.from({ length: 600 }, (_, at) => ({ n: 20 + at, at: (20 + at) * 20 + (at < 5 ? 110 : 0) }));
    const heard = play([...slow, ...quick], 620);
    const lagOf = (tick: number): number => tick - Array.from({ length: 12 }, (_, back) => tick - back).find((n) => numberOf(n) === heard[tick])!;
    expect(lagOf(30)).toBeGreaterThanOrEqual(5);
    expect(lagOf(610)).toBeLessThanOrEqual(3);
  });

  test("[M33] whatever comes, 20 ms are given each 20 ms, and nothing is kept longer than a second and a half", () => {
    const wild = fc.array(fc.record({ take: fc.boolean(), seq: fc.nat(65_535), timestamp: fc.nat(0xffff_ffff), ssrc: fc.nat(2), bytes: fc.nat(1400) }), { maxLength: 200 });
    fc.assert(fc.property(wild, (all) => {
      const playout = new Playout();
      for (const { take, bytes, ...of } of all) {
        playout.add(packetAt(0, { ...of, payload: Buffer.alloc(bytes, 0x80) }));
        if (take) expect(playout.take()?.length ?? SAMPLES_PER_FRAME).toBe(SAMPLES_PER_FRAME);
      }
      for (let n = 0; n < 75; n++) playout.take();
      expect(playout.take()).toBeUndefined();
    }));
  });
});
