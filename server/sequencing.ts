import type { Log } from "./foundation/log.ts";
import { BATCH_ENTRIES_MAX, type Sequencer } from "./trust/audit/index.ts";

/** How long an entry may lie without a checkpoint over it, at rest. */
const PAUSE_MS = 500;
const PAUSE_AFTER_FAILURE_MS = 5_000;
/** An entry older than this without a checkpoint is not protected as we say it is: the house is not ready. */
const LAG_SECONDS_MAX = 60;

export interface Sequencing {
  /** False while numbering fails, or lags; a broken log stays failed until a person looks. */
  healthy(): Promise<boolean>;
  /** How long the oldest entry has lain without a number. */
  lagSeconds(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Numbers and signs the audit log all the time; one of several processes does it, the others find it busy.
 */
export function keepSequencing(sequencer: Sequencer, log: Log): Sequencing {
  const state = { stopped: false, healthy: true };
  let wake: (() => void) | undefined;
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const step = async (): Promise<number> => {
    try {
      const { numbered } = await sequencer.sequence();
      state.healthy = true;
      return numbered >= BATCH_ENTRIES_MAX ? 0 : PAUSE_MS;
    } catch (error) {
      if (state.healthy) log.error("audit.sequencing-failed", { error: (error as Error).name });
      state.healthy = false;
      return PAUSE_AFTER_FAILURE_MS;
    }
  };
  const loop = (async () => {
    while (!state.stopped) await sleep(await step());
    await step(); // What was written while we drained is numbered too.
  })();
  return {
    // Asked of the database, so that a process which only finds the sequencer busy sees when the other one stands still.
    healthy: async () => state.healthy && (await sequencer.lag()).oldestMilliseconds <= LAG_SECONDS_MAX * 1000,
    lagSeconds: async () => Math.round((await sequencer.lag()).oldestMilliseconds / 1000),
    stop: async () => {
      state.stopped = true;
      wake?.();
      await loop;
    },
  };
}
