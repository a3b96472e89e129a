import type { Tx } from "../db/db.ts";
import { sql, type Sql } from "../db/sql.ts";
import type { ClientId } from "../ids.ts";
import { toIso, type Instant } from "../time.ts";

export interface NewJob {
  /** "dispatch.step", "fact.message-saved.desk": names the handler. */
  readonly kind: string;
  readonly subject: string;
  readonly client?: ClientId;
  readonly at: Instant;
  /** Ids, numbers and codes only. Never PHI. */
  readonly payload?: Readonly<Record<string, string | number | boolean | null>>;
  readonly inOrder?: boolean;
  /** 1 first, 9 last; 5 unless said. */
  readonly priority?: number;
  /** [F18] There is one of this kind and subject in the house: asked for again, it is moved, and whoever is at it is not the one who finishes it. */
  readonly single?: boolean;
}

export interface Job {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  readonly client: ClientId | null;
  readonly dueAt: Instant;
  readonly payload: Readonly<Record<string, string | number | boolean | null>>;
  /** How often it was claimed, this time included: more than 1 means that an earlier try may have done part of the work. */
  readonly tries: number;
  /** The name of what went wrong when it was last tried; null when nothing did, or when the worker died over it. */
  readonly failedWith: string | null;
  readonly token: number;
  readonly priority: number;
  readonly inOrder: boolean;
}

/** The longest a job is kept from others: the pause after it failed often. */
export const LEASE_SECONDS_MAX = 60;

export function add(tx: Tx, job: NewJob): void {
  if (job.single) return addSingle(tx, job);
  tx.send(sql`
    insert into foundation.due (kind, subject, client_id, due_at, payload, in_order, priority)
    values (${job.kind}, ${job.subject}, ${job.client ?? null}, ${toIso(job.at)}, ${JSON.stringify(job.payload ?? {})},
            ${job.inOrder ?? false}, ${job.priority ?? 5})`);
}

function addSingle(tx: Tx, job: NewJob): void {
  tx.send(sql`
    insert into foundation.due (kind, subject, client_id, due_at, payload, priority, single)
    values (${job.kind}, ${job.subject}, ${job.client ?? null}, ${toIso(job.at)}, ${JSON.stringify(job.payload ?? {})}, ${job.priority ?? 5}, true)
    on conflict (kind, subject) where single do update
       set due_at = excluded.due_at, payload = excluded.payload, priority = excluded.priority,
           token = due.token + 1, tries = 0, leased_until = null, failed_with = null`);
}

export const cancelKinds = (tx: Tx, subject: string, kinds: readonly string[]): void =>
  tx.send(sql`delete from foundation.due where subject = ${subject} and kind = any (${kinds})`);

export const cancelAll = (tx: Tx, subject: string): void =>
  tx.send(sql`delete from foundation.due where subject = ${subject} and not in_order`);

export interface ClaimAsk {
  readonly at: Instant;
  readonly limit: number;
  readonly leaseSeconds: number;
  /** Jobs this process is at: it never takes one a second time, whatever became of its lease. */
  readonly underWay: readonly number[];
  /** All, unless said. */
  readonly kinds?: Kinds;
}

/** Which kinds a claim takes: only these, or all but these. */
export interface Kinds {
  readonly only: boolean;
  readonly kinds: readonly string[];
}
const ALL_KINDS: Kinds = { only: false, kinds: [] };

/** A fact that failed this often holds up those behind it no longer. It is still tried, and counted as failing. */
const HOLDS_UP_TRIES_MAX = 5;

/** How many jobs failed and are tried again: what readiness and the office tell. */
export const failing = async (tx: Tx): Promise<number> =>
  (await tx.one<{ count: number }>(sql`select count(*) as count from foundation.due where failed_with is not null`)).count;

