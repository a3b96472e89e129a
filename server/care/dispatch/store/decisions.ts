import type { PageReason } from "../../../../contract/index.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, AttemptId, ClientId, DispatchId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Step } from "../rules/ladder.ts";

export interface DecisionRow {
  readonly client: ClientId;
  readonly id: string;
  readonly dispatch: DispatchId;
  readonly message: MessageId;
  readonly number: number;
  /** Null when an operator paged a named person beside the ladder. */
  readonly step: number | null;
  readonly repeat: number | null;
  readonly role: Exclude<Step["who"], "desk-alarm"> | "named";
  readonly person: PersonId | null;
  readonly why: string;
  readonly scheduleVersion: number | null;
  readonly reason: PageReason | null;
  readonly attempt: AttemptId | null;
  readonly decidedAt: Instant;
  readonly passedAt: Instant | null;
  /** What came of a step that the desk does. */
  readonly ringResult: "reached" | "not-reached" | null;
  readonly ringAt: Instant | null;
  readonly hurriedAt: Instant | null;
  /** Of a hold: when the office opens. */
  readonly heldUntil: Instant | null;
}

/** What the schedule said besides: kept, so that nobody has to work it out again. */
interface Said {
  readonly tzVersion?: string | undefined;
  readonly until?: Instant | undefined;
  readonly next?: PersonId | undefined;
}

export const add = (tx: Tx, row: Omit<DecisionRow, "ringResult" | "ringAt" | "hurriedAt"> & Said): void =>
  tx.send(sql`
    insert into dispatch.decision (client_id, id, dispatch_id, message_id, number, step_index, repeat_index, role, person_id, why, schedule_version, tz_version, until_at, next_id, reason, attempt_id, decided_at, held_until)
    values (${row.client}, ${row.id}, ${row.dispatch}, ${row.message}, ${row.number}, ${row.step}, ${row.repeat}, ${row.role}, ${row.person}, ${row.why},
            ${row.scheduleVersion}, ${row.tzVersion ?? null}, ${row.until === undefined ? null : toIso(row.until)}, ${row.next ?? null}, ${row.reason}, ${row.attempt}, ${toIso(row.decidedAt)}, ${row.heldUntil === null ? null : toIso(row.heldUntil)})`);

export const of = (tx: Tx, dispatches: readonly DispatchId[]): Promise<DecisionRow[]> =>
  tx.rows<DecisionRow>(sql`
    select client_id as client, id, dispatch_id as dispatch, message_id as message, number, step_index as step, repeat_index as repeat, role, person_id as person,
           why, schedule_version as "scheduleVersion", reason, attempt_id as attempt, decided_at as "decidedAt", passed_at as "passedAt", ring_result as "ringResult",
           ring_at as "ringAt", hurried_at as "hurriedAt", held_until as "heldUntil"
      from dispatch.decision where dispatch_id = any (${dispatches}) order by dispatch_id, number`);

/** Those of one dispatch, by its key. */
export const ofOne = (tx: Tx, at: { client: ClientId; dispatch: DispatchId }): Promise<DecisionRow[]> =>
  tx.rows<DecisionRow>(sql`
    select client_id as client, id, dispatch_id as dispatch, message_id as message, number, step_index as step, repeat_index as repeat, role, person_id as person,
           why, schedule_version as "scheduleVersion", reason, attempt_id as attempt, decided_at as "decidedAt", passed_at as "passedAt", ring_result as "ringResult",
           ring_at as "ringAt", hurried_at as "hurriedAt", held_until as "heldUntil"
      from dispatch.decision where client_id = ${at.client} and dispatch_id = ${at.dispatch} order by number`);

