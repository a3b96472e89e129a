import type { TestDatabase } from "../../testing/database.ts";
import type { CheckpointMemory, Sequencer } from "./sequencer.ts";

/** What the specs of this slice share: a memory that can be looked into, and waiting for the sequencer. */
export interface VisibleMemory extends CheckpointMemory {
  note: string | undefined;
  readonly aside: string[];
}

export function visibleMemory(): VisibleMemory {
  const memory: VisibleMemory = {
    note: undefined,
    aside: [],
    load: async () => memory.note,
    save: async (note) => void (memory.note = note),
    setAside: async () => {
      if (memory.note !== undefined) memory.aside.push(memory.note);
      memory.note = undefined;
    },
  };
  return memory;
}

const SECONDS_MAX = 10;

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + SECONDS_MAX * 1000;
  while (performance.now() < deadline) if (await holds()) return;
  throw new Error(`after ${SECONDS_MAX} seconds still not: ${what}`);
}

const HELD = "select from audit.entry where xid >= pg_snapshot_xmin(pg_current_snapshot()) and epoch = audit.current_epoch() limit 1";

/**
 * Numbers all that was written, in one batch, and gives the log's size. Waits until every entry is older than all open transactions
 * of the cluster, those of other specs included, and until a sequencer that was killed has let go.
 */
export async function settle(at: TestDatabase, sequencer: Sequencer): Promise<number> {
  await until("every entry can be numbered", async () => (await at.asOwner(HELD)).length === 0);
  let size = 0;
  await until("no other sequencer is at work", async () => {
    const batch = await sequencer.sequence();
    size = batch.size;
    return !batch.busy;
  });
  return size;
}
