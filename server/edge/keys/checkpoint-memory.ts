import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../foundation/world.ts";
import { readIfThere, syncFolder, writeOver } from "./atomic-file.ts";

/** The last checkpoint seen, as text. Fits the port of the same shape in trust/audit. */
export interface CheckpointMemory {
  load(): Promise<string | undefined>;
  save(note: string): Promise<void>;
  /** Puts the remembered checkpoint aside under a new name: only a restore may do so. */
  setAside(): Promise<void>;
}

export function checkpointMemory(folder: string, world: Pick<World, "id">): CheckpointMemory {
  const path = join(folder, "audit.checkpoint");
  return {
    load: async () => (await readIfThere(path))?.toString("utf8"),
    save: (note) => writeOver(world, path, Buffer.from(note)),
    setAside: async () => {
      if (!(await readIfThere(path))) return;
      await rename(path, `${path}.before-restore.${world.id()}`);
      await syncFolder(folder);
    },
  };
}
