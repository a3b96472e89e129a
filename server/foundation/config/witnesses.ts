import { hash } from "node:crypto";
import { isLoopback } from "./networks.ts";

/** Somebody outside who sees every state of the audit log and signs that it only grew: C2SP tlog-witness. */
export interface WitnessSetting {
  readonly name: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Buffer;
  /** Submission prefix, without a slash at its end. */
  readonly url: string;
}

/** C2SP tlog-cosignature: the kind of key a witness signs with. */
const COSIGNATURE = 0x04;
const PUBLIC_KEY_BYTES = 32;
const KEY_ID_BYTES = 4;

/** `name+id+key`, as a witness publishes it. The id follows from name and key, so a slip of the hand is found. */
function keyOf(text: string): Pick<WitnessSetting, "name" | "publicKey"> | undefined {
  const [, name = "", id = "", key = ""] = /^([^\s+]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text) ?? [];
  const bytes = Buffer.from(key, "base64");
  if (bytes.length !== PUBLIC_KEY_BYTES + 1 || bytes[0] !== COSIGNATURE) return undefined;
  const expected = hash("sha256", Buffer.concat([Buffer.from(`${name}\n`), bytes]), "buffer").subarray(0, KEY_ID_BYTES).toString("hex");
  return expected === id ? { name, publicKey: bytes.subarray(1) } : undefined;
}

/** https, or plain on this machine; nothing but a path behind it. */
function urlOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const safe = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
  const plain = [url.username, url.password, url.search, url.hash].every((part) => part === "");
  return safe && plain ? `${url.origin}${url.pathname}`.replace(/\/+$/, "") : undefined;
}

/** Reads `witness.example/w1+5f3a9c01+BH…= https://witness.example/submit`; undefined when it is not that. */
export function toWitness(text: string): WitnessSetting | undefined {
  const [vkey = "", address = "", ...rest] = text.trim().split(/\s+/);
  const [key, url] = [keyOf(vkey), urlOf(address)];
  return key && url && rest.length === 0 ? { ...key, url } : undefined;
}
