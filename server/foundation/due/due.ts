import type { Tx } from "../db/db.ts";
import type { Instant } from "../time.ts";
import type { DueClock } from "./clock.ts";
import * as store from "./store.ts";
import type { Job, NewJob } from "./store.ts";

/** Another worker took the job over while this one was at it. Thrown inside the transaction, which must roll back. */
export class LostLease extends Error {
  constructor(kind: string) {
    super(`the lease of a ${kind} job was lost`);
    this.name = "LostLease";
  }
}

/** Thrown by a handler that did nothing because its turn has not come: the job falls due then, as if it had been scheduled so. Nothing failed. */
export class NotYet extends Error {
  override readonly name = "NotYet";
  readonly until: Instant;
  constructor(until: Instant) {
    super("the turn of this work has not come");
    this.until = until;
  }
}

/** Removes the job in the transaction that did its work, so that both happen or neither. */
export type Finish = (tx: Tx) => Promise<void>;
export type DueHandler = (job: Job, finish: Finish) => Promise<void>;

export interface Due {
  /** Schedules work in this transaction; it wakes the runner after commit. */
  at(tx: Tx, job: NewJob): Promise<void>;
  /** Forgets timers of a subject: of these kinds, or all. Facts already recorded stay. */
  cancel(tx: Tx, what: { subject: string; kinds?: readonly string[] }): Promise<void>;
  /** One handler for each kind. A second is a bug. "outside": it waits for somebody else's machine, so it has a lane of its own. */
  on(kind: string, handler: DueHandler, lane?: "outside"): void;
  outsideKinds(): readonly string[];
  /** Told after commit when this process scheduled such work. */
  whenOutside(tell: () => void): void;
  /** How many jobs failed and are tried again. */
  failing(tx: Tx): Promise<number>;
  /** When the oldest piece of work fell due that nobody is at. Null: none waits. */
  oldest(tx: Tx, at: Instant): Promise<Instant | null>;
  handlerOf(kind: string): DueHandler | undefined;
  /** Whoever runs the work says by which clock it waits. */
  goBy(clock: DueClock): void;
}

/** The runner looks by itself as often as this, so work that is further away wakes nobody. */
export const SWEEP_MILLISECONDS = 1000;

/** `wake` is told after commit that something may be due. */
export function createDue(needs: { wake: () => void }): Due {
  const handlers = new Map<string, DueHandler>();
  const outside = new Set<string>();
  const listeners: (() => void)[] = [];
  let clock: DueClock | undefined;
  const isSoon = (at: Instant): boolean => clock === undefined || at - clock.now() <= SWEEP_MILLISECONDS;
  return {
    at: async (tx, job) => {
      const at = clock ? clock.keep(job.at) : job.at;
      store.add(tx, { ...job, at });
      if (!isSoon(at)) return;
      if (outside.has(job.kind)) for (const tell of listeners) tx.afterCommit(tell);
      else tx.afterCommit(needs.wake);
    },
    cancel: async (tx, { subject, kinds }) => (kinds === undefined ? store.cancelAll(tx, subject) : store.cancelKinds(tx, subject, kinds)),
    on: (kind, handler, lane) => {
      if (handlers.has(kind)) throw new Error(`two handlers for ${kind}`);
      handlers.set(kind, handler);
      if (lane === "outside") outside.add(kind);
    },
    outsideKinds: () => [...outside],
    whenOutside: (tell) => void listeners.push(tell),
    failing: store.failing,
    oldest: store.oldest,
    handlerOf: (kind) => handlers.get(kind),
    goBy: (which) => void (clock = which),
  };
}
