import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from "node:crypto";
import { instant, type Instant } from "../../foundation/time.ts";

/** C2SP signed-note with Ed25519 keys (type 0x01), and C2SP tlog-cosignature/v1 (type 0x04). */
const NOTE_BYTES_MAX = 64 * 1024;
const SIGNATURES_MAX = 64;
const SIGNATURE_BYTES = 64;
const KEY_ID_BYTES = 4;
const ED25519 = 0x01;
const COSIGNATURE = 0x04;
const LINE = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;
// DER of a PKCS #8 key and of a SubjectPublicKeyInfo for Ed25519 (RFC 8410), up to the 32 bytes of the key.
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

/** Signs checkpoints. A hardware module fits too: signing may take time. */
export interface Signer {
  /** 32 bytes (RFC 8032). */
  readonly publicKey: Buffer;
  sign(text: Buffer): Promise<Buffer>;
}

const keyOf = (publicKey: Buffer): KeyObject => createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" });

export function signerFromSeed(seed: Buffer): Signer {
  if (seed.length !== 32) throw new RangeError("an Ed25519 seed is 32 bytes");
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  return { publicKey, sign: async (text) => sign(null, text, key) };
}

/** A key and the name it signs under. */
export interface NoteKey {
  readonly name: string;
  readonly publicKey: Buffer;
}

const keyId = (key: NoteKey, type: number): Buffer =>
  hash("sha256", Buffer.concat([Buffer.from(`${key.name}\n`), Buffer.of(type), key.publicKey]), "buffer").subarray(0, KEY_ID_BYTES);

/** What a verifier is given: name+id+key, as Go's note package and C2SP write it. */
export const verifierKey = (key: NoteKey): string =>
  `${key.name}+${keyId(key, ED25519).toString("hex")}+${Buffer.concat([Buffer.of(ED25519), key.publicKey]).toString("base64")}`;

const line = (name: string, bytes: Buffer): string => `— ${name} ${bytes.toString("base64")}\n`;

/** The text must end with a newline. */
export async function signNote(text: string, name: string, signer: Signer): Promise<string> {
  const id = keyId({ name, publicKey: signer.publicKey }, ED25519);
  return `${text}\n${line(name, Buffer.concat([id, await signer.sign(Buffer.from(text))]))}`;
}

interface Parsed {
  readonly text: string;
  readonly signatures: readonly { name: string; bytes: Buffer }[];
}

function parseNote(note: string): Parsed | undefined {
  const split = note.lastIndexOf("\n\n");
  if (note.length > NOTE_BYTES_MAX || split < 0 || !note.endsWith("\n")) return undefined;
  const lines = note.slice(split + 2, -1).split("\n").map((text) => LINE.exec(text));
  if (lines.length > SIGNATURES_MAX || lines.includes(null)) return undefined;
  return { text: note.slice(0, split + 1), signatures: lines.map((l) => ({ name: l![1]!, bytes: Buffer.from(l![2]!, "base64") })) };
}

/** The text, when the note carries a good signature of this key and no bad one. */
export function openNote(note: string, key: NoteKey): string | undefined {
  const parsed = parseNote(note);
  const id = keyId(key, ED25519);
  const own = parsed?.signatures.filter((s) => s.name === key.name && s.bytes.subarray(0, KEY_ID_BYTES).equals(id)) ?? [];
  const good = own.every((s) => s.bytes.length === KEY_ID_BYTES + SIGNATURE_BYTES && verify(null, Buffer.from(parsed!.text), keyOf(key.publicKey), s.bytes.subarray(KEY_ID_BYTES)));
  return own.length > 0 && good ? parsed!.text : undefined;
}

const cosigned = (seconds: bigint, text: string): Buffer => Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);

/** A witness's line under a checkpoint: it saw this tree, grown from every earlier one it saw. */
export async function cosignatureLine(text: string, by: { name: string; signer: Signer; seconds: number }): Promise<string> {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(by.seconds));
  const id = keyId({ name: by.name, publicKey: by.signer.publicKey }, COSIGNATURE);
  return line(by.name, Buffer.concat([id, time, await by.signer.sign(cosigned(BigInt(by.seconds), text))]));
}

/** When the witness signed, by its own clock. Only of a line that `isCosignature` found good. */
export const cosignedAt = (cosignature: string): Instant =>
  instant(Number(Buffer.from(LINE.exec(cosignature.trimEnd())?.[2] ?? "", "base64").readBigUInt64BE(KEY_ID_BYTES)) * 1000);

export function isCosignature(cosignature: string, text: string, key: NoteKey): boolean {
  const found = LINE.exec(cosignature.trimEnd());
  const bytes = Buffer.from(found?.[2] ?? "", "base64");
  if (found?.[1] !== key.name || bytes.length !== KEY_ID_BYTES + 8 + SIGNATURE_BYTES) return false;
  if (!bytes.subarray(0, KEY_ID_BYTES).equals(keyId(key, COSIGNATURE))) return false;
  return verify(null, cosigned(bytes.readBigUInt64BE(KEY_ID_BYTES), text), keyOf(key.publicKey), bytes.subarray(KEY_ID_BYTES + 8));
}
