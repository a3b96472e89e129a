import type { Actor } from "../../foundation/actor.ts";
import { isUuid } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";

/** What was touched. */
export interface Subject {
  /** A word of the product: "message", "account", "person". */
  readonly type: string;
  readonly id: string;
  readonly client?: string;
}

/** Ids, codes, counts, yes and no. Never words that a person typed: see `refuseWords`. */
export type Details = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** One entry of the log, as it is told: `record(tx, as, "message.acknowledge", message, "yes", { revision: 2 })`. */
export type Act = readonly [action: string, subject: Subject, verdict?: string, details?: Details];

export const ENTRY_BYTES_MAX = 32_768;
/** A list response is one entry that names its records. */
export const IDS_MAX = 500;
const ACTION = /^[a-z][A-Za-z0-9]*(?:[.-][A-Za-z0-9]+){1,5}$/;
const KEY = /^[a-z][A-Za-z0-9]{0,31}$/;
const CODE = /^[a-z][A-Za-z0-9]*(?:[.:_/-][A-Za-z0-9]+)*$/;
const HEX = /^(?:[0-9a-f]{2}){8,64}$/;
const CODE_LENGTH_MAX = 64;
/** Seven digits could be a telephone number. */
const MANY_DIGITS = /\d{7}/;

/** A second net under the rule that callers follow: it catches names, numbers and sentences, not everything a careless caller could do. */
function refuseWords(text: string): void {
  if (isUuid(text) || (HEX.test(text) && /[a-f]/.test(text))) return;
  if (text.length > CODE_LENGTH_MAX || !CODE.test(text) || MANY_DIGITS.test(text)) throw new TypeError("an audit entry holds ids and codes only");
}

function refuseNumber(value: number): void {
  if (!Number.isSafeInteger(value)) throw new TypeError("an audit entry holds whole numbers only");
}

function checkDetail(name: string, value: Details[string]): void {
  if (!KEY.test(name)) throw new TypeError("a detail of an audit entry has a name of one word");
  if (typeof value === "boolean") return;
  if (typeof value === "number") return refuseNumber(value);
  const texts = typeof value === "string" ? [value] : value;
  if (texts.length > IDS_MAX) throw new RangeError("an audit entry names at most 500 records");
  for (const text of texts) refuseWords(text);
}

function actorIn(as: Actor): object {
  if (as.kind === "system") return { kind: "system", name: as.name };
  const session = as.session !== undefined && isUuid(as.session) ? { session: as.session } : {}; // Anything else could be the secret itself.
  return { kind: "person", person: as.person, ...session };
}

/** The bytes that are stored and hashed. Throws when they could hold words of a person. */
export function entryBytes(as: Actor, at: Instant, [action, subject, verdict, details]: Act): Buffer {
  if (!ACTION.test(action)) throw new TypeError("an audit action reads slice.verb");
  for (const text of [subject.type, subject.id, subject.client, verdict]) if (text !== undefined) refuseWords(text);
  for (const [name, value] of Object.entries(details ?? {})) checkDetail(name, value);
  const bytes = Buffer.from(canonicalJson({ v: 1, at: toIso(at), actor: actorIn(as), action, subject, verdict, details }));
  if (bytes.length > ENTRY_BYTES_MAX) throw new RangeError("the audit entry is too long");
  return bytes;
}

type Json = string | number | boolean | undefined | readonly Json[] | { readonly [name: string]: Json } | object;

/** RFC 8785: names sorted by UTF-16 code units, nothing between tokens, numbers and strings as ECMAScript writes them. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).filter(([, v]) => v !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, v]) => `${JSON.stringify(name)}:${canonicalJson(v as Json)}`).join(",")}}`;
}
