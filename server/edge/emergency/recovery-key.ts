import { createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject } from "node:crypto";

/** docs/vault-format.md, section "Kept calls": sealed to a public key, so that whoever seals cannot open. */
const MAGIC = Buffer.from("CPLKEPT\x01");
const LABEL = Buffer.from("compline/v1/kept");
const KEY_BYTES = 32;
export const HEADER_BYTES = MAGIC.length + 2 * KEY_BYTES;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;
/** Eight seconds of sound. */
export const FRAME_BYTES_MAX = 65_536;
/** RFC 8410: what stands before the 32 bytes of an X25519 key in its DER form. */
const PKCS8 = Buffer.from("302e020100300506032b656e04220420", "hex");
const SPKI = Buffer.from("302a300506032b656e032100", "hex");

export type Derive = (label: string, bytes: number) => Buffer;

export const recoveryKeyOf = (derive: Derive): KeyObject => createPrivateKey({ key: Buffer.concat([PKCS8, derive("emergency/recovery", KEY_BYTES)]), format: "der", type: "pkcs8" });
export const publicOf = (key: KeyObject): KeyObject => createPublicKey(key);
const rawOf = (key: KeyObject): Buffer => key.export({ format: "der", type: "spki" }).subarray(SPKI.length);
const keyFrom = (raw: Buffer): KeyObject => createPublicKey({ key: Buffer.concat([SPKI, raw]), format: "der", type: "spki" });

/** The key of one file, from an agreement of X25519 (RFC 7748) that only the recovery key can repeat. */
const fileKey = (shared: Buffer, header: Buffer): Buffer => Buffer.from(hkdfSync("sha256", shared, Buffer.alloc(0), Buffer.concat([LABEL, header]), KEY_BYTES));

function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 7);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

export interface Sealer {
  readonly header: Buffer;
  /** The next frame, ready to be appended. */
  frame(clear: Buffer, last: boolean): Buffer;
}

export function sealTo(recipient: KeyObject): Sealer {
  const own = generateKeyPairSync("x25519");
  const header = Buffer.concat([MAGIC, rawOf(recipient), rawOf(own.publicKey)]);
  const key = fileKey(diffieHellman({ privateKey: own.privateKey, publicKey: recipient }), header);
  let number = 0;
  return {
    header,
    frame: (clear, last) => {
      if (clear.length > FRAME_BYTES_MAX) throw new RangeError("a frame is too long");
      const cipher = createCipheriv("aes-256-gcm", key, nonceOf(number++, last)).setAAD(header);
      const sealed = Buffer.concat([cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32BE(sealed.length);
      return Buffer.concat([length, sealed]);
    },
  };
}

/** Not sealed for us, changed, or not even its first frame is there. */
export class KeptBroken extends Error {
  override readonly name = "KeptBroken";
}

export interface OpenedFrames {
  readonly frames: readonly Buffer[];
  /** False: the file ends without its last frame, and what is there is genuine. */
  readonly whole: boolean;
}

/** A point of low order agrees on nothing, and OpenSSL says so. */
function agreed(recovery: KeyObject, theirs: Buffer): Buffer {
  try {
    return diffieHellman({ privateKey: recovery, publicKey: keyFrom(theirs) });
  } catch {
    throw new KeptBroken("no key can be agreed");
  }
}

/** Every genuine frame. A frame that was changed is refused; an end that never came is told. */
export function openAll(recovery: KeyObject, file: Buffer): OpenedFrames {
  const header = file.subarray(0, HEADER_BYTES);
  const recipient = header.subarray(MAGIC.length, MAGIC.length + KEY_BYTES);
  if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) throw new KeptBroken("not a kept call");
  if (!recipient.equals(rawOf(publicOf(recovery)))) throw new KeptBroken("kept for another key");
  const key = fileKey(agreed(recovery, header.subarray(MAGIC.length + KEY_BYTES)), header);
  const frames: Buffer[] = [];
  for (let at = HEADER_BYTES; at + LENGTH_BYTES <= file.length; ) {
    const end = at + LENGTH_BYTES + file.readUInt32BE(at);
    if (end > file.length) break; // The power went while it was written.
    const sealed = file.subarray(at + LENGTH_BYTES, end);
    const last = openFrame({ key, header, number: frames.length }, sealed, frames);
    if (last) return { frames, whole: end === file.length };
    at = end;
  }
  return { frames, whole: false };
}

/** Opens one frame into `frames`; true when it is the last. Its nonce says which it is, so both are tried. */
function openFrame({ key, header, number }: { key: Buffer; header: Buffer; number: number }, sealed: Buffer, frames: Buffer[]): boolean {
  if (sealed.length < TAG_BYTES || sealed.length > FRAME_BYTES_MAX + TAG_BYTES) throw new KeptBroken("frame length");
  for (const last of [false, true]) {
    const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(number, last), { authTagLength: TAG_BYTES }).setAAD(header).setAuthTag(sealed.subarray(-TAG_BYTES));
    const clear = decipher.update(sealed.subarray(0, -TAG_BYTES));
    try {
      decipher.final();
    } catch {
      continue; // The other nonce, or none: told below.
    }
    frames.push(clear);
    return last;
  }
  throw new KeptBroken("frame");
}
