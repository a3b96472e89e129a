import { createSecretKey } from "node:crypto";
import type { World } from "../../foundation/world.ts";
import {
  decodeKeyId, encodeKeyId, KEY_BYTES, KeyDropped, KeyMissing,
  type DataKey, type KeyChoice, type Keys, type Tombstone,
} from "./keys.ts";

const chosen = (choice: KeyChoice, key: DataKey): boolean =>
  choice.client === key.client && (choice.month ?? key.month) === key.month && (choice.kind ?? key.kind) === key.kind;

/** Keys that end with the process: for tests and for trying things out. The keyring of edge/keys is the real one. */
export function memoryKeys(world: Pick<World, "bytes" | "now">): Keys {
  const keys = new Map<string, DataKey>();
  const dropped: Tombstone[] = [];
  const isDropped = (key: DataKey): boolean => dropped.some((choice) => chosen(choice, key));
  const live = (key: DataKey): DataKey => {
    if (isDropped(key)) throw new KeyDropped();
    return key;
  };
  return {
    keyFor: async (client, month, kind) => {
      const slot = { client, month, kind, generation: 1 };
      const id = encodeKeyId(slot);
      const known = keys.get(id.toString("hex"));
      if (known) return live(known);
      const made: DataKey = live({ ...slot, id, secret: createSecretKey(world.bytes(KEY_BYTES)) });
      keys.set(id.toString("hex"), made);
      return made;
    },
    keyById: async (id) => {
      const known = keys.get(id.toString("hex"));
      if (!known || !decodeKeyId(id)) throw new KeyMissing();
      return live(known);
    },
    drop: async (choice) => {
      const ended = [...keys.values()].filter((key) => chosen(choice, key) && !isDropped(key)).length;
      dropped.push({ ...choice, droppedAt: world.now() });
      return ended;
    },
    list: async (client) => ({
      live: [...keys.values()]
        .filter((key) => key.client === client && !isDropped(key))
        .map(({ month, kind, generation }) => ({ client, month, kind, generation })),
      dropped: dropped.filter((tombstone) => tombstone.client === client),
    }),
  };
}
