import { createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from "node:crypto";
import { lstat, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../foundation/world.ts";
import { KEY_BYTES } from "../../trust/vault/index.ts";
import { readIfThere, writeNew } from "./atomic-file.ts";

export interface RootSettings {
  readonly world: World;
  /** `$COMPLINE_HOME/keyring`. */
  readonly folder: string;
  /** The root key may live elsewhere, on a medium of its own. `root.key` in the folder unless said. */
  readonly rootKeyFile?: string;
  /** True only when there is no data yet. A root key made beside old data would open none of it. */
  readonly emptyInstallation: boolean;
}

/** Secrets that need not be stored because they follow from the root. The label is part of the format: never change one. */
export type Derive = (label: string, bytes: number) => Buffer;

/** What is wrong with the keyring, in a sentence for whoever starts the service. */
export class KeyringRefused extends Error {
  override readonly name = "KeyringRefused";
}

const FIRST_LINE = "compline root key 1";
const CHECK_FILE = "root.check";
const LABEL = /^[a-z0-9][a-z0-9/-]{0,63}$/;
const DERIVED_BYTES_MAX = 255 * 32; // RFC 5869, section 2.3.

export const deriveFrom = (root: KeyObject): Derive => (label, bytes) => {
  if (!LABEL.test(label)) throw new RangeError("a label is lower-case words");
  if (bytes < 1 || bytes > DERIVED_BYTES_MAX) throw new RangeError("too many derived bytes");
  return Buffer.from(hkdfSync("sha256", root, Buffer.alloc(0), `compline/v1/derive/${label}`, bytes));
};

/** Opens the root key, or makes it on an empty installation. Throws KeyringRefused with what to do. */
export async function openRoot(settings: RootSettings): Promise<KeyObject> {
  const { folder, world } = settings;
  if (settings.emptyInstallation) await mkdir(folder, { recursive: true, mode: 0o700 });
  await refuseIfOpenToOthers(folder, "folder");
  const path = settings.rootKeyFile ?? join(folder, "root.key");
  const root = parseRoot((await readIfThere(path)) ?? (await makeRoot(path, settings)), path);
  await refuseIfOpenToOthers(path, "file");
  await matchCheck(root, folder, world);
  return root;
}

async function makeRoot(path: string, { folder, emptyInstallation, world }: RootSettings): Promise<Buffer> {
  const inUse = (await readdir(folder)).some((name) => name === CHECK_FILE || name === "clients");
  const meanwhile = await readIfThere(path); // Another process may have begun the installation since we looked.
  if (meanwhile) return meanwhile;
  if (inUse || !emptyInstallation) throw new KeyringRefused(`The root key ${path} is missing. Put it back from its backup: without it no data opens.`);
  const text = Buffer.from(`${FIRST_LINE}\n${world.bytes(KEY_BYTES).toString("base64")}\n`);
  await writeNew(world, path, text); // False: another process was faster, and its key is the one.
  return (await readIfThere(path)) ?? text;
}

function parseRoot(text: Buffer, path: string): KeyObject {
  const [first, key] = text.toString("latin1").split("\n");
  const bytes = Buffer.from(key ?? "", "base64");
  if (first !== FIRST_LINE || bytes.length !== KEY_BYTES) throw new KeyringRefused(`${path} is not a Compline root key.`);
  return createSecretKey(bytes);
}

/** The check says which root this keyring was made with. It is derived one way and tells nothing of the root. */
async function matchCheck(root: KeyObject, folder: string, world: World): Promise<void> {
  const path = join(folder, CHECK_FILE);
  const own = Buffer.from(`${deriveFrom(root)("root-check", 16).toString("hex")}\n`);
  const stored = (await readIfThere(path)) ?? ((await writeNew(world, path, own)) ? own : await readIfThere(path));
  if (stored?.length !== own.length || !timingSafeEqual(stored, own)) {
    throw new KeyringRefused(`The root key is not the one that the keyring ${folder} was made with.`);
  }
}

async function refuseIfOpenToOthers(path: string, kind: "file" | "folder"): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new KeyringRefused(`There is no ${kind} ${path}. Put the keyring back from its backup: without it no data opens.`) : error;
  });
  if (kind === "file" ? !found.isFile() : !found.isDirectory()) throw new KeyringRefused(`${path} is not a ${kind}.`);
  const mode = kind === "file" ? "600" : "700";
  if ((found.mode & 0o077) !== 0) throw new KeyringRefused(`Others can read ${path}: run chmod ${mode} on it.`);
  if (process.getuid && found.uid !== process.getuid()) throw new KeyringRefused(`${path} belongs to another user than the one Compline runs as.`);
}