/** When the oldest piece of work fell due that nobody is at and that has not failed: a worker that stands still shows here. */
export const oldest = async (tx: Tx, at: Instant): Promise<Instant | null> =>
  (await tx.one<{ at: Instant | null }>(sql`select min(due_at) as at from foundation.due where due_at <= ${toIso(at)} and leased_until is null and failed_with is null`)).at;

/**
 * Takes up to `limit` jobs. The lease runs on the database's clock; due_at is compared with the clock of waiting work. A lease that
 * ends later than any that is given was given before the database's clock was set back, and is over.
 */
export const claim = ({ kinds = ALL_KINDS, ...ask }: ClaimAsk): Sql => sql`
    with picked as (
      select d.id from foundation.due d
       where d.due_at <= ${toIso(ask.at)}
         and (d.leased_until is null or d.leased_until < clock_timestamp() or d.leased_until > clock_timestamp() + make_interval(secs => ${LEASE_SECONDS_MAX + 1}))
         and d.id <> all (${ask.underWay}::bigint[])
         and (d.kind = any (${kinds.kinds})) = ${kinds.only}
         and not (d.in_order and exists (
               select 1 from foundation.due e
                where e.subject = d.subject and e.kind = d.kind and e.in_order and e.id < d.id
                   and not (e.tries >= ${HOLDS_UP_TRIES_MAX} and e.failed_with is not null)))
       order by d.priority, d.due_at, d.id
       limit ${ask.limit}
         for update skip locked)
    update foundation.due d
       set token = d.token + 1, tries = d.tries + 1, leased_until = clock_timestamp() + make_interval(secs => ${ask.leaseSeconds})
      from picked where d.id = picked.id
    returning d.id, d.kind, d.subject, d.client_id as client, d.due_at as "dueAt", d.payload, d.tries, d.failed_with as "failedWith", d.token, d.priority, d.in_order as "inOrder"`;

/** Those of the jobs that were still the asker's; another worker has the rest. */
export const finishAll = (jobs: readonly Job[]): Sql => sql`
    delete from foundation.due d
     using unnest(${jobs.map((job) => job.id)}::bigint[], ${jobs.map((job) => job.token)}::bigint[]) as over (id, token)
     where d.id = over.id and d.token = over.token
    returning d.id`;

/** False when another worker has claimed the job since: the caller must roll back. */
export const finish = async (tx: Tx, job: Job): Promise<boolean> =>
  (await tx.run(sql`delete from foundation.due where id = ${job.id} and token = ${job.token}`)) === 1;

export const renew = (job: Job, leaseSeconds: number): Sql => sql`
    update foundation.due set leased_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
     where id = ${job.id} and token = ${job.token}`;

/** Keeps the job, to be tried again after a pause. `failedWith` is the name of an error class, never its message. */
export const postpone = (job: Job, ask: { pauseSeconds: number; failedWith: string }): Sql => sql`
    update foundation.due
       set leased_until = clock_timestamp() + make_interval(secs => ${ask.pauseSeconds}), failed_with = ${ask.failedWith}
     where id = ${job.id} and token = ${job.token}`;

/** Not begun: it counts as no try, and it falls due then. */
export const putOff = (job: Job, until: Instant): Sql => sql`
    update foundation.due
       set due_at = ${toIso(until)}, leased_until = null, failed_with = null, tries = greatest(tries - 1, 0)
     where id = ${job.id} and token = ${job.token}`;

export const nextAfter = (at: Instant): Sql => sql`select min(due_at) as next from foundation.due where due_at > ${toIso(at)}`;

/** How far the clock of waiting work is ahead of the product's clock, for the process that comes after this one. */
export const keepAhead = (milliseconds: number): Sql => sql`
    insert into foundation.clock (one, ahead_milliseconds) values (true, ${milliseconds})
    on conflict (one) do update set ahead_milliseconds = excluded.ahead_milliseconds`;

export const keptAhead = sql`select ahead_milliseconds as ahead from foundation.clock`;
