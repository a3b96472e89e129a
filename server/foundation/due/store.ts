import type { Tx } from "../db/db.ts";
import { sql } from "../db/sql.ts";
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
  /** The name of what went wrong the last time it was tried; null when nothing did, or when the worker died. */
  readonly failedWith: string | null;
  readonly token: number;
}

/** Which kinds a claim takes: `only` these, or all but these. */
export interface Kinds {
  readonly only: boolean;
  readonly kinds: readonly string[];
}
export const ALL_KINDS: Kinds = { only: false, kinds: [] };

/** A fact that failed this often holds those behind it no longer. It is still tried, and counted as failing. */
const HOLDS_OTHERS_TRIES_MAX = 5;

export async function add(tx: Tx, job: NewJob): Promise<void> {
  await tx.run(sql`
    insert into foundation.due (kind, subject, client_id, due_at, payload, in_order, priority)
    values (${job.kind}, ${job.subject}, ${job.client ?? null}, ${toIso(job.at)}, ${JSON.stringify(job.payload ?? {})},
            ${job.inOrder ?? false}, ${job.priority ?? 5})`);
}

export const cancelKind = (tx: Tx, subject: string, kind: string): Promise<number> =>
  tx.run(sql`delete from foundation.due where subject = ${subject} and kind = ${kind}`);

export const cancelAll = (tx: Tx, subject: string): Promise<number> =>
  tx.run(sql`delete from foundation.due where subject = ${subject} and not in_order`);

/** Takes up to `limit` jobs. The lease runs on the database clock; due_at is compared with the product's clock. */
export const claim = (tx: Tx, ask: { at: Instant; limit: number; leaseSeconds: number; kinds?: Kinds }): Promise<Job[]> => {
  const { only, kinds } = ask.kinds ?? ALL_KINDS;
  return tx.rows<Job>(sql`
    with picked as (
      select d.id from foundation.due d
       where d.due_at <= ${toIso(ask.at)}
         and (d.leased_until is null or d.leased_until < clock_timestamp())
         and (d.kind = any (${kinds})) = ${only}
         and not (d.in_order and exists (
               select 1 from foundation.due e
                where e.subject = d.subject and e.kind = d.kind and e.in_order and e.id < d.id
                   and not (e.tries >= ${HOLDS_OTHERS_TRIES_MAX} and e.failed_with is not null)))
       order by d.priority, d.due_at, d.id
       limit ${ask.limit}
         for update skip locked)
    update foundation.due d
       set token = d.token + 1, tries = d.tries + 1, leased_until = clock_timestamp() + make_interval(secs => ${ask.leaseSeconds})
      from picked where d.id = picked.id
    returning d.id, d.kind, d.subject, d.client_id as client, d.due_at as "dueAt", d.payload, d.tries, d.failed_with as "failedWith", d.token`);
};

/** False when another worker has claimed the job since: the caller must roll back. */
export const finish = async (tx: Tx, job: Job): Promise<boolean> =>
  (await tx.run(sql`delete from foundation.due where id = ${job.id} and token = ${job.token}`)) === 1;

export const renew = async (tx: Tx, job: Job, leaseSeconds: number): Promise<boolean> =>
  (await tx.run(sql`
    update foundation.due set leased_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
     where id = ${job.id} and token = ${job.token}`)) === 1;

/** Keeps the job, to be tried again after a pause. `failedWith` is the name of an error class, never its message. */
export const postpone = (tx: Tx, job: Job, ask: { pauseSeconds: number; failedWith: string }): Promise<number> =>
  tx.run(sql`
    update foundation.due
       set leased_until = clock_timestamp() + make_interval(secs => ${ask.pauseSeconds}), failed_with = ${ask.failedWith}
     where id = ${job.id} and token = ${job.token}`);

/** Jobs that failed and are tried again: what readiness and the office tell. */
export const failing = async (tx: Tx): Promise<number> =>
  (await tx.one<{ count: number }>(sql`select count(*) as count from foundation.due where failed_with is not null`)).count;

export const nextAfter = async (tx: Tx, at: Instant): Promise<Instant | null> =>
  (await tx.one<{ next: Instant | null }>(sql`select min(due_at) as next from foundation.due where due_at > ${toIso(at)}`)).next;
