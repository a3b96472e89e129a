/** Digits as named telephone events (RFC 4733 §2.3, §3.2): each key press is told once, however many packets carry it. */
import type { RtpPacket } from "./rtp.ts";

const DIGITS = "0123456789*#ABCD";
/** §2.5.1.3: an event longer than this goes on in a next segment with a new timestamp. */
const SEGMENT_SAMPLES_MAX = 0xffff;

interface Pressed { readonly ssrc: number; readonly timestamp: number; readonly digit: string }

export class DigitEar {
  #last: Pressed | undefined;

  /** The digit of this packet when it begins a key press, else undefined. Told at its first packet: the last ones may be lost. */
  hear(packet: RtpPacket): string | undefined {
    const digit = packet.payload.length >= 4 ? DIGITS[packet.payload[0]!] : undefined;
    if (!digit) return undefined;
    const now = { ssrc: packet.ssrc, timestamp: packet.timestamp, digit };
    const before = this.#last;
    if (before?.ssrc !== now.ssrc) return this.#begins(now);
    if (!isLater(now.timestamp, before.timestamp)) return undefined;
    const told = this.#begins(now);
    return !packet.marker && continues(before, now) ? undefined : told;
  }

  #begins(now: Pressed): string {
    this.#last = now;
    return now.digit;
  }
}

const isLater = (one: number, other: number): boolean => ((one - other) | 0) > 0;

const continues = (before: Pressed, now: Pressed): boolean => before.digit === now.digit && now.timestamp === (before.timestamp + SEGMENT_SAMPLES_MAX) >>> 0;
