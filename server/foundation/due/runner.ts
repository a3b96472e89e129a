import { system } from "../actor.ts";
import type { Db } from "../db/db.ts";
import type { Log } from "../log.ts";
import type { World } from "../world.ts";
import { LostLease, type Due, type Finish } from "./due.ts";
import * as store from "./store.ts";
import type { Job } from "./store.ts";

export interface Runner {
  /** Runs until `stop`: sleeps until the next job is due, a wake, or the sweep. */
  start(): void;
  /** Takes no new work and waits for what is under way. */
  stop(): Promise<void>;
  wake(): void;
  /** One pass for tests and drills: runs everything due now, in order, until nothing is. Says how many ran; throws what a handler threw. */
  settle(): Promise<number>;
  /** When the next job falls due, on the product's clock. */
  next(): Promise<number | null>;
  status(): { running: number; lastPassAt: number; failing: number };
}

export interface RunnerNeeds {
  readonly db: Db;
  readonly due: Due;
  readonly world: World;
  readonly log: Log;
  readonly leaseSeconds?: number;
  readonly atOnceMax?: number;
}

const SWEEP_MS = 1000;
const PAUSE_SECONDS_MAX = 60;
const BATCH_MAX = 50;
const worker = system("worker").scope;

export function createRunner(needs: RunnerNeeds): Runner {
  const { db, world, log } = needs;
  const leaseSeconds = needs.leaseSeconds ?? 5;
  const atOnceMax = needs.atOnceMax ?? 16;
  const underWay = new Set<Promise<void>>();
  const state = { stopped: true, woken: false, lastPassAt: world.now() as number, failing: 0 };
  const nap = createNap();
  let loop: Promise<void> = Promise.resolve();

  const claim = (limit: number): Promise<Job[]> =>
    db.transaction(worker, (tx) => store.claim(tx, { at: world.now(), limit, leaseSeconds }));

  const wake = (): void => {
    state.woken = true;
    nap.rouse();
  };

  async function pass(): Promise<void> {
    state.woken = false;
    const jobs = await claim(Math.min(BATCH_MAX, atOnceMax - underWay.size));
    state.lastPassAt = world.now();
    for (const job of jobs) {
      const work = runJob(needs, job, leaseSeconds).then((ok) => {
        state.failing = ok ? 0 : state.failing + 1;
      });
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
        if (underWay.size < atOnceMax) await pass();
        const next = await db.transaction(worker, (tx) => store.nextAfter(tx, world.now()));
        if (next !== null) pauseMs = Math.min(SWEEP_MS, Math.max(0, next - world.now()));
      } catch (error) {
        state.failing += 1;
        log.warn("due.pass-failed", { error: (error as Error).name });
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
    settle: () => settle(needs, claim),
    next: () => db.transaction(worker, (tx) => store.nextAfter(tx, world.now())),
    status: () => ({ running: underWay.size, lastPassAt: state.lastPassAt, failing: state.failing }),
  };
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

const SETTLE_PASSES_MAX = 10_000;

async function settle(needs: RunnerNeeds, claim: (limit: number) => Promise<Job[]>): Promise<number> {
  let ran = 0;
  for (let passes = 0; passes < SETTLE_PASSES_MAX; passes++) {
    const jobs = await claim(1);
    if (jobs.length === 0) return ran;
    for (const job of jobs) {
      await handle(needs, job).catch((error: unknown) => {
        if (!(error instanceof LostLease)) throw error; // Another act took the job over: it is done, as in `runJob`.
      });
    }
    ran += jobs.length;
  }
  throw new Error("work makes new work without end");
}

async function handle({ db, due }: RunnerNeeds, job: Job): Promise<void> {
  const handler = due.handlerOf(job.kind);
  if (!handler) throw new Error(`nobody handles ${job.kind}`);
  let finished = false;
  const finish: Finish = async (tx) => {
    if (!(await store.finish(tx, job))) throw new LostLease(job.kind);
    finished = true;
  };
  await handler(job, finish);
  if (!finished) await db.transaction(worker, finish);
}

/** True when the job is done or another worker's; false when it failed and will be tried again. Nothing is ever dropped. */
async function runJob(needs: RunnerNeeds, job: Job, leaseSeconds: number): Promise<boolean> {
  const { db, log } = needs;
  const renewal = setInterval(() => {
    db.transaction(worker, (tx) => store.renew(tx, job, leaseSeconds)).catch(() => undefined); // The lease runs out and another takes over.
  }, (leaseSeconds * 1000) / 3);
  try {
    await handle(needs, job);
    return true;
  } catch (error) {
    if (error instanceof LostLease) return true;
    const failedWith = (error as Error).name;
    log.warn("due.job-failed", { kind: job.kind, subject: job.subject, tries: job.tries, error: failedWith });
    const pauseSeconds = Math.min(PAUSE_SECONDS_MAX, 2 ** Math.min(job.tries, 10) / 4);
    await db.transaction(worker, (tx) => store.postpone(tx, job, { pauseSeconds, failedWith })).catch(() => undefined);
    return false;
  } finally {
    clearInterval(renewal);
  }
}
