import { createCipheriv, createDecipheriv, timingSafeEqual, type KeyObject } from "node:crypto";
import { phi, Phi } from "../../foundation/phi.ts";
import { COMMITMENT_BYTES, expand, finish, SALT_BYTES, SealBroken, TAG_BYTES, type Chance } from "./envelope.ts";
import { KEY_ID_BYTES, type DataKey } from "./keys.ts";
import { encodePlace, type Place } from "./place.ts";

/**
 * A sealed stream: docs/vault-format.md, section "Stream". The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015):
 *   "CPLSTRM" | version (1) | log2 of the chunk size (1) | key id (20) | salt (32) | commitment (32) | chunks
 * Every chunk but the last holds exactly the chunk size; the last holds less, perhaps nothing, and its nonce says that it is the last.
 * So a chunk is sealed as soon as it is full, and a stream without its last chunk is known to be cut.
 */
const MAGIC = Buffer.from("CPLSTRM\x01");
const LABEL = Buffer.from("compline/v1/stream");
const SIZE_AT = MAGIC.length;
const KEY_AT = SIZE_AT + 1;
const SALT_AT = KEY_AT + KEY_ID_BYTES;
const COMMITMENT_AT = SALT_AT + SALT_BYTES;
export const STREAM_HEADER_BYTES = COMMITMENT_AT + COMMITMENT_BYTES;
export const CHUNK_BYTES = 64 * 1024;
/** 1 KiB to 1 MiB. A recording takes 8 KiB, one second of sound, so that a crash loses no more. */
const CHUNK_LOG2_MIN = 10;
const CHUNK_LOG2_MAX = 20;
/** 2^32 invocations is the limit of NIST SP 800-38D for one key. */
export const CHUNKS_MAX = 2 ** 32 - 1;

export interface Stream {
  readonly header: Buffer;
  readonly chunkBytes: number;
  readonly key: KeyObject;
  readonly aad: Buffer;
}

export interface ChunkAt {
  readonly number: number;
  readonly last: boolean;
}

/** A new stream. Its header is complete: write it first. */
export function beginStream(chance: Chance, at: { key: DataKey; place: Place }, chunkBytes = CHUNK_BYTES): Stream {
  const log2 = Math.log2(chunkBytes);
  if (!Number.isInteger(log2) || log2 < CHUNK_LOG2_MIN || log2 > CHUNK_LOG2_MAX) throw new RangeError("a chunk is 1 KiB to 1 MiB, a power of two");
  if (at.key.client !== at.place.client) throw new TypeError("a place of one client is never sealed with the key of another");
  const header = Buffer.alloc(STREAM_HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt8(log2, SIZE_AT);
  at.key.id.copy(header, KEY_AT);
  chance.bytes(SALT_BYTES).copy(header, SALT_AT);
  const where = encodePlace(at.place);
  const own = expand(at.key, header.subarray(SALT_AT, COMMITMENT_AT), [LABEL, header.subarray(0, SALT_AT), where]);
  own.commitment.copy(header, COMMITMENT_AT);
  return { header, chunkBytes, key: own.key, aad: Buffer.concat([header, where]) };
}

/** Which key opens this stream. */
export function keyIdOfStream(header: Buffer): Buffer {
  if (header.length !== STREAM_HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) throw new SealBroken("not a sealed stream of a known version");
  const log2 = header.readUInt8(SIZE_AT);
  if (log2 < CHUNK_LOG2_MIN || log2 > CHUNK_LOG2_MAX) throw new SealBroken("chunk size");
  return header.subarray(KEY_AT, SALT_AT);
}

export function readStream(header: Buffer, at: { key: DataKey; place: Place }): Stream {
  if (!keyIdOfStream(header).equals(at.key.id)) throw new SealBroken("another key");
  if (at.key.client !== at.place.client) throw new SealBroken("another client");
  const where = encodePlace(at.place);
  const own = expand(at.key, header.subarray(SALT_AT, COMMITMENT_AT), [LABEL, header.subarray(0, SALT_AT), where]);
  if (!timingSafeEqual(own.commitment, header.subarray(COMMITMENT_AT))) throw new SealBroken("commitment");
  return { header, chunkBytes: 2 ** header.readUInt8(SIZE_AT), key: own.key, aad: Buffer.concat([header, where]) };
}

/** Number (11 bytes, big-endian) and a byte that is 1 for the last chunk. The key is the stream's own, so this repeats nowhere. */
function nonceOf(at: ChunkAt): Buffer {
  if (at.number > CHUNKS_MAX) throw new RangeError("the stream is full");
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(at.number), 3);
  nonce.writeUInt8(at.last ? 1 : 0, 11);
  return nonce;
}

export function sealChunk(stream: Stream, at: ChunkAt, clear: Buffer): Buffer {
  const fits = at.last ? clear.length < stream.chunkBytes : clear.length === stream.chunkBytes;
  if (!fits) throw new RangeError("only the last chunk is shorter than the others, and it is always shorter");
  const cipher = createCipheriv("aes-256-gcm", stream.key, nonceOf(at)).setAAD(stream.aad);
  return Buffer.concat([cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
}

/** Its length says whether a chunk is the last. Throws SealBroken. */
export function openChunk(stream: Stream, number: number, sealed: Buffer): Phi<Buffer> {
  const size = sealed.length - TAG_BYTES;
  if (size < 0 || size > stream.chunkBytes) throw new SealBroken("chunk length");
  const decipher = createDecipheriv("aes-256-gcm", stream.key, nonceOf({ number, last: size < stream.chunkBytes }), { authTagLength: TAG_BYTES });
  decipher.setAAD(stream.aad).setAuthTag(sealed.subarray(size));
  const clear = decipher.update(sealed.subarray(0, size));
  return phi(Buffer.concat([clear, finish(decipher)]));
}
