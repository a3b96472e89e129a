/**
 * What one far end hears is one stream, whatever it is made of: a prompt, a hold tone, an operator, another operator.
 * One SSRC, a sequence that goes on, a timestamp that follows the clock (RFC 3550 §5.1). Losses and reordering of the
 * source stay as they are, so that jitter buffers can do their work.
 */
import { randomBytes, randomInt } from "node:crypto";
import { SAMPLES_PER_FRAME } from "./g711.ts";
import { nearestIndex, ReplayWindow, type RtpPacket } from "./rtp.ts";

/** A source that leaps further than this (20 s) has restarted; its numbers are taken anew. */
const LEAP_PACKETS_MAX = 1000;

export interface OutPacket extends RtpPacket {
  /** 48-bit packet index, never given twice: SRTP depends on it. */
  readonly index: number;
}

export class OutStream {
  readonly ssrc = randomBytes(4).readUInt32BE(0);
  readonly #given = new ReplayWindow();
  /** RFC 3711 §3.3.1: beginning below 2^15 keeps a first loss from being taken for a rollover. */
  #next = randomInt(1, 32_768);
  #timestamp = randomBytes(4).readUInt32BE(0);
  #sentAt: number | undefined;
  #owner: object | undefined;
  #source = { ssrc: 0, highest: 0, shift: 0, timestampShift: 0 };

  /** The packet as this far end is to see it; undefined when its place was already used or has passed. */
  take(owner: object, packet: RtpPacket, now: number): OutPacket | undefined {
    const goesOn = this.#goesOn(owner, packet);
    if (!goesOn) this.#switchTo(owner, packet, now);
    const sourceIndex = nearestIndex(packet.seq, this.#source.highest);
    const index = sourceIndex + this.#source.shift;
    if (index < 0 || !this.#given.isFresh(index)) return undefined;
    this.#given.mark(index);
    const timestamp = (packet.timestamp + this.#source.timestampShift) >>> 0;
    if (index >= this.#next) this.#advance({ index, sourceIndex, timestamp }, now);
    return { payloadType: packet.payloadType, payload: packet.payload, marker: packet.marker || !goesOn, seq: index % 65_536, timestamp, ssrc: this.ssrc, index };
  }

  /** A packet of the source that is not passed on (a digit) leaves no hole behind. */
  skip(owner: object, packet: RtpPacket): void {
    const sourceIndex = nearestIndex(packet.seq, this.#source.highest);
    if (!this.#goesOn(owner, packet) || sourceIndex <= this.#source.highest) return;
    this.#source.shift -= 1;
    this.#source.highest = sourceIndex;
  }

  #goesOn(owner: object, { ssrc, seq }: RtpPacket): boolean {
    const { highest } = this.#source;
    return owner === this.#owner && ssrc === this.#source.ssrc && Math.abs(nearestIndex(seq, highest) - highest) <= LEAP_PACKETS_MAX;
  }

  #switchTo(owner: object, packet: RtpPacket, now: number): void {
    const gap = this.#sentAt === undefined ? 0 : Math.max(SAMPLES_PER_FRAME, Math.round((now - this.#sentAt) * 8));
    this.#owner = owner;
    // One rollover ahead, so that a packet from just before this one has an index too.
    const first = packet.seq + 65_536;
    this.#source = { ssrc: packet.ssrc, highest: first, shift: this.#next - first, timestampShift: this.#timestamp + gap - packet.timestamp };
  }

  #advance(to: { index: number; sourceIndex: number; timestamp: number }, now: number): void {
    this.#next = to.index + 1;
    this.#source.highest = to.sourceIndex;
    this.#timestamp = to.timestamp;
    this.#sentAt = now;
  }
}
