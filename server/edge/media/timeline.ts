/**
 * Sound laid on a line of time for the recorder: in order, gaps filled with silence, never ahead of the clock. So a
 * recording is as long as it lasted, whatever timestamps a far end invents, and the two sides of a call stay in step.
 * A far end whose way becomes longer, or whose clock is slower than ours, comes too late from then on, packet by packet:
 * its place on the line moves with it, and nothing that it says is missing.
 */
import { SAMPLES_PER_SECOND, SILENCE } from "./g711.ts";
import type { RtpPacket } from "./rtp.ts";

/** How long a late packet is waited for. */
const WAIT_SAMPLES = 0.08 * SAMPLES_PER_SECOND;
/** Timestamps that stray this far from the clock are not believed. */
const STRAY_SAMPLES_MAX = SAMPLES_PER_SECOND;
/** As far ahead of the clock as a way that became shorter again, or a fast clock, may bring it out of step with the other side. */
const AHEAD_SAMPLES_MAX = 0.2 * SAMPLES_PER_SECOND;
const PENDING_PACKETS_MAX = 100;

export class Timeline {
  readonly #startedAt: number;
  readonly #pending = new Map<number, Buffer>();
  #position = 0;
  /** Where its timestamps lie on the line, and the newest of them. */
  #source: { ssrc: number; base: number; newest: number } | undefined;

  constructor(nowMs: number) {
    this.#startedAt = nowMs;
  }

  add(packet: RtpPacket, nowMs: number): void {
    const at = this.#placeOf(packet, this.#clock(nowMs));
    if (at === undefined || this.#pending.size >= PENDING_PACKETS_MAX) return;
    this.#pending.set(at, Buffer.from(packet.payload));
  }

  #placeOf({ ssrc, timestamp }: RtpPacket, clock: number): number | undefined {
    const source = this.#source;
    if (source?.ssrc !== ssrc) return this.#anew({ ssrc, timestamp }, clock);
    const at = (timestamp - source.base) | 0;
    if (at < clock - STRAY_SAMPLES_MAX || at > clock + AHEAD_SAMPLES_MAX) return this.#anew({ ssrc, timestamp }, clock);
    const isNewer = ((timestamp - source.newest) | 0) > 0;
    if (isNewer) source.newest = timestamp;
    if (at >= this.#position) return at;
    if (!isNewer) return undefined; // A straggler: its moment has passed.
    source.base = (timestamp - this.#position) | 0;
    return this.#position;
  }

  /** As said in this moment. What was laid ahead of the clock gives way to it. */
  #anew({ ssrc, timestamp }: Pick<RtpPacket, "ssrc" | "timestamp">, clock: number): number {
    const at = Math.max(clock, this.#position);
    for (const ahead of this.#pending.keys()) if (ahead >= at) this.#pending.delete(ahead);
    this.#source = { ssrc, base: (timestamp - at) | 0, newest: timestamp };
    return at;
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
