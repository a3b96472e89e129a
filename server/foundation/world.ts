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
  return { now, steady: () => performance.now(), bytes: (count) => randomBytes(count), id: () => uuidv7(now(), randomBytes(10)) };
};

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
