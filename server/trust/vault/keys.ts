import type { KeyObject } from "node:crypto";
import { isUuid, type ClientId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";

/** What a key is for. Its place in this list is its number in a key id: append only, never reorder. */
export const KEY_KINDS = ["message", "recording", "identity", "call", "archive"] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** "2026-11" in UTC, or "0000-00" for a key that lives as long as its client. */
export type Month = string & { readonly __month: true };
export const EVERY_MONTH = "0000-00" as Month;
export const monthOf = (at: Instant): Month => toIso(at).slice(0, 7) as Month;

/** Owns the keys of what belongs to no client, such as a backup of the whole service. */
export const NO_CLIENT = "00000000-0000-0000-0000-000000000000" as ClientId;

/** Which key. `generation` is 1 until a key has to be replaced within its month. */
export interface KeySlot {
  readonly client: ClientId;
  readonly month: Month;
  readonly kind: KeyKind;
  readonly generation: number;
}

export interface DataKey extends KeySlot {
  /** KEY_ID_BYTES long; it says the slot in full, so that a key is found without an index. */
  readonly id: Buffer;
  /** 32 bytes. A KeyObject neither prints nor serialises. */
  readonly secret: KeyObject;
}

/** Some keys of a client: all of a month, all of a kind, or all. */
export interface KeyChoice {
  readonly client: ClientId;
  readonly month?: Month;
  readonly kind?: KeyKind;
}

/** What was dropped, and when: the proof that data is gone. */
export interface Tombstone extends KeyChoice {
  readonly droppedAt: Instant;
}

export interface KeyListing {
  readonly live: readonly KeySlot[];
  readonly dropped: readonly Tombstone[];
}

/** Where data keys live. Outside the database, always: a database backup must open nothing. */
export interface Keys {
  /** The key to seal with now; it is made when there is none yet. Throws KeyDropped when it was dropped. */
  keyFor(client: ClientId, month: Month, kind: KeyKind): Promise<DataKey>;
  /** The key something was sealed with. Throws KeyDropped or KeyMissing. */
  keyById(id: Buffer): Promise<DataKey>;
  /** Crypto-shredding: what these keys sealed opens no more, anywhere, and they are never made again. Gives the number of keys ended. */
  drop(choice: KeyChoice): Promise<number>;
  list(client: ClientId): Promise<KeyListing>;
}

/** The data was shredded on purpose. Expected: say "erased", not "error". */
export class KeyDropped extends Error {
  override readonly name = "KeyDropped";
  constructor() {
    super("this key was dropped: what it sealed is erased");
  }
}

/** The key should exist and does not: the keyring is older than the data, or the wrong one. */
export class KeyMissing extends Error {
  override readonly name = "KeyMissing";
  constructor() {
    super("the keyring has no such key: is it the keyring of this database?");
  }
}

export const KEY_BYTES = 32;
export const KEY_ID_BYTES = 20;
const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;
const YEAR_MAX = 5460; // The month number is 16 bits wide.

function monthNumber(month: Month): number {
  if (month === EVERY_MONTH) return 0;
  const found = MONTH.exec(month);
  if (!found || Number(found[1]) > YEAR_MAX) throw new RangeError("not a month");
  return Number(found[1]) * 12 + Number(found[2]);
}

function monthNumbered(number: number): Month {
  if (number === 0) return EVERY_MONTH;
  const year = Math.floor((number - 1) / 12);
  return `${String(year).padStart(4, "0")}-${String(number - year * 12).padStart(2, "0")}` as Month;
}

export function uuidBytes(id: string): Buffer {
  if (!isUuid(id)) throw new TypeError("not a UUID");
  return Buffer.from(id.replaceAll("-", ""), "hex");
}

const uuidText = (bytes: Buffer): string =>
  bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** client (16) | kind (1) | month number (2) | generation (1). */
export function encodeKeyId(slot: KeySlot): Buffer {
  const kind = KEY_KINDS.indexOf(slot.kind) + 1;
  if (kind === 0) throw new RangeError("no such kind of key");
  const id = Buffer.alloc(KEY_ID_BYTES);
  uuidBytes(slot.client).copy(id);
  id.writeUInt8(kind, 16);
  id.writeUInt16BE(monthNumber(slot.month), 17);
  id.writeUInt8(slot.generation, 19);
  return id;
}

/** Undefined when no key can have this id. */
export function decodeKeyId(id: Buffer): KeySlot | undefined {
  if (id.length !== KEY_ID_BYTES) return undefined;
  const kind = KEY_KINDS[id.readUInt8(16) - 1];
  const generation = id.readUInt8(19);
  if (!kind || generation === 0) return undefined;
  return { client: uuidText(id.subarray(0, 16)) as ClientId, month: monthNumbered(id.readUInt16BE(17)), kind, generation };
}
