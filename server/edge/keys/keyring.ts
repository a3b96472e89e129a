import { createSecretKey, type KeyObject } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { isUuid, type ClientId } from "../../foundation/ids.ts";
import type { World } from "../../foundation/world.ts";
import {
  decodeKeyId, encodeKeyId, KeyDropped, KeyMissing,
  type DataKey, type Keys, type KeySlot,
} from "../../trust/vault/index.ts";
import { readIfThere, syncFolder, writeNew } from "./atomic-file.ts";
import { dropIn, endKey, isDropped, keyName, listIn } from "./client-folder.ts";
import { checkpointMemory, type CheckpointMemory } from "./checkpoint-memory.ts";
import { unwrapKey, wrapNewKey } from "./key-file.ts";
import { deriveFrom, openRoot, type Derive, type RootSettings } from "./root-key.ts";

/** Opened keys kept in memory, about 1 KB each. */
const CACHED_KEYS_MAX = 4096;
/** How long a key that another process dropped may still be used here. */
const FRESH_SECONDS = 30;

export interface Keyring extends Keys {
  readonly derive: Derive;
  /** The audit log's last checkpoint, kept where a truncated database cannot reach it. */
  readonly checkpoints: CheckpointMemory;
  /** Looks at the disk again: the root key is there, closed to others, and still the one that was opened. */
  isWhole(): Promise<boolean>;
}

export interface KeyringSettings extends RootSettings {
  /** Seconds that only go forward; the process's own unless a test brings another. */
  readonly seconds?: () => number;
}

/** Opens `$COMPLINE_HOME/keyring`, checking it. Throws KeyringRefused with a sentence that says what to do. */
export async function openKeyring(settings: KeyringSettings): Promise<Keyring> {
  const root = await openRoot(settings);
  const clients = join(settings.folder, "clients");
  await mkdir(clients, { recursive: true, mode: 0o700 });
  const derive = deriveFrom(root);
  const wrapping = createSecretKey(derive("key-wrap", 32));
  const store = storeIn({ clients, wrapping, world: settings.world });
  const cache = cacheOver(store.load, settings.seconds ?? (() => performance.now() / 1000));
  return {
    derive,
    checkpoints: checkpointMemory(settings.folder, settings.world),
    isWhole: async () => (await openRoot({ ...settings, emptyInstallation: false })).equals(root),
    keyFor: async (client, month, kind) => {
      const slot = { client, month, kind, generation: 1 };
      return (await cache.get(slot)) ?? cache.put(await store.make(slot));
    },
    keyById: async (id) => {
      const slot = decodeKeyId(id);
      const key = slot && (await cache.get(slot));
      if (!key) throw new KeyMissing();
      return key;
    },
    drop: async (choice) => {
      const ended = await dropIn(store.folderOf(choice.client), choice, settings.world);
      cache.clear();
      return ended;
    },
    list: (client) => listIn(store.folderOf(client), client),
  };
}

interface KeyStore {
  folderOf(client: ClientId): string;
  /** Undefined when there is none. Throws KeyDropped. */
  load(slot: KeySlot): Promise<DataKey | undefined>;
  make(slot: KeySlot): Promise<DataKey>;
}

function storeIn(at: { clients: string; wrapping: KeyObject; world: World }): KeyStore {
  const folderOf = (client: ClientId): string => {
    if (!isUuid(client)) throw new TypeError("a client is a UUID");
    return join(at.clients, client);
  };
  const load = async (slot: KeySlot): Promise<DataKey | undefined> => {
    const folder = folderOf(slot.client);
    if (await isDropped(folder, slot.month, slot.kind)) throw new KeyDropped();
    const file = await readIfThere(join(folder, keyName(slot)));
    return file && unwrapKey(at.wrapping, slot, file);
  };
  const make = async (slot: KeySlot): Promise<DataKey> => {
    const folder = folderOf(slot.client);
    const path = join(folder, keyName(slot));
    const file = wrapNewKey(at.world, at.wrapping, slot); // Also refuses a month that is none, before anything is on disk.
    if (await mkdir(folder, { recursive: true, mode: 0o700 })) await syncFolder(at.clients);
    await writeNew(at.world, path, file);
    if (await isDropped(folder, slot.month, slot.kind)) {
      await endKey(path, at.world);
      throw new KeyDropped();
    }
    const made = await load(slot); // Perhaps another process was faster: what counts is what is on disk.
    if (!made) throw new KeyMissing();
    return made;
  };
  return { folderOf, load, make };
}

interface KeyCache {
  get(slot: KeySlot): Promise<DataKey | undefined>;
  put(key: DataKey): DataKey;
  clear(): void;
}

/** Least recently used, first out. A key that is no longer fresh is looked up again, because another process may have dropped it. */
function cacheOver(load: KeyStore["load"], seconds: () => number): KeyCache {
  let held = new Map<string, { key: DataKey; since: number }>();
  const hold = (into: typeof held, key: DataKey): DataKey => {
    into.set(key.id.toString("hex"), { key, since: seconds() });
    if (into.size > CACHED_KEYS_MAX) into.delete(into.keys().next().value!);
    return key;
  };
  return {
    put: (key) => hold(held, key),
    clear: () => void (held = new Map()),
    get: async (slot) => {
      const into = held; // A load that began before a drop fills the map of before the drop.
      const id = encodeKeyId(slot).toString("hex");
      const known = into.get(id);
      into.delete(id);
      if (known && seconds() - known.since < FRESH_SECONDS) {
        into.set(id, known);
        return known.key;
      }
      const key = await load(slot);
      return key && hold(into, key);
    },
  };
}
