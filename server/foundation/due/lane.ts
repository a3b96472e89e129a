import type { Log } from "../log.ts";
import type { Instant } from "../time.ts";
import type { World } from "../world.ts";
import { SWEEP_MILLISECONDS } from "./due.ts";
import type { Job } from "./store.ts";

/** So many jobs at once, claimed whenever one may be due. What waits in one lane holds up nothing in another. */
export interface Lane {
  start(): void;
  /** Takes no new work and waits for what is under way. */
  stop(): Promise<void>;
  wake(): void;
  status(): { readonly running: number; readonly passedMsAgo: number };
}

export interface LaneNeeds {
  readonly world: Pick<World, "now" | "steady">;
  readonly log: Log;
  readonly atOnceMax: number;
  readonly claim: (ask: { limit: number; underWay: readonly number[] }) => Promise<Job[]>;
  readonly next: () => Promise<Instant | null>;
  /** Never throws: what fails is kept and tried again. */
  readonly work: (job: Job) => Promise<void>;
}

const BATCH_MAX = 50;
/** Longer than the database's own patience (`answerSecondsMax` in db.ts): a look that has not come back by then is given up. */
const LOOK_MS_MAX = 30_000;

export function createLane(needs: LaneNeeds): Lane {
  const { world, atOnceMax } = needs;
  const underWay = new Map<number, Promise<void>>();
  const state = { stopped: true, woken: false, more: false, passedAt: world.steady() };
  const nap = createNap();
  let loop: Promise<void> = Promise.resolve();

  const wake = (): void => {
    state.woken = true;
    nap.rouse();
  };

  async function pass(): Promise<void> {
    state.woken = false;
    const limit = Math.min(BATCH_MAX, atOnceMax - underWay.size);
    if (limit === 0) return void (state.more = true); // Whoever is done first wakes us.
    const jobs = await within(LOOK_MS_MAX, needs.claim({ limit, underWay: [...underWay.keys()] }));
    state.more = jobs.length === limit;
    state.passedAt = world.steady();
    for (const job of jobs) underWay.set(job.id, begin(job));
  }

  async function begin(job: Job): Promise<void> {
    await needs.work(job);
    underWay.delete(job.id);
    // Another may have waited for a free hand, or for this fact to be told.
    if (state.more || job.inOrder) wake();
  }

  async function run(): Promise<void> {
    while (!state.stopped) {
      let pauseMs = SWEEP_MILLISECONDS;
      try {
        await pass();
        const next = state.woken ? null : await within(LOOK_MS_MAX, needs.next());
        if (next !== null) pauseMs = Math.min(SWEEP_MILLISECONDS, Math.max(0, next - world.now()));
      } catch (error) {
        needs.log.warn("due.pass-failed", { error: (error as Error).name });
      }
      if (!state.woken && !state.stopped) await nap.sleep(pauseMs);
    }
  }

  return {
    start: () => {
      state.stopped = false;
      loop = run();
    },
    stop: async () => {
      state.stopped = true;
      nap.rouse();
      await loop;
      await Promise.all(underWay.values());
    },
    wake,
    status: () => ({ running: underWay.size, passedMsAgo: world.steady() - state.passedAt }),
  };
}

class LookTimeout extends Error {
  override readonly name = "LookTimeout";
}

/** What a look claims after it was given up comes back when its lease ends. */
async function within<T>(ms: number, look: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new LookTimeout()), ms);
  try {
    return await Promise.race([look, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Sleeps until roused, or until `ms` are over. One sleeper at a time. */
function createNap(): { sleep(ms: number): Promise<void>; rouse(): void } {
  let end: (() => void) | undefined;
  return {
    sleep: (ms) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }).then(() => void (end = undefined)),
    rouse: () => end?.(),
  };
}
