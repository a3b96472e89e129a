import { randomBytes } from "node:crypto";
import { instant, type Instant } from "./time.ts";

/** Time and chance, passed to whoever needs them. Tests bring their own; nothing else may ask the machine. */
export interface World {
  now(): Instant;
  /** Milliseconds that only go forward, at the pace of time; they begin anywhere and mean nothing outside this process. */
  steady(): number;
  /** A UUID version 7 (RFC 9562): time-ordered, 74 random bits. */
  id(): string;
  /** `count` cryptographically random bytes. */
  bytes(count: number): Buffer;
}

export const realWorld = (): World => {
  const now = (): Instant => instant(Date.now());
  const bytes = drawer();
  return { now, steady: () => performance.now(), bytes, id: () => uuidv7(now(), bytes(10)) };
};

const POOL_BYTES = 4096;
/** What is asked for in one piece of this size or more is drawn by itself. */
const POOLED_BYTES_MAX = 128;

/**
 * Draws from the system's generator for many askers at once: each drawing is an object outside the heap, and clearing away a hundred a
 * second of them stopped the process for 10 ms at a time. Every byte is given out once and is gone from the pool then.
 */
function drawer(): (count: number) => Buffer {
  let pool = Buffer.alloc(0);
  let at = 0;
  return (count) => {
    if (count >= POOLED_BYTES_MAX) return randomBytes(count);
    if (at + count > pool.length) [pool, at] = [randomBytes(POOL_BYTES), 0];
    const given = Buffer.from(pool.subarray(at, at + count));
    pool.fill(0, at, at + count);
    at += count;
    return given;
  };
}

/** Builds a UUID version 7 from its parts: 48 bits of time and ten bytes of chance. */
export function uuidv7(at: Instant, chance: Uint8Array): string {
  const b = Buffer.alloc(16);
  b.writeUIntBE(at, 0, 6);
  b.set(chance.subarray(0, 10), 6);
  b[6] = (b[6]! & 0x0f) | 0x70;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const h = b.toString("hex");
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}
