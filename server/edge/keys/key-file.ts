import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from "node:crypto";
import type { World } from "../../foundation/world.ts";
import { encodeKeyId, KEY_BYTES, KEY_ID_BYTES, SealBroken, type DataKey, type KeySlot } from "../../trust/vault/index.ts";

/** version (1) | key id (20) | nonce (12) | wrapped key (32) | tag (16): docs/vault-format.md, section "Key file". */
export const KEY_FILE_BYTES = 1 + KEY_ID_BYTES + 12 + KEY_BYTES + 16;
const VERSION = 1;
const NONCE_AT = 1 + KEY_ID_BYTES;
const WRAPPED_AT = NONCE_AT + 12;
const TAG_AT = WRAPPED_AT + KEY_BYTES;
const LABEL = Buffer.from("compline/v1/key-file");

/** The bytes of a new key file. The id, and with it client, month, kind and generation, is bound to the key. */
export function wrapNewKey(chance: Pick<World, "bytes">, wrapping: KeyObject, slot: KeySlot): Buffer {
  const head = Buffer.concat([Buffer.of(VERSION), encodeKeyId(slot)]);
  const nonce = chance.bytes(12);
  const cipher = createCipheriv("aes-256-gcm", wrapping, nonce).setAAD(Buffer.concat([LABEL, head]));
  return Buffer.concat([head, nonce, cipher.update(chance.bytes(KEY_BYTES)), cipher.final(), cipher.getAuthTag()]);
}

export function unwrapKey(wrapping: KeyObject, slot: KeySlot, file: Buffer): DataKey {
  const id = encodeKeyId(slot);
  if (file.length !== KEY_FILE_BYTES || file[0] !== VERSION) throw new SealBroken("not a key file");
  if (!file.subarray(1, NONCE_AT).equals(id)) throw new SealBroken("the key file of another key");
  const decipher = createDecipheriv("aes-256-gcm", wrapping, file.subarray(NONCE_AT, WRAPPED_AT), { authTagLength: 16 });
  decipher.setAAD(Buffer.concat([LABEL, file.subarray(0, NONCE_AT)])).setAuthTag(file.subarray(TAG_AT));
  try {
    return { ...slot, id, secret: createSecretKey(Buffer.concat([decipher.update(file.subarray(WRAPPED_AT, TAG_AT)), decipher.final()])) };
  } catch {
    throw new SealBroken("key file tag");
  }
}
