import type { ScriptBody } from "../../../contract/scripts.ts";
import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";

export interface ScriptRow {
  readonly client: ClientId;
  readonly id: string;
  readonly account: AccountId;
  readonly version: number;
  readonly retiredAt: Instant | null;
  readonly body: ScriptBody;
  readonly savedAt: Instant;
}

/** The newest version of each script that is not retired. */
export const live = (tx: Tx, account: AccountId): Promise<ScriptRow[]> =>
  tx.rows<ScriptRow>(sql`
    select s.client_id as client, s.id, s.account_id as account, s.version, s.retired_at as "retiredAt", v.body, v.saved_at as "savedAt"
      from scripts.script s
      join scripts.script_version v on v.client_id = s.client_id and v.script_id = s.id and v.version = s.version
     where s.account_id = ${account} and s.retired_at is null
     order by s.caller_type, s.hours, s.id`);

export const anyEver = async (tx: Tx, account: AccountId): Promise<boolean> =>
  (await tx.one<{ yes: boolean }>(sql`select exists (select 1 from scripts.script where account_id = ${account}) as yes`)).yes;

/**
 * One change of an account's scripts at a time. Who serves whom is a question about all of them together: two who retire two
 * different scripts at once must not leave patients without one.
 */
export const lockAccount = (tx: Tx, account: AccountId): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended('scripts ' || ${account}::text, 0))`);

/** Locked until the transaction ends: two who save the same script take turns, and the second is told. */
export const lock = (tx: Tx, id: string): Promise<{ account: AccountId; version: number; retiredAt: Instant | null } | undefined> =>
  tx.maybe<{ account: AccountId; version: number; retiredAt: Instant | null }>(sql`
    select account_id as account, version, retired_at as "retiredAt" from scripts.script where id = ${id} for update`);

/** False when another live script serves this caller type at these hours. */
export const add = async (tx: Tx, row: { client: ClientId; id: string; account: AccountId; body: ScriptBody }): Promise<boolean> =>
  (await tx.run(sql`
    insert into scripts.script (client_id, id, account_id, caller_type, hours, version)
    values (${row.client}, ${row.id}, ${row.account}, ${row.body.callerType}, ${row.body.hours}, 1)
    on conflict do nothing`)) === 1;

export const serves = async (tx: Tx, ask: { account: AccountId; except: string; body: ScriptBody }): Promise<boolean> =>
  (await tx.one<{ yes: boolean }>(sql`
    select exists (select 1 from scripts.script
                    where account_id = ${ask.account} and id <> ${ask.except} and retired_at is null
                      and caller_type = ${ask.body.callerType} and hours = ${ask.body.hours}) as yes`)).yes;

export const advance = (tx: Tx, row: { client: ClientId; id: string; version: number; body: ScriptBody }): Promise<number> =>
  tx.run(sql`
    update scripts.script set version = ${row.version}, caller_type = ${row.body.callerType}, hours = ${row.body.hours}
     where client_id = ${row.client} and id = ${row.id}`);

export const addVersion = (tx: Tx, row: { client: ClientId; id: string; script: string; version: number; body: ScriptBody; at: Instant; by: PersonId | null }): Promise<number> =>
  tx.run(sql`
    insert into scripts.script_version (client_id, id, script_id, version, body, saved_at, saved_by)
    values (${row.client}, ${row.id}, ${row.script}, ${row.version}, ${JSON.stringify(row.body)}, ${toIso(row.at)}, ${row.by})`);

export const retire = (tx: Tx, row: { client: ClientId; id: string; at: Instant; by: PersonId | null }): Promise<number> =>
  tx.run(sql`
    update scripts.script set retired_at = ${toIso(row.at)}, retired_by = ${row.by}
     where client_id = ${row.client} and id = ${row.id} and retired_at is null`);

export const byVersion = (tx: Tx, id: string, version: number): Promise<ScriptRow | undefined> =>
  tx.maybe<ScriptRow>(sql`
    select s.client_id as client, s.id, s.account_id as account, v.version, s.retired_at as "retiredAt", v.body, v.saved_at as "savedAt"
      from scripts.script s
      join scripts.script_version v on v.client_id = s.client_id and v.script_id = s.id
     where s.id = ${id} and v.version = ${version}`);

/** `stamped`: the stamps as JSON. */
export const ofStamped = (tx: Tx, stamped: string, callerType: ScriptBody["callerType"]): Promise<ScriptRow | undefined> =>
  tx.maybe<ScriptRow>(sql`
    select s.client_id as client, s.id, s.account_id as account, v.version, s.retired_at as "retiredAt", v.body, v.saved_at as "savedAt"
      from jsonb_to_recordset(${stamped}::jsonb) as stamp (id uuid, version int)
      join scripts.script s on s.id = stamp.id
      join scripts.script_version v on v.client_id = s.client_id and v.script_id = s.id and v.version = stamp.version
     where v.body->>'callerType' = ${callerType}
     limit 1`);
