import type { DigestPlan } from "../../../../contract/index.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

export interface Counts {
  readonly calls: number;
  readonly unanswered: number;
  readonly messages: number;
  readonly taken: number;
  readonly held: number;
  readonly untaken: number;
}
export interface DigestRow {
  readonly client: ClientId;
  readonly id: string;
  readonly account: AccountId;
  readonly from: Instant;
  readonly until: Instant;
  readonly madeAt: Instant;
  readonly counts: Counts;
  readonly dueAt: Instant | null;
  readonly pickedUpBy: PersonId | null;
  readonly pickedUpAt: Instant | null;
}
interface Place {
  readonly client: ClientId;
  readonly account: AccountId;
}

export const planOf = (tx: Tx, at: Place): Promise<DigestPlan | undefined> =>
  tx.maybe<DigestPlan>(sql`select at_wall as at, pick_up_minutes as "pickUpMinutes" from dispatch.digest_plan where client_id = ${at.client} and account_id = ${at.account}`);

export const savePlan = (tx: Tx, row: Place & DigestPlan & { id: string; by: PersonId; savedAt: Instant }): Promise<number> =>
  tx.run(sql`
    insert into dispatch.digest_plan (client_id, id, account_id, at_wall, pick_up_minutes, saved_by, saved_at)
    values (${row.client}, ${row.id}, ${row.account}, ${row.at}, ${row.pickUpMinutes}, ${row.by}, ${toIso(row.savedAt)})
    on conflict (client_id, account_id) do update set at_wall = excluded.at_wall, pick_up_minutes = excluded.pick_up_minutes, saved_by = excluded.saved_by, saved_at = excluded.saved_at`);

/** False: the digest of this night is there already. */
export const add = async (tx: Tx, row: Omit<DigestRow, "pickedUpBy" | "pickedUpAt">): Promise<boolean> =>
  (await tx.run(sql`
    insert into dispatch.digest (client_id, id, account_id, from_at, until_at, made_at, counts, due_at)
    values (${row.client}, ${row.id}, ${row.account}, ${toIso(row.from)}, ${toIso(row.until)}, ${toIso(row.madeAt)}, ${JSON.stringify(row.counts)}, ${row.dueAt === null ? null : toIso(row.dueAt)})
    on conflict (client_id, account_id, until_at) do nothing`)) === 1;

/** Newest first. */
export const newest = (tx: Tx, at: Place & { limit: number }): Promise<DigestRow[]> =>
  tx.rows<DigestRow>(sql`
    select client_id as client, id, account_id as account, from_at as from, until_at as until, made_at as "madeAt", counts, due_at as "dueAt",
           picked_up_by as "pickedUpBy", picked_up_at as "pickedUpAt"
      from dispatch.digest where client_id = ${at.client} and account_id = ${at.account} order by until_at desc limit ${at.limit}`);

/** Held until the transaction ends: of two who open it at once, the first is the one who did. */
export const lock = (tx: Tx, id: string): Promise<DigestRow | undefined> =>
  tx.maybe<DigestRow>(sql`
    select client_id as client, id, account_id as account, from_at as from, until_at as until, made_at as "madeAt", counts, due_at as "dueAt",
           picked_up_by as "pickedUpBy", picked_up_at as "pickedUpAt"
      from dispatch.digest where id = ${id} for update`);

export const find = (tx: Tx, id: string): Promise<DigestRow | undefined> =>
  tx.maybe<DigestRow>(sql`
    select client_id as client, id, account_id as account, from_at as from, until_at as until, made_at as "madeAt", counts, due_at as "dueAt",
           picked_up_by as "pickedUpBy", picked_up_at as "pickedUpAt"
      from dispatch.digest where id = ${id}`);

export const setPickedUp = (tx: Tx, row: Pick<DigestRow, "client" | "id"> & { by: PersonId; at: Instant }): Promise<number> =>
  tx.run(sql`update dispatch.digest set picked_up_by = ${row.by}, picked_up_at = ${toIso(row.at)} where client_id = ${row.client} and id = ${row.id} and picked_up_at is null`);

export const addItem = (tx: Tx, row: { client: ClientId; id: string; digest: string; message: MessageId }): void =>
  tx.send(sql`insert into dispatch.digest_item (client_id, id, digest_id, message_id) values (${row.client}, ${row.id}, ${row.digest}, ${row.message})`);

interface ItemRow {
  readonly message: MessageId;
  readonly held: boolean;
  readonly openedBy: PersonId | null;
  readonly openedAt: Instant | null;
}
export const itemsOf = (tx: Tx, at: { client: ClientId; digest: string; limit: number }): Promise<ItemRow[]> =>
  tx.rows<ItemRow>(sql`
    select i.message_id as message, exists (select 1 from dispatch.hold h where h.client_id = i.client_id and h.message_id = i.message_id) as held, i.opened_by as "openedBy", i.opened_at as "openedAt"
      from dispatch.digest_item i where i.client_id = ${at.client} and i.digest_id = ${at.digest} order by i.id limit ${at.limit}`);

/** The first opening by the office is the proof; it is the same for each digest that has the message. */
export const setOpened = (tx: Tx, at: { client: ClientId; message: MessageId; by: PersonId; at: Instant }): Promise<number> =>
  tx.run(sql`
    update dispatch.digest_item set opened_by = ${at.by}, opened_at = ${toIso(at.at)} where client_id = ${at.client} and message_id = ${at.message} and opened_at is null`);

interface OfTheNight {
  readonly message: MessageId;
  readonly taken: boolean;
  readonly held: boolean;
}
/** What was sent in the night, and what nobody has taken from before; the newest text of each, oldest first. */
export const ofTheNight = (tx: Tx, ask: Place & { from: Instant; until: Instant; limit: number }): Promise<OfTheNight[]> =>
  tx.rows<OfTheNight>(sql`
    select d.message_id as message, d.state = 'taken' as taken, exists (select 1 from dispatch.hold h where h.client_id = d.client_id and h.message_id = d.message_id) as held
      from dispatch.dispatch d
     where d.client_id = ${ask.client} and d.account_id = ${ask.account} and d.state <> 'superseded' and d.begun_at < ${toIso(ask.until)}
       and (d.begun_at >= ${toIso(ask.from)} or d.state in ('working', 'alarm'))
     order by d.begun_at, d.id limit ${ask.limit}`);
