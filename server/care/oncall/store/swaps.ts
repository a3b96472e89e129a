import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Rank } from "../rules/plan.ts";

export type SwapState = "asked" | "accepted" | "declined" | "withdrawn";

export interface SwapRow {
  readonly id: string;
  readonly rank: Rank;
  readonly role: string | null;
  readonly asker: PersonId;
  readonly asked: PersonId;
  readonly giveFrom: Instant;
  readonly giveUntil: Instant;
  readonly takeFrom: Instant;
  readonly takeUntil: Instant;
  readonly reason: string;
  readonly state: SwapState;
}

export interface NewSwap extends Omit<SwapRow, "state"> {
  readonly client: ClientId;
  readonly account: AccountId;
  readonly at: Instant;
}

export const insertSwap = (tx: Tx, s: NewSwap): Promise<number> =>
  tx.run(sql`
    insert into oncall.swap (client_id, id, account_id, rank, role, asker_id, asked_id, give_from, give_until, take_from, take_until, reason, state, asked_at)
    values (${s.client}, ${s.id}, ${s.account}, ${s.rank}, ${s.role}, ${s.asker}, ${s.asked}, ${toIso(s.giveFrom)}, ${toIso(s.giveUntil)},
            ${toIso(s.takeFrom)}, ${toIso(s.takeUntil)}, ${s.reason}, 'asked', ${toIso(s.at)})`);

/** Locks it: an answer is given once. */
export const lockSwap = (tx: Tx, account: AccountId, id: string): Promise<SwapRow | undefined> =>
  tx.maybe<SwapRow>(sql`
    select id, rank, role, asker_id as asker, asked_id as asked, give_from as "giveFrom", give_until as "giveUntil",
           take_from as "takeFrom", take_until as "takeUntil", reason, state
      from oncall.swap
     where account_id = ${account} and id = ${id}
       for update`);

export const answerSwap = (tx: Tx, id: string, answer: { state: Exclude<SwapState, "asked">; at: Instant }): Promise<number> =>
  tx.run(sql`update oncall.swap set state = ${answer.state}, answered_at = ${toIso(answer.at)} where id = ${id} and state = 'asked'`);

/** Those that wait for an answer, and those asked since an instant; the latest first. */
export const listed = (tx: Tx, account: AccountId, ask: { since: Instant; limit: number }): Promise<SwapRow[]> =>
  tx.rows<SwapRow>(sql`
    select id, rank, role, asker_id as asker, asked_id as asked, give_from as "giveFrom", give_until as "giveUntil",
           take_from as "takeFrom", take_until as "takeUntil", reason, state
      from oncall.swap
     where account_id = ${account} and (state = 'asked' or asked_at > ${toIso(ask.since)})
     order by asked_at desc, id desc
     limit ${ask.limit}`);

/** Those of one person that wait for an answer at this account. */
export const countWaiting = async (tx: Tx, account: AccountId, asker: PersonId): Promise<number> =>
  (await tx.one<{ count: number }>(sql`select count(*) as count from oncall.swap where account_id = ${account} and asker_id = ${asker} and state = 'asked'`)).count;

/** Two swaps of one stretch that are accepted at once would both be right when they looked: the second waits, and looks then. Held until the transaction ends. */
export const oneAtATime = (tx: Tx, account: AccountId): Promise<number> => tx.run(sql`select pg_advisory_xact_lock(hashtextextended('oncall.swap', 0) # hashtextextended(${account}::text, 0))`);
