import type { Actor } from "../../foundation/actor.ts";
import type { Db } from "../../foundation/db/db.ts";
import type { World } from "../../foundation/world.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { entryBytes } from "./entry.ts";
import { LOG_SCOPE } from "./stored-tree.ts";
import type { CheckpointMemory } from "./sequencer.ts";
import * as store from "./store.ts";

/**
 * Called once after the database was restored from a backup, before anything is written to it. Later entries sort after all that the
 * backup held, whatever the new cluster's transaction ids are; what the backup lost is written down by its numbers; and the checkpoint
 * remembered until now is put aside, so that the sequencer goes on. Gives the number of the epoch that begins.
 */
export async function beginEpoch(needs: { db: Db; world: World; memory: CheckpointMemory; publicKey: Buffer }, as: Actor): Promise<number> {
  const { db, world, memory } = needs;
  const note = await memory.load();
  const remembered = note === undefined ? undefined : openCheckpoint(note, needs.publicKey);
  const epoch = await db.transaction(LOG_SCOPE, async (tx) => {
    const size = (await store.lastCheckpoint(tx))?.size ?? 0;
    const begun = await store.beginEpoch(tx, note ?? null);
    const [at, subject] = [world.now(), { type: "audit-epoch", id: `epoch-${begun}` }];
    const details = { size, remembered: remembered?.size ?? 0, lost: Math.max(0, (remembered?.size ?? 0) - size) };
    await store.insertEntry(tx, { at, salt: world.bytes(16), bytes: entryBytes(as, at, ["audit.begin-epoch", subject, "done", details]) });
    return begun;
  });
  await memory.setAside();
  return epoch;
}
