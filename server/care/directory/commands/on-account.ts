import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import type { Act, Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";

export interface On {
  readonly as: Actor;
  readonly account: AccountId;
  readonly act: Act;
}

/** What every change of an account has in common: the row is found and locked, the actor may, and what came of it is audited. */
export const onAccount = <T>(needs: Needs, on: On, work: (tx: Tx, row: store.AccountRow) => Promise<Outcome<T>>): Promise<Outcome<T>> =>
  needs.db.transaction(on.as.scope, async (tx) => {
    const row = await store.lockAccount(tx, on.account);
    const allowed = row && (await needs.may(tx, on.as, { act: on.act, client: row.client }));
    const outcome = row ? (allowed ? await work(tx, row) : refuse(refusals.notAllowed)) : refuse(refusals.noSuchAccount);
    await needs.audit.record(tx, on.as, on.act, { type: "account", id: on.account, client: row?.client }, verdictOf(outcome));
    return outcome;
  });
