import { createCipheriv, createDecipheriv } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { AccountId, ClientId } from "../../foundation/ids.ts";
import { fromIso, type Instant } from "../../foundation/time.ts";
import type { World } from "../../foundation/world.ts";
import type { CopiedGate } from "../../care/calls/index.ts";
import type { Derive } from "./recovery-key.ts";

const MAGIC = Buffer.from("CPLCOPY\x01");
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LABEL = "emergency/copy";
/** A house of a thousand accounts with a day of duty each. */
export const COPY_BYTES_MAX = 32 * 2 ** 20;

/** [EM5] What a call is judged by without the database. No patient is in it. */
export interface Copy {
  readonly at: string;
  readonly accounts: readonly CopiedAccount[];
}

export interface CopiedAccount {
  readonly client: ClientId;
  readonly account: AccountId;
  readonly name: string;
  readonly zone: string;
  readonly numbers: readonly string[];
  readonly standing: "in-force" | "not-yet" | "suspended" | "expired" | "ended" | "none";
  /** When the gate closes if nobody acts; null: never. */
  readonly until: string | null;
  readonly fallback: string | null;
  /** Who is on call, from when, until when. */
  readonly onCall: readonly { readonly rank: string; readonly name: string; readonly from: string; readonly until: string }[];
}

const isInForce = ({ standing, until }: CopiedAccount, at: Instant): boolean => standing === "in-force" && (until === null || fromIso(until) > at);
/** Callers are told nothing of a practice that never signed. */
const isNobody = ({ standing }: CopiedAccount): boolean => standing === "none" || standing === "not-yet";

/** [EM1] [C1] The gate by the copy. An agreement that ended since then is over by its own date. */
export function gateBy(copy: Copy | undefined, number: string | undefined, at: Instant): CopiedGate {
  const found = copy?.accounts.find(({ numbers }) => number !== undefined && numbers.includes(number));
  if (!found || isNobody(found)) return { kind: "unknown" };
  return isInForce(found, at) ? { kind: "take", client: found.client, account: found.account } : { kind: "turn-away", fallback: found.fallback };
}

export function sealCopy(world: Pick<World, "bytes">, derive: Derive, copy: Copy): Buffer {
  const nonce = world.bytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", derive(LABEL, 32), nonce).setAAD(MAGIC);
  return Buffer.concat([MAGIC, nonce, cipher.update(JSON.stringify(copy)), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined: there is none, or it is not ours. */
export function openCopy(derive: Derive, sealed: Buffer): Copy | undefined {
  const body = MAGIC.length + NONCE_BYTES;
  if (sealed.length < body + TAG_BYTES || !sealed.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", derive(LABEL, 32), sealed.subarray(MAGIC.length, body), { authTagLength: TAG_BYTES }).setAAD(MAGIC).setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(body, -TAG_BYTES)), decipher.final()]).toString()) as Copy;
  } catch {
    return undefined;
  }
}

export const readCopy = (derive: Derive, path: string): Promise<Copy | undefined> => readFile(path).then((sealed) => openCopy(derive, sealed), () => undefined);

/** Whole or not at all, also through a power cut. */
export async function writeCopy(path: string, sealed: Buffer): Promise<void> {
  if (sealed.length > COPY_BYTES_MAX) throw new RangeError("the copy is too long");
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.unfinished`;
  const file = await open(aside, "w", 0o600);
  try {
    await file.writeFile(sealed);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
  const folder = await open(dirname(path), "r");
  await folder.sync().finally(() => folder.close());
}
