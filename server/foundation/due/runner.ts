import { system } from "../actor.ts";
import type { Db } from "../db/db.ts";
import type { Log } from "../log.ts";
import type { Instant } from "../time.ts";
import type { World } from "../world.ts";
import { LostLease, type Due, type Finish } from "./due.ts";
import { createLane, type Lane } from "./lane.ts";
import * as store from "./store.ts";
import type { Job, Kinds } from "./store.ts";

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
  /** `passedMsAgo`: since the lane that is worst off last got through to the database. */
  status(): { running: number; passedMsAgo: number };
}

export interface RunnerNeeds {
  readonly db: Db;
  readonly due: Due;
  readonly world: World;
  readonly log: Log;
  readonly leaseSeconds?: number;
  readonly atOnceMax?: number;
}

const PAUSE_SECONDS_MAX = 60;
/** Gateways asked at the same time. Each may take seconds to answer, and a thread to look its address up. */
const OUTSIDE_AT_ONCE_MAX = 4;
/** Longer than the database's own patience with a statement: see `answerSecondsMax` in db.ts. */
const LOOK_MS_MAX = 30_000;
const worker = system("worker").scope;

export function createRunner(needs: RunnerNeeds): Runner {
  const { db, due, world, log } = needs;
  const leaseSeconds = needs.leaseSeconds ?? 5;
  const claimOf = (of: () => Kinds) => (limit: number): Promise<Job[]> =>
    db.transaction(worker, (tx) => store.claim(tx, { at: world.now(), limit, leaseSeconds, kinds: of() }));
  const next = (): Promise<Instant | null> => db.transaction(worker, (tx) => store.nextAfter(tx, world.now()));
  const laneOf = (atOnceMax: number, only: boolean): Lane => createLane({
    log, now: world.now, atOnceMax, next, lookMsMax: LOOK_MS_MAX,
    claim: claimOf(() => ({ only, kinds: due.outsideKinds() })),
    work: (job) => runJob(needs, job, leaseSeconds),
  });
  const own = laneOf(needs.atOnceMax ?? 16, false);
  // Whoever waits for somebody else's machine waits here, where no step of a ladder stands behind.
  const outside = laneOf(OUTSIDE_AT_ONCE_MAX, true);
  due.whenOutside(outside.wake);
  const lanes = [own, outside];
  return {
    start: () => lanes.forEach((lane) => lane.start()),
    stop: async () => void (await Promise.all(lanes.map((lane) => lane.stop()))),
    wake: own.wake,
    settle: () => settle(needs, claimOf(() => store.ALL_KINDS)),
    next,
    status: () => ({ running: own.status().running + outside.status().running, passedMsAgo: Math.max(...lanes.map((lane) => lane.status().passedMsAgo)) }),
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

/** Done, or another worker's, or kept to be tried again: nothing is ever dropped. */
async function runJob(needs: RunnerNeeds, job: Job, leaseSeconds: number): Promise<void> {
  const { db, log } = needs;
  const renewal = setInterval(() => {
    db.transaction(worker, (tx) => store.renew(tx, job, leaseSeconds)).catch(() => undefined); // The lease runs out and another takes over.
  }, (leaseSeconds * 1000) / 3);
  try {
    await handle(needs, job);
  } catch (error) {
    if (error instanceof LostLease) return;
    const failedWith = (error as Error).name;
    log.warn("due.job-failed", { kind: job.kind, subject: job.subject, tries: job.tries, error: failedWith });
    const pauseSeconds = Math.min(PAUSE_SECONDS_MAX, 2 ** Math.min(job.tries, 10) / 4);
    await db.transaction(worker, (tx) => store.postpone(tx, job, { pauseSeconds, failedWith })).catch(() => undefined);
  } finally {
    clearInterval(renewal);
  }
}