export const ofMessage = (tx: Tx, message: MessageId): Promise<DecisionRow[]> =>
  tx.rows<DecisionRow>(sql`
    select client_id as client, id, dispatch_id as dispatch, message_id as message, number, step_index as step, repeat_index as repeat, role, person_id as person,
           why, schedule_version as "scheduleVersion", reason, attempt_id as attempt, decided_at as "decidedAt", passed_at as "passedAt", ring_result as "ringResult",
           ring_at as "ringAt", hurried_at as "hurriedAt", held_until as "heldUntil"
      from dispatch.decision where message_id = ${message} order by decided_at, dispatch_id, number`);

/** Everything this person was paged with for this dispatch is passed on. */
export const markPassed = (tx: Tx, at: { client: ClientId; dispatch: DispatchId; person: PersonId; passedAt: Instant }): Promise<number> =>
  tx.run(sql`
    update dispatch.decision set passed_at = ${toIso(at.passedAt)}
     where client_id = ${at.client} and dispatch_id = ${at.dispatch} and person_id = ${at.person} and passed_at is null`);

/** [D22] What the operator says of ringing; the first word stands. */
export const setRang = (tx: Tx, at: { client: ClientId; id: string; result: "reached" | "not-reached"; by: PersonId; ringAt: Instant }): Promise<number> =>
  tx.run(sql`
    update dispatch.decision set ring_result = ${at.result}, ring_at = ${toIso(at.ringAt)}, ring_by = ${at.by}
     where client_id = ${at.client} and id = ${at.id} and ring_result is null`);

export const setHurried = (tx: Tx, at: { client: ClientId; id: string; hurriedAt: Instant }): Promise<number> =>
  tx.run(sql`update dispatch.decision set hurried_at = ${toIso(at.hurriedAt)} where client_id = ${at.client} and id = ${at.id} and hurried_at is null`);

export const assign = (tx: Tx, row: { client: ClientId; id: string; message: MessageId; person: PersonId; at: Instant }): void =>
  tx.send(sql`
    insert into dispatch.assignment (client_id, id, message_id, person_id, assigned_at)
    values (${row.client}, ${row.id}, ${row.message}, ${row.person}, ${toIso(row.at)})
    on conflict (client_id, message_id, person_id) do update set ended_at = null`);

export const isAssigned = async (tx: Tx, at: { client: ClientId; message: MessageId; person: PersonId }): Promise<boolean> =>
  (await tx.maybe(sql`
    select id from dispatch.assignment
     where client_id = ${at.client} and message_id = ${at.message} and person_id = ${at.person} and ended_at is null`)) !== undefined;

export interface Place {
  readonly client: ClientId;
  readonly account: AccountId;
}
/** Where this person has assignments that stand. Asked in the person's own scope, which reaches over clients. */
export const placesOf = (tx: Tx, person: PersonId): Promise<Place[]> =>
  tx.rows<Place>(sql`
    select distinct d.client_id as client, d.account_id as account
      from dispatch.assignment a join dispatch.dispatch d on d.client_id = a.client_id and d.message_id = a.message_id
     where a.person_id = ${person} and a.ended_at is null
     order by 1, 2`);

export const openMessagesOf = (tx: Tx, at: Place & { person: PersonId }): Promise<{ message: MessageId }[]> =>
  tx.rows<{ message: MessageId }>(sql`
    select distinct d.message_id as message
      from dispatch.assignment a join dispatch.dispatch d on d.client_id = a.client_id and d.message_id = a.message_id
     where a.client_id = ${at.client} and a.person_id = ${at.person} and a.ended_at is null and d.account_id = ${at.account} and d.state in ('working', 'alarm')
     order by 1`);

export const endAssignments = (tx: Tx, at: Place & { person: PersonId; endedAt: Instant }): Promise<number> =>
  tx.run(sql`
    update dispatch.assignment a set ended_at = ${toIso(at.endedAt)}
     where a.client_id = ${at.client} and a.person_id = ${at.person} and a.ended_at is null
       and exists (select 1 from dispatch.dispatch d where d.client_id = a.client_id and d.message_id = a.message_id and d.account_id = ${at.account})`);
