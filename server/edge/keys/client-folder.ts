import { access, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../foundation/world.ts";
import type { ClientId } from "../../foundation/ids.ts";
import { fromIso, toIso } from "../../foundation/time.ts";
import { KEY_KINDS, type KeyChoice, type KeyKind, type KeyListing, type KeySlot, type Month, type Tombstone } from "../../trust/vault/index.ts";
import { readIfThere, shred, syncFolder, writeNew } from "./atomic-file.ts";
import { KEY_FILE_BYTES } from "./key-file.ts";

/**
 * One folder a client. Keys are `2026-11.message.1.key`; tombstones are `2026-11.message.dropped`, with "every" where a drop named no
 * month or no kind. A tombstone is never removed and always wins, so that a drop holds from the moment it is on disk, finished or not.
 */
const EVERY = "every";
const KEY_NAME = /^(\d{4}-\d{2})\.([a-z]+)\.(\d{1,3})\.key$/;
const TOMBSTONE_NAME = /^(\d{4}-\d{2}|every)\.[a-z]+\.dropped$/;

export const keyName = (slot: Omit<KeySlot, "client">): string => `${slot.month}.${slot.kind}.${slot.generation}.key`;
const tombstoneName = (month: string | undefined, kind: string | undefined): string => `${month ?? EVERY}.${kind ?? EVERY}.dropped`;

export function parseKeyName(name: string): Omit<KeySlot, "client"> | undefined {
  const found = KEY_NAME.exec(name);
  const kind = KEY_KINDS.find((k) => k === found?.[2]);
  return found && kind ? { month: found[1] as Month, kind, generation: Number(found[3]) } : undefined;
}

/** Fits a key name and an unfinished one alike. */
const choiceFits = (choice: KeyChoice, name: string): boolean => {
  const [month, kind] = name.split(".");
  return name.includes(".key") && (choice.month ?? month) === month && (choice.kind ?? kind) === kind;
};

/** Only "there is none" counts as no: a disk that fails must not bring a dropped key back. */
async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

export async function isDropped(folder: string, month: Month, kind: KeyKind): Promise<boolean> {
  const names = [tombstoneName(month, kind), tombstoneName(undefined, kind), tombstoneName(month, undefined), tombstoneName(undefined, undefined)];
  return (await Promise.all(names.map((name) => isThere(join(folder, name))))).includes(true);
}

/** Tombstone first, keys after: whoever makes a key looks for a tombstone once more when it is made, so none slips between. */
export async function dropIn(folder: string, choice: KeyChoice, world: World): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await syncFolder(join(folder, ".."));
  await writeNew(world, join(folder, tombstoneName(choice.month, choice.kind)), Buffer.from(`${toIso(world.now())}\n`));
  const names = (await readdir(folder)).filter((name) => choiceFits(choice, name));
  for (const name of names) await endKey(join(folder, name), world);
  await syncFolder(folder);
  return names.filter((name) => parseKeyName(name)).length;
}

export async function endKey(path: string, world: World): Promise<void> {
  try {
    await shred(path, world, KEY_FILE_BYTES);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error; // Another process is dropping it too.
  }
}

export async function listIn(folder: string, client: ClientId): Promise<KeyListing> {
  const names = (await readdir(folder).catch(nothingIfMissing)).toSorted();
  const live: KeySlot[] = [];
  for (const slot of names.flatMap((name) => parseKeyName(name) ?? [])) {
    if (!(await isDropped(folder, slot.month, slot.kind))) live.push({ client, ...slot });
  }
  const dropped: Tombstone[] = [];
  for (const name of names.filter((n) => TOMBSTONE_NAME.test(n))) dropped.push(await readTombstone(folder, client, name));
  return { live, dropped };
}

async function readTombstone(folder: string, client: ClientId, name: string): Promise<Tombstone> {
  const [month, kind] = name.split(".");
  const droppedAt = fromIso((await readIfThere(join(folder, name)))!.toString("latin1").trim());
  return { client, ...(month === EVERY ? {} : { month: month as Month }), ...(kind === EVERY ? {} : { kind: kind as KeyKind }), droppedAt };
}

function nothingIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT") return [];
  throw error;
}
