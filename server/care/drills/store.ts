import type { DrillPlan, DrillState } from "../../../contract/index.ts";
import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";
import type { Drilled } from "./rules/score.ts";

export interface PlanRow extends DrillPlan {
  readonly client: ClientId;
  readonly account: AccountId;
  readonly nextAt: Instant;
}
const PLANS_MAX = 1000;
const DRILLS_MAX = 12_000;

export const plans = (tx: Tx): Promise<PlanRow[]> =>
  tx.rows<PlanRow>(sql`select client_id as client, id as account, day, hour, next_at as "nextAt" from drills.plan order by client_id, id limit ${PLANS_MAX}`);

export const lockPlan = (tx: Tx, at: { client: ClientId; account: AccountId }): Promise<PlanRow | undefined> =>
  tx.maybe<PlanRow>(sql`select client_id as client, id as account, day, hour, next_at as "nextAt" from drills.plan where client_id = ${at.client} and id = ${at.account} for update`);

export const savePlan = (tx: Tx, row: PlanRow): Promise<number> =>
  tx.run(sql`
    insert into drills.plan (client_id, id, day, hour, next_at) values (${row.client}, ${row.account}, ${row.day}, ${row.hour}, ${toIso(row.nextAt)})
    on conflict (client_id, id) do update set day = excluded.day, hour = excluded.hour, next_at = excluded.next_at`);

export const dropPlan = (tx: Tx, at: { client: ClientId; account: AccountId }): Promise<number> =>
  tx.run(sql`delete from drills.plan where client_id = ${at.client} and id = ${at.account}`);

export interface DrillRow extends Drilled {
  readonly id: string;
  readonly client: ClientId;
  readonly account: AccountId;
  readonly person: PersonId;
  readonly begunAt: Instant;
}

/** True when this person had none this month at this client. */
export const begin = async (tx: Tx, row: Pick<DrillRow, "id" | "client" | "account" | "person" | "month" | "begunAt">): Promise<boolean> =>
  (await tx.run(sql`
    insert into drills.drill (client_id, id, account_id, person_id, month, begun_at, state)
    values (${row.client}, ${row.id}, ${row.account}, ${row.person}, ${row.month}, ${toIso(row.begunAt)}, 'waiting')
    on conflict (client_id, person_id, month) do nothing`)) === 1;

export const lockDrill = (tx: Tx, id: string): Promise<DrillRow | undefined> =>
  tx.maybe<DrillRow>(sql`
    select client_id as client, id, account_id as account, person_id as person, month, begun_at as "begunAt", state, placed_at as "placedAt", acknowledged_at as "acknowledgedAt"
      from drills.drill where id = ${id} for update`);

export const place = (tx: Tx, row: Pick<DrillRow, "client" | "id">, at: Instant): Promise<number> =>
  tx.run(sql`update drills.drill set state = 'placed', placed_at = ${toIso(at)} where client_id = ${row.client} and id = ${row.id} and state = 'waiting'`);

export const end = (tx: Tx, row: Pick<DrillRow, "client" | "id">, state: DrillState): Promise<number> =>
  tx.run(sql`update drills.drill set state = ${state} where client_id = ${row.client} and id = ${row.id}`);

export const acknowledge = (tx: Tx, row: Pick<DrillRow, "client" | "id">, of: { state: DrillState; at: Instant }): Promise<number> =>
  tx.run(sql`
    update drills.drill set state = ${of.state}, acknowledged_at = ${toIso(of.at)}
     where client_id = ${row.client} and id = ${row.id} and acknowledged_at is null`);

/** What the person's phone shows: the newest test page that they have not pressed, until a day is over. */
export const openOf = (tx: Tx, person: PersonId, since: Instant): Promise<{ id: string; placedAt: Instant } | undefined> =>
  tx.maybe(sql`
    select id, placed_at as "placedAt" from drills.drill
     where person_id = ${person} and placed_at >= ${toIso(since)} and acknowledged_at is null and state in ('placed', 'missed')
     order by placed_at desc limit 1`);

/** Of the clients in scope since then, newest first. */
export const since = (tx: Tx, month: string): Promise<DrillRow[]> =>
  tx.rows<DrillRow>(sql`
    select client_id as client, id, account_id as account, person_id as person, month, begun_at as "begunAt", state, placed_at as "placedAt", acknowledged_at as "acknowledgedAt"
      from drills.drill where month >= ${month} order by month desc, id limit ${DRILLS_MAX}`);

export const ofPerson = (tx: Tx, at: { client: ClientId; person: PersonId }, limit: number): Promise<Pick<DrillRow, "state">[]> =>
  tx.rows<Pick<DrillRow, "state">>(sql`select state from drills.drill where client_id = ${at.client} and person_id = ${at.person} order by month desc limit ${limit}`);
