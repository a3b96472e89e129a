import { link, open, rename, unlink, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { World } from "../../foundation/world.ts";

/** An unfinished file carries the name it would have had, so that dropping a key finds it too. */
export const UNFINISHED = ".unfinished";

async function withFile<T>(path: string, flags: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags, 0o600);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

/** A name that was made or removed survives a power cut only when its folder is on disk. */
export const syncFolder = (path: string): Promise<void> => withFile(path, "r", (folder) => folder.sync());

async function writeAside(world: Pick<World, "id">, path: string, bytes: Buffer): Promise<string> {
  const aside = join(dirname(path), `${basename(path)}.${world.id()}${UNFINISHED}`);
  await withFile(aside, "wx", async (file) => {
    await file.writeFile(bytes);
    await file.sync();
  });
  return aside;
}

/** Creates the file whole or not at all; false when it was there already, perhaps since a moment ago by another process. */
export async function writeNew(world: Pick<World, "id">, path: string, bytes: Buffer): Promise<boolean> {
  const aside = await writeAside(world, path, bytes);
  try {
    await link(aside, path); // Unlike rename, link never replaces.
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await unlink(aside);
    await syncFolder(dirname(path));
  }
}

/** Replaces the file whole or not at all. */
export async function writeOver(world: Pick<World, "id">, path: string, bytes: Buffer): Promise<void> {
  await rename(await writeAside(world, path, bytes), path);
  await syncFolder(dirname(path));
}

/**
 * Overwrites, then removes. On a disk that remaps its blocks the overwriting proves nothing, but it costs nothing either; what ends a
 * key for certain is that it was wrapped, and that copies of the keyring are kept for a short time only.
 */
export async function shred(path: string, chance: Pick<World, "bytes">, length: number): Promise<void> {
  await withFile(path, "r+", async (file) => {
    await file.write(chance.bytes(length), 0, length, 0);
    await file.sync();
  });
  await unlink(path);
}

/** The file's bytes, or undefined when there is none. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await withFile(path, "r", (file) => file.readFile());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
