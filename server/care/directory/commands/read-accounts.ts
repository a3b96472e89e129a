import type { Account } from "../../../../contract/office.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import * as store from "../store.ts";

/** Accounts as the office shows them, with their numbers and call groups. */
export async function shown(needs: Needs, tx: Tx, rows: readonly store.AccountRow[]): Promise<Account[]> {
  const ids = rows.map((row) => row.id);
  const numbers = Map.groupBy(await store.numbersOf(tx, ids), (one) => one.account);
  const groups = await needs.access.callGroupsOf(tx, ids);
  return rows.map(({ days: _days, hoursVersion: _version, closings: _closings, ...row }) => ({
    ...row,
    hours: [...row.hours],
    holidays: [...row.holidays],
    numbers: (numbers.get(row.id) ?? []).map((one) => one.number),
    callGroup: groups.get(row.id) ?? null,
  }));
}

/** After a change, in its transaction. The row is there: the change has just locked or made it. */
export async function shownAgain(needs: Needs, tx: Tx, id: AccountId): Promise<Account> {
  const [account] = await shown(needs, tx, await store.accounts(tx, id));
  if (!account) throw new Error("an account that was just written is not there");
  return account;
}

/** The accounts of the clients that this person may see. Row-level security draws the line. */
export const listAccounts =
  (needs: Needs) =>
  (as: Actor): Promise<Outcome<{ accounts: Account[] }>> =>
    needs.db.transaction(as.scope, async (tx) => done({ accounts: await shown(needs, tx, await store.accounts(tx, null)) }));
