import { sql } from "../../foundation/db/sql.ts";
import type { Tx } from "../../foundation/db/db.ts";
import type { CallId, ClientId, PersonId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";

export type Via = "line" | "menu" | "call-back" | "operator";
type AttemptState = "open" | "proved" | "failed" | "left";

export const addAttempt = (tx: Tx, row: { id: string; at: Instant; via: Via; person: PersonId | null; caller: Buffer | null }): Promise<number> =>
  tx.run(sql`insert into checkin.attempt (id, at, via, person_id, state, caller) values (${row.id}, ${toIso(row.at)}, ${row.via}, ${row.person}, 'open', ${row.caller})`);

/** What became of it is said once: who was proved has been proved, however the call ends. */
export const settleAttempt = (tx: Tx, of: { id: string; at: Instant; state: Exclude<AttemptState, "open">; person: PersonId | null; failures: number }): Promise<number> =>
  tx.run(sql`
    update checkin.attempt set state = ${of.state}, person_id = coalesce(${of.person}::uuid, person_id), failures = ${of.failures}, over_at = ${toIso(of.at)}
     where id = ${of.id} and state = 'open'`);

/** Held until the transaction ends, so that rings to one person are counted one by one. */
export const oneRingAtATime = (tx: Tx, person: PersonId): Promise<number> => tx.run(sql`select pg_advisory_xact_lock(hashtextextended('checkin ' || ${person}::text, 0))`);

export const callBacksSince = async (tx: Tx, of: { person: PersonId; since: Instant }): Promise<number> =>
  (await tx.one<{ count: number }>(sql`select count(*) as count from checkin.attempt where person_id = ${of.person} and via = 'call-back' and at > ${toIso(of.since)}`)).count;

export interface FailedRow {
  readonly id: string;
  readonly at: Instant;
  readonly via: Via;
  readonly person: PersonId | null;
  readonly name: string | null;
  readonly shown: boolean;
}
/** Newest first. */
export const failedAttempts = (tx: Tx, ask: { since: Instant; limit: number }): Promise<FailedRow[]> =>
  tx.rows<FailedRow>(sql`
    select a.id, a.at, a.via, a.person_id as person, p.name, a.caller is not null as shown
      from checkin.attempt a left join identity.person p on p.id = a.person_id
     where a.state = 'failed' and a.at > ${toIso(ask.since)} order by a.at desc, a.id desc limit ${ask.limit}`);

export const callerOfFailed = (tx: Tx, id: string): Promise<{ caller: Buffer | null } | undefined> =>
  tx.maybe(sql`select caller from checkin.attempt where id = ${id} and state = 'failed'`);

/** How many were forgotten. */
export const forgetAttempts = (tx: Tx, before: Instant): Promise<number> => tx.run(sql`delete from checkin.attempt where at < ${toIso(before)}`);

// ── the service's own numbers ────────────────────────────────────────────────────────────────────────────────────

export const lines = async (tx: Tx): Promise<string[]> => (await tx.rows<{ number: string }>(sql`select number from checkin.line order by number`)).map(({ number }) => number);
export const isLine = async (tx: Tx, number: string): Promise<boolean> => (await tx.maybe(sql`select 1 as yes from checkin.line where number = ${number}`)) !== undefined;
export const addLine = (tx: Tx, of: { number: string; at: Instant; by: PersonId | null }): Promise<number> =>
  tx.run(sql`insert into checkin.line (number, saved_at, saved_by) values (${of.number}, ${toIso(of.at)}, ${of.by}) on conflict (number) do nothing`);
export const removeLine = (tx: Tx, number: string): Promise<number> => tx.run(sql`delete from checkin.line where number = ${number}`);

// ── an operator's card ───────────────────────────────────────────────────────────────────────────────────────────

export interface CardRow {
  readonly client: ClientId;
  readonly id: string;
  readonly call: CallId;
  readonly operator: PersonId;
  readonly person: PersonId;
  readonly state: "claimed" | "verified" | "failed";
  readonly how: "pin" | "number" | null;
  readonly failures: number;
  readonly at: Instant;
}

export const cardOfCall = (tx: Tx, call: CallId): Promise<CardRow | undefined> =>
  tx.maybe<CardRow>(sql`
    select client_id as client, id, call_id as call, operator_id as operator, person_id as person, state, how, failures, at from checkin.card where call_id = ${call}`);

/** One for a call: a second claim on it takes the first one's tries with it, and never opens what was closed. */
export const claim = (tx: Tx, of: Pick<CardRow, "client" | "id" | "call" | "operator" | "person" | "at">): Promise<CardRow> =>
  tx.one<CardRow>(sql`
    insert into checkin.card (client_id, id, call_id, operator_id, person_id, state, at) values (${of.client}, ${of.id}, ${of.call}, ${of.operator}, ${of.person}, 'claimed', ${toIso(of.at)})
    on conflict (client_id, call_id) do update set person_id = excluded.person_id, operator_id = excluded.operator_id,
       state = case when card.state = 'failed' then 'failed' else 'claimed' end, how = null, settled_at = case when card.state = 'failed' then card.settled_at end
    returning client_id as client, id, call_id as call, operator_id as operator, person_id as person, state, how, failures, at`);

export const verified = (tx: Tx, of: { id: string; person: PersonId; how: "pin" | "number"; at: Instant }): Promise<number> =>
  tx.run(sql`update checkin.card set state = 'verified', how = ${of.how}, settled_at = ${toIso(of.at)} where id = ${of.id} and person_id = ${of.person} and state = 'claimed'`);

export const countFailure = (tx: Tx, of: { id: string; at: Instant; max: number }): Promise<CardRow | undefined> =>
  tx.maybe<CardRow>(sql`
    update checkin.card set failures = failures + 1,
       state = case when failures + 1 >= ${of.max} then 'failed' else state end, settled_at = case when failures + 1 >= ${of.max} then ${toIso(of.at)}::timestamptz else settled_at end
     where id = ${of.id} and state = 'claimed'
    returning client_id as client, id, call_id as call, operator_id as operator, person_id as person, state, how, failures, at`);

/** Calls on which this operator's caller claims to be somebody, unproved. */
export const unproved = async (tx: Tx, of: { operator: PersonId; since: Instant }): Promise<CallId[]> =>
  (await tx.rows<{ call: CallId }>(sql`select call_id as call from checkin.card where operator_id = ${of.operator} and state <> 'verified' and at > ${toIso(of.since)}`)).map(({ call }) => call);
