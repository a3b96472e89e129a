import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { AccountId, CallId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import { plus, toIso, type Instant } from "../../foundation/time.ts";
import type { Phase } from "./rules/call-machine.ts";
import type { OperatorState } from "./rules/queue.ts";

/** The versions of the account's scripts that this call was offered with. */
export interface StampedScript {
  readonly id: string;
  readonly version: number;
}

export interface NewCall {
  readonly client: ClientId;
  readonly id: CallId;
  readonly account: AccountId;
  readonly dialled: string;
  readonly transport: string;
  readonly at: Instant;
  readonly agreement: string;
  readonly caller: Buffer | null;
  readonly callerIndex: Buffer | null;
  readonly recording: boolean;
  readonly scripts: readonly StampedScript[];
}

export const insertCall = (tx: Tx, c: NewCall): Promise<number> =>
  tx.run(sql`
    insert into calls.call (client_id, id, account_id, dialled, transport, offered_at, agreement_id, caller, caller_index, recording, scripts, phase)
    values (${c.client}, ${c.id}, ${c.account}, ${c.dialled}, ${c.transport}, ${toIso(c.at)}, ${c.agreement}, ${c.caller}, ${c.callerIndex},
            ${c.recording}, ${JSON.stringify(c.scripts)}, 'waiting')`);

export interface CallRef {
  readonly client: ClientId;
  readonly id: CallId;
}

export interface CallNote {
  readonly number: number;
  readonly at: Instant;
  readonly kind: string;
  readonly operator: PersonId | null;
  readonly detail: string | null;
}

export const insertEvent = (tx: Tx, call: CallRef, note: CallNote): Promise<number> =>
  tx.run(sql`
    insert into calls.call_event (client_id, call_id, number, at, kind, operator, detail)
    values (${call.client}, ${call.id}, ${note.number}, ${toIso(note.at)}, ${note.kind}, ${note.operator}, ${note.detail})
    on conflict (client_id, call_id, number) do nothing`);

export interface Standing {
  readonly phase: Phase;
  readonly operator: PersonId | null;
  readonly answeredAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly endedHow: string | null;
  readonly finishedAt: Instant | null;
  readonly finishReason: string | null;
}

const iso = (at: Instant | null): string | null => (at === null ? null : toIso(at));

export const saveStanding = (tx: Tx, call: CallRef, s: Standing): Promise<number> =>
  tx.run(sql`
    update calls.call
       set phase = ${s.phase}, operator = ${s.operator}, answered_at = ${iso(s.answeredAt)}, ended_at = ${iso(s.endedAt)},
           ended_how = ${s.endedHow}, finished_at = ${iso(s.finishedAt)}, finish_reason = ${s.finishReason}
     where client_id = ${call.client} and id = ${call.id}`);

export interface StoredCall extends CallRef, Standing {
  readonly account: AccountId;
  readonly offeredAt: Instant;
  readonly agreement: string;
  readonly caller: Buffer | null;
  readonly recording: boolean;
  readonly scripts: readonly StampedScript[];
  readonly message: MessageId | null;
  readonly events: number;
}

export const findCall = (tx: Tx, id: CallId): Promise<StoredCall | undefined> =>
  tx.maybe<StoredCall>(sql`
    select c.client_id as client, c.id, c.account_id as account, c.offered_at as "offeredAt", c.agreement_id as agreement, c.caller, c.recording, c.scripts,
           c.phase, c.operator, c.answered_at as "answeredAt", c.ended_at as "endedAt", c.ended_how as "endedHow",
           c.finished_at as "finishedAt", c.finish_reason as "finishReason", c.message_id as message,
           (select coalesce(max(e.number), 0) from calls.call_event e where e.client_id = c.client_id and e.call_id = c.id) as events
      from calls.call c where c.id = ${id}`);

/** Calls of a node: these alone, where there are any; and not those of other nodes. */
export interface Whose {
  readonly only: readonly CallId[] | null;
  readonly but: readonly CallId[];
}

/** Calls that nobody finished: live when the process died, or in wrap-up. The newest first. */
export const unfinished = (tx: Tx, ask: { taken: boolean; limit: number; of: Whose }): Promise<StoredCall[]> =>
  tx.rows<StoredCall>(sql`
    select c.client_id as client, c.id, c.account_id as account, c.offered_at as "offeredAt", c.agreement_id as agreement, c.caller, c.recording, c.scripts,
           c.phase, c.operator, c.answered_at as "answeredAt", c.ended_at as "endedAt", c.ended_how as "endedHow",
           c.finished_at as "finishedAt", c.finish_reason as "finishReason", c.message_id as message,
           (select coalesce(max(e.number), 0) from calls.call_event e where e.client_id = c.client_id and e.call_id = c.id) as events
      from calls.call c where c.finished_at is null and (c.operator is not null) = ${ask.taken}
       and (${ask.of.only === null} or c.id = any (${ask.of.only ?? []}::uuid[])) and c.id <> all (${ask.of.but}::uuid[]) order by c.offered_at desc, c.id limit ${ask.limit}`);

/** Whether the call left a voicemail in which something can be heard. */
export const hasVoicemail = async (tx: Tx, call: CallRef): Promise<boolean> =>
  (await tx.one<{ there: boolean }>(sql`
    select exists (select 1 from calls.recording where client_id = ${call.client} and call_id = ${call.id} and kind = 'voicemail' and state <> 'writing' and seconds > 0) as there`)).there;

/** Locks the call and notes its message: false when another message of this call was noted before. */
export const noteMessage = async (tx: Tx, call: CallRef, message: MessageId): Promise<boolean> =>
  (await tx.run(sql`
    update calls.call set message_id = ${message}
     where client_id = ${call.client} and id = ${call.id} and (message_id is null or message_id = ${message})`)) === 1;

export const callsFrom = async (tx: Tx, ask: { client: ClientId; callerIndex: Buffer; since: Instant }): Promise<number> =>
  (await tx.one<{ n: number }>(sql`
    select count(*) as n from calls.call
     where client_id = ${ask.client} and caller_index = ${ask.callerIndex} and offered_at >= ${toIso(ask.since)}`)).n;

const SAME_CALLER = { hours: -12 };
const EARLIER_MAX = 10;
/** The newest messages that whoever left this one left for the account before, in the last hours: the same number, by its blind index. */
export const earlierFrom = async (tx: Tx, ask: { client: ClientId; account: AccountId; message: MessageId; at: Instant }): Promise<MessageId[]> =>
  (await tx.rows<{ message: MessageId }>(sql`
    select e.message_id as message
      from calls.call c join calls.call e on e.client_id = c.client_id and e.caller_index = c.caller_index and e.account_id = c.account_id
     where c.client_id = ${ask.client} and c.message_id = ${ask.message} and c.account_id = ${ask.account}
       and e.message_id is not null and e.message_id <> c.message_id and e.offered_at >= ${toIso(plus(ask.at, SAME_CALLER))} and e.offered_at <= c.offered_at
     order by e.offered_at desc limit ${EARLIER_MAX}`)).map((one) => one.message);

export const byCaller = (tx: Tx, ask: { client: ClientId; callerIndex: Buffer; limit: number }): Promise<{ id: CallId; message: MessageId | null; at: Instant }[]> =>
  tx.rows<{ id: CallId; message: MessageId | null; at: Instant }>(sql`
    select id, message_id as message, offered_at as at from calls.call
     where client_id = ${ask.client} and caller_index = ${ask.callerIndex} order by offered_at desc limit ${ask.limit}`);

export const turnAway = (tx: Tx, row: { client: ClientId; id: string; account: AccountId; at: Instant; standing: string }): Promise<number> =>
  tx.run(sql`
    insert into calls.turned_away (client_id, id, account_id, at, standing)
    values (${row.client}, ${row.id}, ${row.account}, ${toIso(row.at)}, ${row.standing})`);

export const wasTurnedAway = async (tx: Tx, call: CallRef): Promise<boolean> =>
  (await tx.one<{ there: boolean }>(sql`select exists (select 1 from calls.turned_away where client_id = ${call.client} and id = ${call.id}) as there`)).there;

export const noteOperator = (tx: Tx, row: { id: string; person: PersonId; at: Instant; state: OperatorState }): Promise<number> =>
  tx.run(sql`insert into calls.operator_event (id, person, at, state) values (${row.id}, ${row.person}, ${toIso(row.at)}, ${row.state})`);

/** What each operator last said of themselves, no longer ago than `since`. */
export const lastStates = (tx: Tx, since: Instant): Promise<{ person: PersonId; state: OperatorState; at: Instant }[]> =>
  tx.rows<{ person: PersonId; state: OperatorState; at: Instant }>(sql`
    select distinct on (person) person, state, at from calls.operator_event where at >= ${toIso(since)} order by person, at desc`);

export interface RecordingRow {
  readonly client: ClientId;
  readonly id: string;
  readonly call: CallId;
  readonly kind: "voicemail" | "caller" | "operator";
  readonly at: Instant;
}

/** `legs`: the others who are in the talk. */
export const beginRecording = (tx: Tx, r: RecordingRow & { readonly legs?: readonly number[] }): Promise<number> =>
  tx.run(sql`
    insert into calls.recording (client_id, id, call_id, kind, started_at, state, legs)
    values (${r.client}, ${r.id}, ${r.call}, ${r.kind}, ${toIso(r.at)}, 'writing', ${[...(r.legs ?? [])]})`);

export const endRecording = (tx: Tx, r: { client: ClientId; id: string; at: Instant; seconds: number; state: "whole" | "cut" }): Promise<number> =>
  tx.run(sql`
    update calls.recording set ended_at = ${toIso(r.at)}, seconds = ${r.seconds}, state = ${r.state}
     where client_id = ${r.client} and id = ${r.id} and state = 'writing'`);

export const unendedRecordings = (tx: Tx, ask: { limit: number; of: Whose }): Promise<RecordingRow[]> =>
  tx.rows<RecordingRow>(sql`
    select client_id as client, id, call_id as call, kind, started_at as at from calls.recording where state = 'writing'
       and (${ask.of.only === null} or call_id = any (${ask.of.only ?? []}::uuid[])) and call_id <> all (${ask.of.but}::uuid[]) order by started_at limit ${ask.limit}`);

export const findRecording = (tx: Tx, id: string): Promise<(RecordingRow & { state: string }) | undefined> =>
  tx.maybe<RecordingRow & { state: string }>(sql`
    select client_id as client, id, call_id as call, kind, started_at as at, state from calls.recording where id = ${id} and state <> 'declined'`);

export interface TalkRow {
  readonly call: CallId;
  readonly offeredAt: Instant;
  readonly operator: PersonId | null;
  /** Under which law it was recorded; null: before that was written down. */
  readonly law: { readonly law: "all-party" | "one-party"; readonly because: "caller" | "account" | "operator" | null; readonly state: string | null; readonly citation: string | null } | null;
  readonly parts: readonly { readonly id: string; readonly side: "caller" | "operator"; readonly seconds: number | null; readonly cut: boolean }[];
}

/** Calls of an account whose talk was recorded, newest first, each with its files. What is still being written is not there yet. */
export const talkRecordings = (tx: Tx, ask: { client: ClientId; account: AccountId; after: { at: Instant; call: CallId } | null; limit: number }): Promise<TalkRow[]> =>
  tx.rows<TalkRow>(sql`
    select c.id as call, c.offered_at as "offeredAt", c.operator, r.parts,
           (select json_build_object('law', k.law, 'because', k.because, 'citation', k.citation,
                     'state', case k.because when 'caller' then k.caller_state when 'account' then k.account_state when 'operator' then k.operator_state end)
              from calls.recording_consent k where k.client_id = c.client_id and k.call_id = c.id) as law
      from calls.call c
      join lateral (
        select json_agg(json_build_object('id', id, 'side', kind, 'seconds', seconds, 'cut', state = 'cut') order by started_at, kind) as parts
          from calls.recording where client_id = c.client_id and call_id = c.id and kind in ('caller', 'operator') and state in ('whole', 'cut')) r on r.parts is not null
     where c.client_id = ${ask.client} and c.account_id = ${ask.account}
       and (${ask.after === null} or (c.offered_at, c.id) < (${toIso(ask.after?.at ?? (0 as Instant))}::timestamptz, ${ask.after?.call ?? NO_CALL}::uuid))
     order by c.offered_at desc, c.id desc limit ${ask.limit}`);
const NO_CALL = "00000000-0000-0000-0000-000000000000";

/** Answer times for the floor: one row for each answered call since an instant. */
export const answerTimes = (tx: Tx, since: Instant): Promise<{ offeredAt: Instant; answeredAt: Instant | null; endedAt: Instant | null }[]> =>
  tx.rows<{ offeredAt: Instant; answeredAt: Instant | null; endedAt: Instant | null }>(sql`
    select offered_at as "offeredAt", answered_at as "answeredAt", ended_at as "endedAt" from calls.call
     where offered_at >= ${toIso(since)} order by offered_at limit 20000`);

/** What a practice's callers met in a stretch of time: how many rang, and how many of them no operator answered. */
export const countOf = (tx: Tx, ask: { client: ClientId; account: AccountId; from: Instant; until: Instant }): Promise<{ calls: number; unanswered: number }> =>
  tx.one<{ calls: number; unanswered: number }>(sql`
    select count(*) as calls, count(*) filter (where answered_at is null) as unanswered from calls.call
     where client_id = ${ask.client} and account_id = ${ask.account} and offered_at >= ${toIso(ask.from)} and offered_at < ${toIso(ask.until)}`);

export interface ShiftRow {
  readonly person: PersonId;
  readonly since: Instant;
  readonly answered: number;
  readonly medianSeconds: number | null;
}

/** For each of these operators who has said a word since `since`: when they first did, how many calls they answered from then on, and how fast. */
export const shifts = (tx: Tx, ask: { people: readonly PersonId[]; since: Instant }): Promise<ShiftRow[]> =>
  tx.rows<ShiftRow>(sql`
    with begun as (
      select person, min(at) as since from calls.operator_event
       where person = any (${ask.people}) and at >= ${toIso(ask.since)} and state in ('ready', 'break', 'finishing')
       group by person)
    select b.person, b.since, count(c.id) as answered,
           percentile_cont(0.5) within group (order by extract(epoch from c.answered_at - c.offered_at)) as "medianSeconds"
      from begun b left join calls.call c on c.operator = b.person and c.answered_at >= b.since
     group by b.person, b.since`);
