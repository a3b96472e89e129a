/**
 * Sound laid on a line of time for the recorder: in order, gaps filled with silence, never ahead of the clock. So a
 * recording is as long as it lasted, whatever timestamps a far end invents, and the two sides of a call stay in step.
 */
import { SAMPLES_PER_SECOND, SILENCE } from "./g711.ts";
import type { RtpPacket } from "./rtp.ts";

/** How long a late packet is waited for. */
const WAIT_SAMPLES = 0.08 * SAMPLES_PER_SECOND;
/** Timestamps that stray this far from the clock are not believed. */
const STRAY_SAMPLES_MAX = SAMPLES_PER_SECOND;
const PENDING_PACKETS_MAX = 100;

export class Timeline {
  readonly #startedAt: number;
  readonly #pending = new Map<number, Buffer>();
  #position = 0;
  #source: { ssrc: number; base: number } | undefined;

  constructor(nowMs: number) {
    this.#startedAt = nowMs;
  }

  add(packet: RtpPacket, nowMs: number): void {
    const clock = this.#clock(nowMs);
    if (!this.#source || this.#source.ssrc !== packet.ssrc || this.#strays(packet, clock)) {
      this.#source = { ssrc: packet.ssrc, base: (packet.timestamp - Math.max(clock, this.#position)) | 0 };
    }
    const at = (packet.timestamp - this.#source.base) | 0;
    if (at < this.#position || this.#pending.size >= PENDING_PACKETS_MAX) return;
    this.#pending.set(at, Buffer.from(packet.payload));
  }

  /** What is settled by now: everything older than the wait, silence where nothing came. */
  settle(nowMs: number): Buffer {
    return this.#upTo(this.#clock(nowMs) - WAIT_SAMPLES);
  }

  /** What is left at the end. */
  finish(nowMs: number): Buffer {
    return this.#upTo(this.#clock(nowMs));
  }

  #clock(nowMs: number): number {
    return Math.max(0, Math.round(((nowMs - this.#startedAt) * SAMPLES_PER_SECOND) / 1000));
  }

  #strays(packet: RtpPacket, clock: number): boolean {
    return Math.abs(((packet.timestamp - this.#source!.base) | 0) - clock) > STRAY_SAMPLES_MAX;
  }

  #upTo(horizon: number): Buffer {
    const parts: Buffer[] = [];
    const due = [...this.#pending].filter(([at]) => at < horizon).toSorted(([one], [other]) => one - other);
    for (const [at, payload] of due) {
      this.#pending.delete(at);
      this.#lay(parts, at, payload);
    }
    this.#quiet(parts, horizon);
    return Buffer.concat(parts);
  }

  #lay(parts: Buffer[], at: number, payload: Buffer): void {
    this.#quiet(parts, at);
    const fresh = payload.subarray(this.#position - at);
    parts.push(fresh);
    this.#position += fresh.length;
  }

  #quiet(parts: Buffer[], until: number): void {
    if (until <= this.#position) return;
    parts.push(Buffer.alloc(until - this.#position, SILENCE));
    this.#position = until;
  }
}
