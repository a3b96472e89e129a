import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import type { AccountRow } from "../../directory/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";

/** [Q12] A change of an account's scripts: the actor may change them, and what came of it is one audit entry. */
export const change = <T>(needs: Needs, on: { as: Actor; account: AccountId; action: string }, work: (tx: Tx, account: AccountRow) => Promise<Outcome<T>>): Promise<Outcome<T>> =>
  needs.db.transaction(on.as.scope, async (tx) => {
    const account = await needs.directory.account(tx, on.account);
    const outcome = account ? await permitted(needs, tx, { as: on.as, account, work }) : refuse(refusals.noSuchAccount);
    await needs.audit.record(tx, on.as, on.action, { type: "account", id: on.account, ...(account && { client: account.client }) }, verdictOf(outcome));
    return outcome;
  });

async function permitted<T>(needs: Needs, tx: Tx, { as, account, work }: { as: Actor; account: AccountRow; work: (tx: Tx, account: AccountRow) => Promise<Outcome<T>> }): Promise<Outcome<T>> {
  if (!(await needs.access.may(tx, as, "script.change", account.client))) return refuse(refusals.notAllowed);
  await store.lockAccount(tx, account.id);
  return work(tx, account);
}
