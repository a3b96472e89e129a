import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from "node:crypto";
import { dangerouslyReveal, phi, type Phi } from "../../foundation/phi.ts";
import type { World } from "../../foundation/world.ts";
import { KEY_ID_BYTES, type DataKey } from "./keys.ts";
import { encodePlace, type Place } from "./place.ts";

/**
 * One sealed value: docs/vault-format.md, section "Envelope".
 *   version (1) | key id (20) | salt (32) | commitment (32) | ciphertext | tag (16)
 * Every envelope has its own AES-256-GCM key and nonce (HKDF, RFC 5869; NIST SP 800-38D), so no nonce is ever used twice. GCM alone
 * does not commit to its key; the commitment does, to the key and to the place.
 */
export const ENVELOPE_VERSION = 1;
export const PLAINTEXT_BYTES_MAX = 256 * 1024;
export const SALT_BYTES = 32;
export const COMMITMENT_BYTES = 32;
export const TAG_BYTES = 16;
const SALT_AT = 1 + KEY_ID_BYTES;
const COMMITMENT_AT = SALT_AT + SALT_BYTES;
const HEADER_BYTES = COMMITMENT_AT + COMMITMENT_BYTES;
export const ENVELOPE_OVERHEAD_BYTES = HEADER_BYTES + TAG_BYTES;
const LABEL = Buffer.from("compline/v1/envelope");

export type Chance = Pick<World, "bytes">;

/** Sealed bytes that are not what was sealed here: changed, cut, moved from another place, or sealed with another key. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
  constructor(check: string) {
    super(`sealed bytes refused: ${check}`);
  }
}

/** Key, nonce and commitment of one envelope or stream, all from one HKDF over everything that must not change. */
export function expand(key: DataKey, salt: Buffer, info: readonly Buffer[]): { key: KeyObject; nonce: Buffer; commitment: Buffer } {
  const okm = Buffer.from(hkdfSync("sha256", key.secret, salt, Buffer.concat(info), 32 + 12 + COMMITMENT_BYTES));
  return { key: createSecretKey(okm.subarray(0, 32)), nonce: okm.subarray(32, 44), commitment: okm.subarray(44) };
}

export function seal(chance: Chance, at: { key: DataKey; place: Place }, plaintext: Phi<Buffer | string>): Buffer {
  const { key, place } = at;
  const clear = Buffer.from(dangerouslyReveal(plaintext) as string);
  if (clear.length > PLAINTEXT_BYTES_MAX) throw new RangeError("too long to seal in one envelope");
  if (key.client !== place.client) throw new TypeError("a place of one client is never sealed with the key of another");
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(ENVELOPE_VERSION, 0);
  key.id.copy(header, 1);
  const salt = chance.bytes(SALT_BYTES);
  salt.copy(header, SALT_AT);
  const where = encodePlace(place);
  const own = expand(key, salt, [LABEL, header.subarray(0, SALT_AT), where]);
  own.commitment.copy(header, COMMITMENT_AT);
  const cipher = createCipheriv("aes-256-gcm", own.key, own.nonce).setAAD(Buffer.concat([header, where]));
  return Buffer.concat([header, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
}

/** Which key opens this. Says nothing about whether it is genuine. */
export function keyIdOf(sealed: Buffer): Buffer {
  if (sealed.length < ENVELOPE_OVERHEAD_BYTES) throw new SealBroken("too short");
  if (sealed.length > ENVELOPE_OVERHEAD_BYTES + PLAINTEXT_BYTES_MAX) throw new SealBroken("too long");
  if (sealed[0] !== ENVELOPE_VERSION) throw new SealBroken("unknown version");
  return sealed.subarray(1, SALT_AT);
}

export function open(key: DataKey, place: Place, sealed: Buffer): Phi<Buffer> {
  if (!keyIdOf(sealed).equals(key.id)) throw new SealBroken("another key");
  if (key.client !== place.client) throw new SealBroken("another client");
  const header = sealed.subarray(0, HEADER_BYTES);
  const where = encodePlace(place);
  const own = expand(key, header.subarray(SALT_AT, COMMITMENT_AT), [LABEL, header.subarray(0, SALT_AT), where]);
  if (!timingSafeEqual(own.commitment, header.subarray(COMMITMENT_AT))) throw new SealBroken("commitment");
  const decipher = createDecipheriv("aes-256-gcm", own.key, own.nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([header, where])).setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const clear = decipher.update(sealed.subarray(HEADER_BYTES, sealed.length - TAG_BYTES));
  return phi(Buffer.concat([clear, finish(decipher)]));
}

/** The last step of GCM, with OpenSSL's words replaced by ours. */
export function finish(decipher: ReturnType<typeof createDecipheriv>): Buffer {
  try {
    return decipher.final();
  } catch {
    throw new SealBroken("tag");
  }
}
