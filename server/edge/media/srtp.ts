/**
 * SRTP (RFC 3711) with AES_CM_128_HMAC_SHA1_80 and _32, keyed by SDES (RFC 4568). werift's own session checks no
 * replay and follows the rollover counter only within 100 packets, so this is ours. SRTCP is not used.
 */
import { createCipheriv, createHmac, timingSafeEqual } from "node:crypto";
import { nearestIndex, ReplayWindow } from "./rtp.ts";

export const SUITES = { AES_CM_128_HMAC_SHA1_80: 10, AES_CM_128_HMAC_SHA1_32: 4 } as const;
export type Suite = keyof typeof SUITES;
/** Master key (16) and master salt (14), as the `inline:` of RFC 4568 carries them. */
export const MASTER_BYTES = 30;

export interface SrtpKey { readonly suite: Suite; readonly master: Buffer }

const isSame = (one: SrtpKey, other: SrtpKey): boolean => one.suite === other.suite && one.master.equals(other.master);

/** After a rebuild the far end may be hours into its rollover counter; 16 × 22 minutes are looked for, once. */
const ROLLOVERS_SEARCHED_MAX = 16;
/** SSRCs a far end may have in one call; more than this is not a telephone. */
const SOURCES_MAX = 8;

export interface SessionKeys { readonly cipher: Buffer; readonly auth: Buffer; readonly salt: Buffer }

/** The key derivation of §4.3 with rate 0, labels 0, 1, 2. */
export function deriveKeys(master: Buffer): SessionKeys {
  const derive = (label: number, bytes: number): Buffer => {
    const iv = Buffer.alloc(16);
    master.copy(iv, 0, 16, MASTER_BYTES);
    iv[7]! ^= label;
    return createCipheriv("aes-128-ctr", master.subarray(0, 16), iv).update(Buffer.alloc(bytes));
  };
  return { cipher: derive(0, 16), auth: derive(1, 20), salt: derive(2, 14) };
}

/** §4.1.1: the counter block is salt, SSRC and packet index, each in its place. */
export function applyKeystream(keys: SessionKeys, at: { ssrc: number; index: number }, payload: Buffer): Buffer {
  const iv = Buffer.alloc(16);
  iv.writeUInt32BE(at.ssrc, 4);
  iv.writeUIntBE(at.index, 8, 6);
  for (let i = 0; i < 14; i++) iv[i]! ^= keys.salt[i]!;
  return createCipheriv("aes-128-ctr", keys.cipher, iv).update(payload);
}

function tagOf(keys: SessionKeys, authenticated: Buffer, rollover: number): Buffer {
  const roc = Buffer.alloc(4);
  roc.writeUInt32BE(rollover);
  return createHmac("sha1", keys.auth).update(authenticated).update(roc).digest();
}

const rolloverOf = (index: number): number => Math.floor(index / 65_536);

export class SrtpSender {
  readonly #key: SrtpKey;
  readonly #keys: SessionKeys;
  readonly #tagBytes: number;

  constructor(key: SrtpKey) {
    this.#key = key;
    this.#keys = deriveKeys(key.master);
    this.#tagBytes = SUITES[key.suite];
  }

  isFor(key: SrtpKey): boolean {
    return isSame(this.#key, key);
  }

  /** `index` must never repeat for one SSRC: the out stream sees to that. */
  protect(datagram: Buffer, at: { ssrc: number; index: number; headerBytes: number }): Buffer {
    const sealed = Buffer.concat([datagram.subarray(0, at.headerBytes), applyKeystream(this.#keys, at, datagram.subarray(at.headerBytes))]);
    return Buffer.concat([sealed, tagOf(this.#keys, sealed, rolloverOf(at.index)).subarray(0, this.#tagBytes)]);
  }
}

export class SrtpReceiver {
  readonly #key: SrtpKey;
  readonly #keys: SessionKeys;
  readonly #tagBytes: number;
  readonly #windows = new Map<number, ReplayWindow>();

  constructor(key: SrtpKey) {
    this.#key = key;
    this.#keys = deriveKeys(key.master);
    this.#tagBytes = SUITES[key.suite];
  }

  isFor(key: SrtpKey): boolean {
    return isSame(this.#key, key);
  }

  /** The datagram in the clear; undefined when it is a replay, too old, or not from who holds the key. */
  unprotect(datagram: Buffer, header: { bytes: number; seq: number; ssrc: number }): Buffer | undefined {
    const end = datagram.length - this.#tagBytes;
    if (end < header.bytes) return undefined;
    const sealed = datagram.subarray(0, end);
    const window = this.#windows.get(header.ssrc);
    const index = this.#candidates(window, header.seq).find((each) => this.#isGenuine(sealed, datagram.subarray(end), each));
    if (index === undefined || !this.#remember(window, header.ssrc, index)) return undefined;
    return Buffer.concat([sealed.subarray(0, header.bytes), applyKeystream(this.#keys, { ssrc: header.ssrc, index }, sealed.subarray(header.bytes))]);
  }

  #candidates(window: ReplayWindow | undefined, seq: number): number[] {
    if (!window) return Array.from({ length: this.#windows.size ? 1 : ROLLOVERS_SEARCHED_MAX }, (_, rollover) => rollover * 65_536 + seq);
    const index = nearestIndex(seq, window.highest);
    return window.isFresh(index) ? [index] : [];
  }

  #isGenuine(sealed: Buffer, tag: Buffer, index: number): boolean {
    return timingSafeEqual(tagOf(this.#keys, sealed, rolloverOf(index)).subarray(0, this.#tagBytes), tag);
  }

  #remember(known: ReplayWindow | undefined, ssrc: number, index: number): boolean {
    if (!known && this.#windows.size >= SOURCES_MAX) return false;
    const window = known ?? new ReplayWindow();
    window.mark(index);
    this.#windows.set(ssrc, window);
    return true;
  }
}
