import type { Log } from "../log.ts";
import type { Instant } from "../time.ts";
import type { Job } from "./store.ts";

/** Work of one kind of patience: so many jobs at once, claimed whenever one may be due. */
export interface Lane {
  start(): void;
  /** Takes no new work and waits for what is under way. */
  stop(): Promise<void>;
  wake(): void;
  status(): { readonly running: number; readonly passedMsAgo: number };
}

export interface LaneNeeds {
  readonly log: Log;
  readonly now: () => Instant;
  readonly atOnceMax: number;
  /** A look at the database that has not come back after this long is given up: the host may have vanished without a word. */
  readonly lookMsMax: number;
  readonly claim: (limit: number) => Promise<Job[]>;
  readonly next: () => Promise<Instant | null>;
  /** Never throws: what fails is kept and tried again. */
  readonly work: (job: Job) => Promise<void>;
}

const SWEEP_MS = 1000;
const BATCH_MAX = 50;

export function createLane(needs: LaneNeeds): Lane {
  const underWay = new Set<Promise<void>>();
  const state = { stopped: true, woken: false, passedAt: performance.now() };
  const nap = createNap();
  let loop: Promise<void> = Promise.resolve();

  const wake = (): void => {
    state.woken = true;
    nap.rouse();
  };

  async function pass(): Promise<void> {
    state.woken = false;
    const jobs = await within(needs.lookMsMax, needs.claim(Math.min(BATCH_MAX, needs.atOnceMax - underWay.size)));
    state.passedAt = performance.now();
    for (const job of jobs) {
      const work = needs.work(job);
      underWay.add(work);
      void work.finally(() => {
        underWay.delete(work);
        wake();
      });
    }
  }

  async function run(): Promise<void> {
    while (!state.stopped) {
      let pauseMs = SWEEP_MS;
      try {
        if (underWay.size < needs.atOnceMax) await pass();
        const next = await within(needs.lookMsMax, needs.next());
        if (next !== null) pauseMs = Math.min(SWEEP_MS, Math.max(0, next - needs.now()));
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
      await Promise.all(underWay);
    },
    wake,
    status: () => ({ running: underWay.size, passedMsAgo: performance.now() - state.passedAt }),
  };
}

/** Jobs that a look claimed after it was given up come back when their lease ends. */
async function within<T>(ms: number, look: Promise<T>): Promise<T> {
  look.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LookTimeout()), ms);
  });
  try {
    return await Promise.race([look, late]);
  } finally {
    clearTimeout(timer);
  }
}

class LookTimeout extends Error {
  override readonly name = "LookTimeout";
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
