import { sql } from "../../../foundation/db/sql.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { SessionTimes, TokenTimes } from "../rules/standing.ts";

export interface SessionRow extends SessionTimes, Omit<TokenTimes, "presented"> {
  readonly id: string;
  readonly personId: PersonId;
  readonly provedAt: Instant;
}
export type EndedBecause = "signed-out" | "idle" | "age" | "token-reused" | "password-changed" | "disabled" | "signed-in-again" | "cut-off";

export interface NewSession {
  readonly id: string;
  readonly person: string;
  readonly kind: SessionTimes["kind"];
  readonly tokenHash: Buffer;
  readonly endsAt: Instant;
}

export async function insertSession(tx: Tx, session: NewSession, at: Instant): Promise<void> {
  const now = toIso(at);
  await tx.run(sql`
    insert into identity.session (id, person_id, kind, token_hash, token_at, created_at, ends_at, touched_at, proved_at)
    values (${session.id}, ${session.person}, ${session.kind}, ${session.tokenHash}, ${now}, ${now}, ${toIso(session.endsAt)}, ${now}, ${now})`);
}

export type Found = SessionRow & { readonly presented: TokenTimes["presented"]; readonly disabled: boolean };

export const sessionByToken = (tx: Tx, hash: Buffer): Promise<Found | undefined> =>
  tx.maybe<Found>(sql`
    select s.id, s.person_id as "personId", s.kind, s.token_at as "tokenAt", s.next_at as "nextAt", s.ends_at as "endsAt",
           s.touched_at as "touchedAt", s.proved_at as "provedAt", s.locked_at as "lockedAt", s.ended_at as "endedAt",
           p.disabled_at is not null as disabled,
           case when s.token_hash = ${hash} then 'current' when s.next_hash = ${hash} then 'next' else 'previous' end as presented
      from identity.session s join identity.person p on p.id = s.person_id
     where s.token_hash = ${hash} or s.next_hash = ${hash} or s.previous_hash = ${hash}
     order by s.created_at desc
     limit 1`);

export const sessionById = (tx: Tx, id: string): Promise<SessionRow | undefined> =>
  tx.maybe<SessionRow>(sql`
    select id, person_id as "personId", kind, token_at as "tokenAt", next_at as "nextAt", ends_at as "endsAt", touched_at as "touchedAt",
           proved_at as "provedAt", locked_at as "lockedAt", ended_at as "endedAt"
      from identity.session where id = ${id}`);

export const sessionsByIds = (tx: Tx, ids: readonly string[]): Promise<SessionRow[]> =>
  tx.rows<SessionRow>(sql`
    select id, person_id as "personId", kind, token_at as "tokenAt", next_at as "nextAt", ends_at as "endsAt", touched_at as "touchedAt",
           proved_at as "provedAt", locked_at as "lockedAt", ended_at as "endedAt"
      from identity.session where id = any (${[...ids]}::uuid[])`);

/** The browser has shown the successor: it takes over. The hash is named again, so that only one of two requests does it. */
export const promoteToken = (tx: Tx, session: string, of: { hash: Buffer; at: Instant }): Promise<number> =>
  tx.run(sql`
    update identity.session
       set previous_hash = token_hash, token_hash = next_hash, token_at = ${toIso(of.at)}, next_hash = null, next_at = null
     where id = ${session} and next_hash = ${of.hash}`);

/** Offers a successor, unless another request did so since `before` was read. */
export async function offerToken(tx: Tx, session: string, of: { hash: Buffer; at: Instant; before: Instant | null }): Promise<boolean> {
  const before = of.before === null ? null : toIso(of.before);
  const changed = await tx.run(sql`
    update identity.session set next_hash = ${of.hash}, next_at = ${toIso(of.at)}
     where id = ${session} and next_at is not distinct from ${before}::timestamptz`);
  return changed === 1;
}

export const touchSession = (tx: Tx, session: string, at: Instant): Promise<number> =>
  tx.run(sql`update identity.session set touched_at = greatest(touched_at, ${toIso(at)}::timestamptz) where id = ${session} and ended_at is null`);

export const lockSession = (tx: Tx, session: string, at: Instant): Promise<number> =>
  tx.run(sql`update identity.session set locked_at = coalesce(locked_at, ${toIso(at)}::timestamptz) where id = ${session} and ended_at is null`);

/** Proven again: unlocked, touched, and the proof is fresh. */
export const proveSession = (tx: Tx, session: string, at: Instant): Promise<number> =>
  tx.run(sql`update identity.session set locked_at = null, touched_at = ${toIso(at)}, proved_at = ${toIso(at)} where id = ${session} and ended_at is null`);

export const endSession = (tx: Tx, session: string, of: { at: Instant; because: EndedBecause }): Promise<number> =>
  tx.run(sql`update identity.session set ended_at = ${toIso(of.at)}, ended_because = ${of.because} where id = ${session} and ended_at is null`);

export const endSessionsOf = (tx: Tx, of: { person: string; except: string | null; because: EndedBecause }, at: Instant): Promise<{ id: string }[]> =>
  tx.rows<{ id: string }>(sql`
    update identity.session set ended_at = ${toIso(at)}, ended_because = ${of.because}
     where person_id = ${of.person} and ended_at is null and id is distinct from ${of.except}::uuid
    returning id`);
