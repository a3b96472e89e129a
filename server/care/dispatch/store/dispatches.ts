import type { Urgency } from "../../../../contract/index.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, DispatchId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Quiet, Step } from "../rules/ladder.ts";
import type { WorkState } from "../rules/next-move.ts";

export interface DispatchRow {
  readonly id: DispatchId;
  readonly client: ClientId;
  readonly message: MessageId;
  readonly revision: number;
  readonly account: AccountId;
  readonly accountName: string;
  readonly zone: string;
  readonly urgency: Urgency;
  readonly ladderVersion: number;
  readonly steps: readonly Step[];
  readonly quiet: Quiet | null;
  readonly state: WorkState;
  readonly begunAt: Instant;
  readonly nextAt: Instant | null;
  readonly alarmAt: Instant | null;
  readonly quietUntil: Instant | null;
  readonly givenTo: PersonId | null;
  readonly takenBy: PersonId | null;
  readonly takenAt: Instant | null;
}

export const add = (tx: Tx, row: DispatchRow): void =>
  tx.send(sql`
    insert into dispatch.dispatch (client_id, id, message_id, revision, account_id, account_name, zone, urgency, ladder_version, steps, quiet, state, begun_at, next_at)
    values (${row.client}, ${row.id}, ${row.message}, ${row.revision}, ${row.account}, ${row.accountName}, ${row.zone}, ${row.urgency}, ${row.ladderVersion},
            ${JSON.stringify(row.steps)}, ${row.quiet === null ? null : JSON.stringify(row.quiet)}, ${row.state}, ${toIso(row.begunAt)}, ${row.nextAt === null ? null : toIso(row.nextAt)})`);

export const byIds = (tx: Tx, ids: readonly DispatchId[]): Promise<DispatchRow[]> =>
  tx.rows<DispatchRow>(sql`
    select id, client_id as client, message_id as message, revision, account_id as account, account_name as "accountName", zone, urgency,
           ladder_version as "ladderVersion", steps, quiet, state, begun_at as "begunAt", next_at as "nextAt", alarm_at as "alarmAt", quiet_until as "quietUntil",
           given_to as "givenTo", taken_by as "takenBy", taken_at as "takenAt"
      from dispatch.dispatch where id = any (${ids})`);

/** The row of one dispatch, held until the transaction ends. Everything that could race takes this lock first. */
export const lock = (tx: Tx, client: ClientId, id: DispatchId): Promise<DispatchRow | undefined> =>
  tx.maybe<DispatchRow>(sql`
    select id, client_id as client, message_id as message, revision, account_id as account, account_name as "accountName", zone, urgency,
           ladder_version as "ladderVersion", steps, quiet, state, begun_at as "begunAt", next_at as "nextAt", alarm_at as "alarmAt", quiet_until as "quietUntil",
           given_to as "givenTo", taken_by as "takenBy", taken_at as "takenAt"
      from dispatch.dispatch where client_id = ${client} and id = ${id} for update`);

/** The newest revision's row, held until the transaction ends. Undefined outside the scope. */
export const lockNewest = (tx: Tx, message: MessageId): Promise<DispatchRow | undefined> =>
  tx.maybe<DispatchRow>(sql`
    select id, client_id as client, message_id as message, revision, account_id as account, account_name as "accountName", zone, urgency,
           ladder_version as "ladderVersion", steps, quiet, state, begun_at as "begunAt", next_at as "nextAt", alarm_at as "alarmAt", quiet_until as "quietUntil",
           given_to as "givenTo", taken_by as "takenBy", taken_at as "takenAt"
      from dispatch.dispatch where message_id = ${message} and state <> 'superseded' order by revision desc limit 1 for update`);

/** Waits for whoever is taking the message in this moment, and holds the answer still. */
export const isOpen = async (tx: Tx, client: ClientId, id: DispatchId): Promise<boolean> =>
  (await tx.maybe<{ state: WorkState }>(sql`select state from dispatch.dispatch where client_id = ${client} and id = ${id} and state in ('working', 'alarm') for update`)) !== undefined;

/** The same for what is told of a revision and not asked of anybody: it holds as long as no newer text is there. */
export const isNewest = async (tx: Tx, at: { client: ClientId; message: MessageId; revision: number }): Promise<boolean> =>
  (await tx.maybe(sql`
    select id from dispatch.dispatch where client_id = ${at.client} and message_id = ${at.message} and revision > ${at.revision} limit 1`)) === undefined;

export const setNext = (tx: Tx, row: Pick<DispatchRow, "client" | "id">, nextAt: Instant | null): void =>
  tx.send(sql`update dispatch.dispatch set next_at = ${nextAt === null ? null : toIso(nextAt)} where client_id = ${row.client} and id = ${row.id}`);

/** [D28] A hold that ended before its time goes on as another ladder. */
export const setSteps = (tx: Tx, row: Pick<DispatchRow, "client" | "id">, steps: readonly Step[]): void =>
  tx.send(sql`update dispatch.dispatch set steps = ${JSON.stringify(steps)} where client_id = ${row.client} and id = ${row.id}`);

export const setAlarm = (tx: Tx, row: Pick<DispatchRow, "client" | "id">, at: Instant): Promise<number> =>
  tx.run(sql`update dispatch.dispatch set state = 'alarm', alarm_at = ${toIso(at)}, next_at = null where client_id = ${row.client} and id = ${row.id} and state = 'working'`);

export const setTaken = (tx: Tx, row: Pick<DispatchRow, "client" | "id">, by: { person: PersonId; at: Instant }): Promise<number> =>
  tx.run(sql`
    update dispatch.dispatch set state = 'taken', taken_by = ${by.person}, taken_at = ${toIso(by.at)}, next_at = null, quiet_until = null
     where client_id = ${row.client} and id = ${row.id} and state in ('working', 'alarm')`);

export const setQuiet = (tx: Tx, row: Pick<DispatchRow, "client" | "id">, until: Instant | null): Promise<number> =>
  tx.run(sql`update dispatch.dispatch set quiet_until = ${until === null ? null : toIso(until)} where client_id = ${row.client} and id = ${row.id}`);

export const setGiven = (tx: Tx, row: Pick<DispatchRow, "client" | "id">, to: PersonId): Promise<number> =>
  tx.run(sql`update dispatch.dispatch set given_to = ${to} where client_id = ${row.client} and id = ${row.id}`);

/** Older revisions are worked no more; gives what was still open. */
export const supersede = (tx: Tx, at: { client: ClientId; message: MessageId; revision: number }): Promise<{ id: DispatchId }[]> =>
  tx.rows<{ id: DispatchId }>(sql`
    update dispatch.dispatch set state = 'superseded', next_at = null, quiet_until = null
     where client_id = ${at.client} and message_id = ${at.message} and revision < ${at.revision} and state in ('working', 'alarm')
    returning id`);
