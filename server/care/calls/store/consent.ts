import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import { LAWS_VERSION, type ConsentLaw, type PartyStates } from "../rules/consent.ts";
import type { CallRef } from "../store.ts";

/** Where this person's desk stands, as it was last seen; null while nobody has written it down. */
export const stateOfDesk = async (tx: Tx, person: PersonId): Promise<string | null> =>
  (await tx.maybe<{ state: string | null }>(sql`
    select place ->> 'state' as state from calls.desk_place where seen_by = ${person} order by seen_at desc limit 1`))?.state ?? null;

/** The first decision of a call stands. */
export const insertConsent = (tx: Tx, call: CallRef, made: { at: Instant; states: PartyStates; law: ConsentLaw }): Promise<number> =>
  tx.run(sql`
    insert into calls.recording_consent (client_id, call_id, at, law, because, caller_state, account_state, operator_state, citation, laws_version)
    values (${call.client}, ${call.id}, ${toIso(made.at)}, ${made.law.law}, ${made.law.because}, ${made.states.caller}, ${made.states.account}, ${made.states.operator}, ${made.law.citation}, ${LAWS_VERSION})
    on conflict (client_id, call_id) do nothing`);

export const declineConsent = (tx: Tx, call: CallRef, no: { at: Instant; by: "key" | "operator" }): Promise<number> =>
  tx.run(sql`
    update calls.recording_consent set declined_at = ${toIso(no.at)}, declined_by = ${no.by}
     where client_id = ${call.client} and call_id = ${call.id} and declined_at is null`);

export const declineRecordings = (tx: Tx, { client }: Pick<CallRef, "client">, { ids, at }: { readonly ids: readonly string[]; readonly at: Instant }): Promise<number> =>
  tx.run(sql`
    update calls.recording set state = 'declined', ended_at = ${toIso(at)}, seconds = 0
     where client_id = ${client} and id = any (${ids}::uuid[]) and kind in ('caller', 'operator')`);

/** A call has some dozens of pieces at most: each join of somebody is one, with two sides. */
const TALKS_MAX = 200;
/** Talks of the call that are kept, whichever node wrote them, with the others who were in each. */
export const talksOf = (tx: Tx, call: CallRef): Promise<{ id: string; legs: number[] }[]> =>
  tx.rows<{ id: string; legs: number[] }>(sql`
    select id, legs from calls.recording
     where client_id = ${call.client} and call_id = ${call.id} and kind in ('caller', 'operator') and state <> 'declined' order by started_at, id limit ${TALKS_MAX}`);

/** What was said of recording on this call and by whom, in the order of its log: the notices that were heard out, and who said no. */
export const saidOfRecording = (tx: Tx, call: CallRef): Promise<{ kind: string; detail: string | null }[]> =>
  tx.rows<{ kind: string; detail: string | null }>(sql`
    select kind, detail from calls.call_event
     where client_id = ${call.client} and call_id = ${call.id}
       and (kind in ('notice-over', 'recording-declined') or (kind = 'sound-ended' and detail = 'recording-greeting')) order by number desc limit ${TALKS_MAX}`);

export const hasDeclined = async (tx: Tx, call: CallRef): Promise<boolean> =>
  (await tx.one<{ declined: boolean }>(sql`
    select exists (select 1 from calls.recording_consent where client_id = ${call.client} and call_id = ${call.id} and declined_at is not null) as declined`)).declined;
