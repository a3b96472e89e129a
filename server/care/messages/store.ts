import type { Urgency } from "../../../contract/index.ts";
import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { AccountId, CallId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";

export interface DraftRow {
  readonly account: AccountId;
  readonly version: number;
  readonly content: Buffer;
  readonly savedAt: Instant;
}
export interface DraftKey {
  readonly client: ClientId;
  readonly call: CallId;
}

export const lockDraft = (tx: Tx, key: DraftKey): Promise<DraftRow | undefined> =>
  tx.maybe<DraftRow>(sql`
    select account_id as account, version, content, saved_at as "savedAt"
      from messages.draft where client_id = ${key.client} and id = ${key.call} for update`);

/** False when another window opened the draft in this moment. */
export const addDraft = async (tx: Tx, key: DraftKey, row: DraftRow): Promise<boolean> =>
  (await tx.run(sql`
    insert into messages.draft (client_id, id, account_id, version, content, opened_at, saved_at)
    values (${key.client}, ${key.call}, ${row.account}, ${row.version}, ${row.content}, ${toIso(row.savedAt)}, ${toIso(row.savedAt)})
    on conflict (client_id, id) do nothing`)) === 1;

export const replaceDraft = (tx: Tx, key: DraftKey, row: DraftRow): void =>
  tx.send(sql`
    update messages.draft set version = ${row.version}, content = ${row.content}, saved_at = ${toIso(row.savedAt)}
     where client_id = ${key.client} and id = ${key.call}`);

export const removeDraft = (tx: Tx, key: DraftKey): void =>
  tx.send(sql`delete from messages.draft where client_id = ${key.client} and id = ${key.call}`);

/** What is readable of a message: no words of a caller. */
export interface MessageRow {
  readonly id: MessageId;
  readonly client: ClientId;
  readonly account: AccountId;
  readonly call: CallId | null;
  readonly sendKey: string;
  readonly origin: "operator" | "voicemail";
  readonly urgency: Urgency;
  readonly revision: number;
  readonly scriptId: string | null;
  readonly scriptVersion: number | null;
  readonly recording: string | null;
  readonly takenDownBy: PersonId | null;
  readonly savedAt: Instant;
}

export const find = (tx: Tx, message: MessageId): Promise<MessageRow | undefined> =>
  tx.maybe<MessageRow>(sql`
    select id, client_id as client, account_id as account, call_id as call, send_key as "sendKey", origin, urgency, revision,
           script_id as "scriptId", script_version as "scriptVersion", recording_id as recording, taken_down_by as "takenDownBy", saved_at as "savedAt"
      from messages.message where id = ${message}`);

export const sentBy = (tx: Tx, ask: { people: readonly PersonId[]; since: Instant; limit: number }): Promise<{ person: PersonId; message: MessageId; at: Instant }[]> =>
  tx.rows<{ person: PersonId; message: MessageId; at: Instant }>(sql`
    select taken_down_by as person, id as message, saved_at as at
      from messages.message where taken_down_by = any (${ask.people}) and saved_at >= ${toIso(ask.since)}
     order by saved_at desc limit ${ask.limit}`);

export const ofRecording = async (tx: Tx, recording: string): Promise<MessageId | undefined> =>
  (await tx.maybe<{ id: MessageId }>(sql`select id from messages.message where recording_id = ${recording}`))?.id;

export const lock = (tx: Tx, client: ClientId, message: MessageId): Promise<{ revision: number } | undefined> =>
  tx.maybe<{ revision: number }>(sql`select revision from messages.message where client_id = ${client} and id = ${message} for update`);

export const findByKey = (tx: Tx, client: ClientId, sendKey: string): Promise<MessageRow | undefined> =>
  tx.maybe<MessageRow>(sql`
    select id, client_id as client, account_id as account, call_id as call, send_key as "sendKey", origin, urgency, revision,
           script_id as "scriptId", script_version as "scriptVersion", recording_id as recording, taken_down_by as "takenDownBy", saved_at as "savedAt"
      from messages.message where client_id = ${client} and send_key = ${sendKey}`);

export const idOfCall = async (tx: Tx, key: DraftKey): Promise<MessageId | undefined> =>
  (await tx.maybe<{ id: MessageId }>(sql`
    select id from messages.message where client_id = ${key.client} and call_id = ${key.call} and origin = 'operator'`))?.id;

/** What was sent with this key, else what was sent from this call. */
export const sentBefore = (tx: Tx, at: DraftKey & { key: string }): Promise<Pick<MessageRow, "id" | "call" | "sendKey" | "savedAt"> | undefined> =>
  tx.maybe<Pick<MessageRow, "id" | "call" | "sendKey" | "savedAt">>(sql`
    select id, call_id as call, send_key as "sendKey", saved_at as "savedAt"
      from messages.message
     where client_id = ${at.client} and (send_key = ${at.key} or (call_id = ${at.call} and origin = 'operator'))
     order by send_key = ${at.key} desc limit 1`);

/** False when the key, or the call, has a message already. */
export const add = async (tx: Tx, row: MessageRow): Promise<boolean> =>
  (await tx.run(sql`
    insert into messages.message (client_id, id, account_id, call_id, send_key, origin, urgency, revision, script_id, script_version, recording_id, taken_down_by, saved_at)
    values (${row.client}, ${row.id}, ${row.account}, ${row.call}, ${row.sendKey}, ${row.origin}, ${row.urgency}, ${row.revision}, ${row.scriptId},
            ${row.scriptVersion}, ${row.recording}, ${row.takenDownBy}, ${toIso(row.savedAt)})
    on conflict do nothing`)) === 1;

export const setNewest = (tx: Tx, row: { client: ClientId; id: MessageId; revision: number; urgency: Urgency }): void =>
  tx.send(sql`
    update messages.message set revision = ${row.revision}, urgency = ${row.urgency} where client_id = ${row.client} and id = ${row.id}`);

export interface RevisionRow {
  readonly client: ClientId;
  readonly message: MessageId;
  readonly number: number;
  readonly urgency: Urgency;
  readonly content: Buffer;
  readonly savedBy: PersonId | null;
  readonly savedAt: Instant;
}

export const addRevision = (tx: Tx, row: RevisionRow): void =>
  tx.send(sql`
    insert into messages.revision (client_id, message_id, number, urgency, content, saved_by, saved_at)
    values (${row.client}, ${row.message}, ${row.number}, ${row.urgency}, ${row.content}, ${row.savedBy}, ${toIso(row.savedAt)})`);

/** One revision with its envelope. */
export const revision = (tx: Tx, at: { client: ClientId; message: MessageId; number: number }): Promise<RevisionRow> =>
  tx.one<RevisionRow>(sql`
    select client_id as client, message_id as message, number, urgency, content, saved_by as "savedBy", saved_at as "savedAt"
      from messages.revision where client_id = ${at.client} and message_id = ${at.message} and number = ${at.number}`);

export const revisionContent = async (tx: Tx, at: { client: ClientId; message: MessageId; number: number }): Promise<Buffer> =>
  (await tx.one<{ content: Buffer }>(sql`
    select content from messages.revision where client_id = ${at.client} and message_id = ${at.message} and number = ${at.number}`)).content;

export interface EventRow {
  readonly client: ClientId;
  readonly id: string;
  readonly message: MessageId;
  readonly revision: number;
  readonly at: Instant;
  readonly kind: string;
  readonly attempt: number | null;
  readonly who: PersonId | null;
  readonly say: string;
  readonly words: Buffer | null;
}

export const addEvent = (tx: Tx, row: EventRow): void =>
  tx.send(sql`
    insert into messages.event (client_id, id, message_id, revision, at, kind, attempt, who, say, words)
    values (${row.client}, ${row.id}, ${row.message}, ${row.revision}, ${toIso(row.at)}, ${row.kind}, ${row.attempt}, ${row.who}, ${row.say}, ${row.words})`);

/** Whether this person's line of this kind stands for this revision already. */
export const hasEvent = async (tx: Tx, row: Pick<EventRow, "client" | "message" | "revision" | "kind"> & { readonly who: PersonId }): Promise<boolean> =>
  (await tx.maybe(sql`
    select id from messages.event
     where client_id = ${row.client} and message_id = ${row.message} and revision = ${row.revision} and kind = ${row.kind} and who = ${row.who} limit 1`)) !== undefined;

/** The newest lines, oldest first. What people answered is among them however much came after it. */
export const events = (tx: Tx, at: { client: ClientId; message: MessageId; limit: number }): Promise<EventRow[]> =>
  tx.rows<EventRow>(sql`
    select client, id, message, revision, at, kind, attempt, who, say, words from (
      select client_id as client, id, message_id as message, revision, number, at, kind, attempt, who, say, words
        from messages.event where client_id = ${at.client} and message_id = ${at.message}
       order by (kind in ('reply', 'acknowledged')) desc, number desc limit ${at.limit}) newest
     order by number`);

/** Colleagues who read an earlier revision. */
export const readersBefore = async (tx: Tx, at: { client: ClientId; message: MessageId; revision: number }): Promise<PersonId[]> =>
  (await tx.rows<{ who: PersonId }>(sql`
    select distinct who from messages.event
     where client_id = ${at.client} and message_id = ${at.message} and revision < ${at.revision} and kind = 'opened-by-staff' and who is not null
     order by who`)).map(({ who }) => who);

/** reached: spoke with the caller. left-word: a voicemail or a person was asked to have them ring, and nothing of the patient was said. */
export type CallBackOutcome = "reached" | "no-answer" | "left-word";
export interface CallBackRow {
  readonly client: ClientId;
  readonly id: string;
  readonly message: MessageId;
  readonly revision: number;
  readonly outcome: CallBackOutcome;
  readonly at: Instant;
  readonly by: PersonId;
}

export const addCallBack = (tx: Tx, row: CallBackRow): void =>
  tx.send(sql`
    insert into messages.call_back (client_id, id, message_id, revision, outcome, at, by_person)
    values (${row.client}, ${row.id}, ${row.message}, ${row.revision}, ${row.outcome}, ${toIso(row.at)}, ${row.by})`);

export const callBacks = (tx: Tx, at: { client: ClientId; message: MessageId; revision: number }): Promise<CallBackRow[]> =>
  tx.rows<CallBackRow>(sql`
    select client_id as client, id, message_id as message, revision, outcome, at, by_person as by
      from messages.call_back where client_id = ${at.client} and message_id = ${at.message} and revision = ${at.revision} order by at, id`);
