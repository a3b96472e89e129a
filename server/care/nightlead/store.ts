import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { AccountId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";
import type { Outsider } from "./rules/whom-next.ts";

export interface PersonRow {
  readonly id: string;
  readonly place: number;
  readonly duty: "night-lead" | "owner";
  readonly name: string;
  readonly number: string;
}

export type NamedRow = PersonRow & Pick<Outsider, "owedSince" | "owedAt">;
export const people = (tx: Tx): Promise<NamedRow[]> =>
  tx.rows<NamedRow>(sql`select id, place, duty, name, number, owed_since as "owedSince", owed_at as "owedAt" from nightlead.person order by place`);

export const forgetPeople = (tx: Tx): Promise<number> => tx.run(sql`delete from nightlead.person`);

export const addPerson = (tx: Tx, p: PersonRow & { by: PersonId | null; at: Instant }): Promise<number> =>
  tx.run(sql`
    insert into nightlead.person (id, place, duty, name, number, saved_at, saved_by)
    values (${p.id}, ${p.place}, ${p.duty}, ${p.name}, ${p.number}, ${toIso(p.at)}, ${p.by})`);

/** [NL12] A call that they are owed; null: none any more. Since when it is owed stays as it was. */
export const owe = (tx: Tx, person: { id: string; since: Instant; at: Instant | null }): Promise<number> =>
  person.at === null
    ? tx.run(sql`update nightlead.person set owed_since = null, owed_at = null where id = ${person.id}`)
    : tx.run(sql`update nightlead.person set owed_since = coalesce(owed_since, ${toIso(person.since)}), owed_at = ${toIso(person.at)} where id = ${person.id}`);

/** Nobody who is owed a call is looked at sooner, or later, than this. */
export const oweNotBefore = (tx: Tx, at: Instant): Promise<number> => tx.run(sql`update nightlead.person set owed_at = greatest(owed_at, ${toIso(at)}) where owed_at is not null`);
export const oweNotAfter = (tx: Tx, at: Instant): Promise<number> => tx.run(sql`update nightlead.person set owed_at = least(owed_at, ${toIso(at)}) where owed_at is not null`);
export const forgetOwed = (tx: Tx): Promise<number> => tx.run(sql`update nightlead.person set owed_since = null, owed_at = null where owed_at is not null`);
export const nextOwed = async (tx: Tx): Promise<Instant | null> => (await tx.one<{ at: Instant | null }>(sql`select min(owed_at) as at from nightlead.person`)).at;

export interface AlarmRow {
  readonly client: ClientId;
  readonly message: MessageId;
  readonly account: AccountId;
  readonly since: Instant;
  readonly ringAt: Instant;
  readonly turns: number;
}

/** A corrected message whose ladder ends again begins anew. */
export const addAlarm = (tx: Tx, a: AlarmRow): Promise<number> =>
  tx.run(sql`
    insert into nightlead.alarm (client_id, id, account_id, since, ring_at, turns)
    values (${a.client}, ${a.message}, ${a.account}, ${toIso(a.since)}, ${toIso(a.ringAt)}, ${a.turns})
    on conflict (client_id, id) do update set since = excluded.since, ring_at = excluded.ring_at, turns = excluded.turns`);

/** More than desks could have alarms at once; what is beyond is looked at when some of these are over. */
const ALARMS_MAX = 500;

/** Held until the transaction ends, so that two looks cannot both decide to ring. */
export const lockAlarms = (tx: Tx): Promise<AlarmRow[]> =>
  tx.rows<AlarmRow>(sql`
    select client_id as client, id as message, account_id as account, since, ring_at as "ringAt", turns
      from nightlead.alarm order by since, id limit ${ALARMS_MAX} for update`);

/** When the next of these is rung about, as it is known at this moment. */
export const nextRingAt = async (tx: Tx): Promise<Instant | null> =>
  (await tx.one<{ at: Instant | null }>(sql`select min(ring_at) as at from (select ring_at from nightlead.alarm order by since, id limit ${ALARMS_MAX}) as waiting`)).at;

export const setAlarm = (tx: Tx, a: Pick<AlarmRow, "client" | "message" | "ringAt" | "turns">): Promise<number> =>
  tx.run(sql`update nightlead.alarm set ring_at = ${toIso(a.ringAt)}, turns = ${a.turns} where client_id = ${a.client} and id = ${a.message}`);

export const endAlarm = (tx: Tx, a: Pick<AlarmRow, "client" | "message">): Promise<number> =>
  tx.run(sql`delete from nightlead.alarm where client_id = ${a.client} and id = ${a.message}`);

export interface WatcherRow {
  readonly name: string;
  readonly id: string;
  readonly seenAt: Instant;
  readonly silentSince: Instant | null;
}

export const watchers = (tx: Tx): Promise<WatcherRow[]> => tx.rows<WatcherRow>(sql`select name, id, seen_at as "seenAt", silent_since as "silentSince" from nightlead.watcher order by name`);

/** Makes the row at the first start that names the watcher, and leaves it as it is afterwards. */
export const knowWatcher = (tx: Tx, w: Pick<WatcherRow, "name" | "id" | "seenAt">): Promise<number> =>
  tx.run(sql`insert into nightlead.watcher (name, id, seen_at) values (${w.name}, ${w.id}, ${toIso(w.seenAt)}) on conflict (name) do nothing`);

/** Heard at this instant. */
export const hearWatcher = (tx: Tx, w: { name: string; at: Instant }): Promise<number> =>
  tx.run(sql`update nightlead.watcher set seen_at = greatest(seen_at, ${toIso(w.at)}), silent_since = null where name = ${w.name}`);

export const markSilent = (tx: Tx, w: { name: string; since: Instant }): Promise<number> =>
  tx.run(sql`update nightlead.watcher set silent_since = ${toIso(w.since)} where name = ${w.name} and silent_since is null`);
