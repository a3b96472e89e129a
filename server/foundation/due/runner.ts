import type { Db } from "../db/db.ts";
import type { Log } from "../log.ts";
import type { Instant } from "../time.ts";
import type { World } from "../world.ts";
import { createDueClock, type DueClock, type Step } from "./clock.ts";
import { LostLease, type Due } from "./due.ts";
import { createLane, type Lane } from "./lane.ts";
import { inOrder } from "./order.ts";
import { endTogether, handle, runJob, worker, type JobNeeds } from "./run-job.ts";
import * as store from "./store.ts";
import type { Job, Kinds } from "./store.ts";

export interface Runner {
  /** Goes on by the clock that an earlier process kept its work by. Once, before anything is scheduled. */
  resume(): Promise<void>;
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

/** Whoever waits for somebody else's machine waits here, where no step of a ladder stands behind: each may take seconds, and a thread to look an address up. */
const OUTSIDE_AT_ONCE_MAX = 4;
/** Work that begins later than this is told in the log. */
const LATE_SECONDS = 5;

interface Work extends JobNeeds {
  readonly clock: DueClock;
  readonly world: World;
  /** Takes what is due; `dueAt` is told on the product's clock. */
  claim(ask: { limit: number; underWay: readonly number[]; kinds?: Kinds }): Promise<Job[]>;
  next(): Promise<Instant | null>;
}

export function createRunner(needs: RunnerNeeds): Runner {
  const work = workOf(needs);
  const laneOf = (atOnceMax: number, only: boolean): Lane => createLane({
    world: needs.world, log: needs.log, atOnceMax, next: work.next, work: (job) => runJob(work, job),
    claim: (ask) => work.claim({ ...ask, kinds: { only, kinds: needs.due.outsideKinds() } }),
  });
  const own = laneOf(needs.atOnceMax ?? 16, false);
  const outside = laneOf(OUTSIDE_AT_ONCE_MAX, true);
  const lanes = [own, outside];
  needs.due.whenOutside(outside.wake);
  return {
    resume: async () => {
      const [kept] = await needs.db.single<{ ahead: number }>(worker, store.keptAhead);
      if (kept) work.clock.resume(kept.ahead);
    },
    start: () => lanes.forEach((lane) => lane.start()),
    stop: async () => void (await Promise.all(lanes.map((lane) => lane.stop()))),
    wake: own.wake,
    settle: () => settle(work),
    next: work.next,
    status: () => ({ running: own.status().running + outside.status().running, passedMsAgo: Math.max(...lanes.map((lane) => lane.status().passedMsAgo)) }),
  };
}

function workOf(needs: RunnerNeeds): Work {
  const { db, due, world, log } = needs;
  const leaseSeconds = needs.leaseSeconds ?? 5;
  const steps: Step[] = [];
  const clock = createDueClock(world, (step) => void steps.push(step));
  due.goBy(clock);
  /** Said and kept in the pass that comes next; work scheduled meanwhile goes by the same clock already. */
  const noteSteps = async (): Promise<void> => {
    if (steps.length === 0) return;
    await db.single(worker, store.keepAhead(clock.ahead()));
    for (const { kind, milliseconds } of steps.splice(0)) log.warn(`due.clock-stepped-${kind}`, { milliseconds });
  };
  return {
    db, due, log, leaseSeconds, clock, world, kept: clock.keep, end: endTogether(db),
    claim: async (ask) => {
      const at = clock.now();
      await noteSteps();
      const jobs = await db.single<Job>(worker, store.claim({ ...ask, at, leaseSeconds }));
      noteLate(log, jobs, at);
      return jobs.map((job) => ({ ...job, dueAt: clock.tell(job.dueAt) })).toSorted(inOrder);
    },
    next: async () => {
      const next = (await db.single<{ next: Instant | null }>(worker, store.nextAfter(clock.now())))[0]!.next;
      return next === null ? null : clock.tell(next);
    },
  };
}

function noteLate(log: Log, jobs: readonly Job[], at: Instant): void {
  const late = jobs.filter((job) => job.tries === 1 && at - job.dueAt > LATE_SECONDS * 1000);
  if (late.length > 0) log.warn("due.late", { jobs: late.length, seconds: Math.max(...late.map((job) => (at - job.dueAt) / 1000)) });
}

const SETTLE_PASSES_MAX = 10_000;

async function settle(work: Work): Promise<number> {
  for (let ran = 0; ran < SETTLE_PASSES_MAX; ran++) {
    const [job] = await work.claim({ limit: 1, underWay: [] });
    if (!job) return ran;
    await handle(work, job).catch((error: unknown) => {
      if (!(error instanceof LostLease)) throw error; // Another act took the job over: it is done, as in `runJob`.
    });
  }
  throw new Error("work makes new work without end");
}
