import { system } from "../actor.ts";
import type { Db } from "../db/db.ts";
import type { Log } from "../log.ts";
import { LostLease, NotYet, type Due, type Finish } from "./due.ts";
import type { Instant } from "../time.ts";
import * as store from "./store.ts";
import type { Job } from "./store.ts";

export const worker = system("worker").scope;

/** Ends a job whose work is done already. Throws LostLease when another worker has it. */
export type EndJob = (job: Job) => Promise<void>;

/** Those that end while others are being ended go together: after a busy moment one statement ends them all. */
export function endTogether(db: Db): EndJob {
  let waiting: { readonly job: Job; readonly told: PromiseWithResolvers<void> }[] = [];
  let busy = false;
  const end = async (batch: typeof waiting): Promise<void> => {
    try {
      const ended = new Set((await db.single<{ id: number }>(worker, store.finishAll(batch.map(({ job }) => job)))).map(({ id }) => id));
      for (const { job, told } of batch) {
        if (ended.has(job.id)) told.resolve();
        else told.reject(new LostLease(job.kind));
      }
    } catch (error) {
      for (const { told } of batch) told.reject(error);
    }
  };
  const endAll = async (): Promise<void> => {
    busy = true;
    while (waiting.length > 0) await end(waiting.splice(0));
    busy = false;
  };
  return (job) => {
    const told = Promise.withResolvers<void>();
    waiting.push({ job, told });
    if (!busy) void endAll();
    return told.promise;
  };
}

export interface JobNeeds {
  readonly db: Db;
  readonly due: Due;
  readonly log: Log;
  readonly leaseSeconds: number;
  readonly end: EndJob;
  /** The product's time as waiting work has it. */
  readonly kept: (at: Instant) => Instant;
}

export async function handle(needs: Pick<JobNeeds, "db" | "due" | "end" | "kept">, job: Job): Promise<void> {
  try {
    await perform(needs, job);
  } catch (error) {
    if (!(error instanceof NotYet)) throw error;
    await needs.db.single(worker, store.putOff(job, needs.kept(error.until)));
  }
}

async function perform({ due, end }: Pick<JobNeeds, "due" | "end">, job: Job): Promise<void> {
  const handler = due.handlerOf(job.kind);
  if (!handler) throw new Error(`nobody handles ${job.kind}`);
  let finished = false;
  const finish: Finish = async (tx) => {
    if (!(await store.finish(tx, job))) throw new LostLease(job.kind);
    finished = true;
  };
  await handler(job, finish);
  if (!finished) await end(job);
}

/** Done, or another worker's, or kept to be tried again: nothing is ever dropped. */
export async function runJob(needs: JobNeeds, job: Job): Promise<void> {
  const { db, log, leaseSeconds } = needs;
  const renewal = setInterval(() => {
    db.single(worker, store.renew(job, leaseSeconds)).catch(() => undefined); // The lease runs out and another takes over.
  }, (leaseSeconds * 1000) / 3);
  try {
    await handle(needs, job);
  } catch (error) {
    if (error instanceof LostLease) return;
    const failedWith = (error as Error).name;
    log.warn("due.job-failed", { kind: job.kind, subject: job.subject, tries: job.tries, error: failedWith });
    const pauseSeconds = Math.min(store.LEASE_SECONDS_MAX, 2 ** Math.min(job.tries, 10) / 4);
    await db.single(worker, store.postpone(job, { pauseSeconds, failedWith })).catch(() => undefined);
  } finally {
    clearInterval(renewal);
  }
}
