/**
 * What one end of a room says, brought into step with the room's clock. Packets come early, late, in disorder or not at
 * all; the mixer takes 20 ms each 20 ms. The wait that evens them out grows as soon as a packet comes too late, and
 * shrinks again when for five seconds none needed it.
 */
import { decodeSample, SAMPLES_PER_FRAME } from "./g711.ts";
import type { RtpPacket } from "./rtp.ts";

/** Two frames: what an ordinary line needs. */
const WAIT_SAMPLES = 2 * SAMPLES_PER_FRAME;
/** A packet later than this is no jitter: its sender counted time otherwise, and is taken anew. So is one this far ahead. */
const LATE_SAMPLES_MAX = 10 * SAMPLES_PER_FRAME;
const AHEAD_SAMPLES_MAX = 50 * SAMPLES_PER_FRAME;
const RING_SAMPLES = 16_384;
const WINDOW_PACKETS = 250;

export class Playout {
  readonly #ring = new Int16Array(RING_SAMPLES);
  /** The sample that is taken next, and the end of what was laid down. */
  #read = 0;
  #written = 0;
  /** Where the newest packet lies. */
  #source: { ssrc: number; seq: number; timestamp: number; at: number } | undefined;
  #window = { packets: 0, leastAhead: Infinity };

  add(packet: RtpPacket): void {
    const at = this.#placeOf(packet);
    if (at === undefined) return;
    this.#note(packet, at);
    const { payload } = packet;
    for (let n = 0; n < payload.length; n++) this.#ring[(at + n) % RING_SAMPLES] = decodeSample(payload[n]!);
    this.#written = Math.max(this.#written, at + payload.length);
  }

  /** The next 20 ms; undefined when nothing was said in them. */
  take(): Int16Array | undefined {
    const from = this.#read;
    this.#read += SAMPLES_PER_FRAME;
    if (from >= this.#written) return undefined;
    return Int16Array.from({ length: SAMPLES_PER_FRAME }, (_, n) => {
      const place = (from + n) % RING_SAMPLES;
      const sample = this.#ring[place]!;
      this.#ring[place] = 0;
      return sample;
    });
  }

  /** Time in which nobody took anything: what was said in it is over. */
  skip(frames: number): void {
    for (let n = 0; n < Math.min(frames, AHEAD_SAMPLES_MAX / SAMPLES_PER_FRAME); n++) this.take();
  }

  #placeOf({ ssrc, seq, timestamp }: RtpPacket): number | undefined {
    const source = this.#source;
    if (source?.ssrc !== ssrc) return this.#anew();
    const isNew = isNewer(seq, source.seq);
    const at = source.at + ((timestamp - source.timestamp) | 0) - (isNew ? this.#shrunk() : 0);
    const late = this.#read - at;
    if (late <= 0) return -late > AHEAD_SAMPLES_MAX ? this.#anew() : at;
    if (!isNew) return undefined; // A straggler: its moment has passed.
    return late > LATE_SAMPLES_MAX ? this.#anew() : this.#read;
  }

  #anew(): number {
    this.#window = { packets: 0, leastAhead: Infinity };
    return this.#read + WAIT_SAMPLES;
  }

  /** By how much every packet of the last five seconds came earlier than it had to. */
  #shrunk(): number {
    const { packets, leastAhead } = this.#window;
    if (packets < WINDOW_PACKETS) return 0;
    this.#window = { packets: 0, leastAhead: Infinity };
    return Math.max(0, Math.floor((leastAhead - WAIT_SAMPLES) / SAMPLES_PER_FRAME)) * SAMPLES_PER_FRAME;
  }

  #note({ ssrc, seq, timestamp }: RtpPacket, at: number): void {
    if (this.#source?.ssrc === ssrc && !isNewer(seq, this.#source.seq)) return;
    this.#source = { ssrc, seq, timestamp, at };
    this.#window.packets += 1;
    this.#window.leastAhead = Math.min(this.#window.leastAhead, at - this.#read);
  }
}

const isNewer = (seq: number, than: number): boolean => seq !== than && ((seq - than) & 0xffff) < 0x8000;
