import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import type { ActName } from "../../../trust/access/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";

export interface On {
  readonly as: Actor;
  readonly account: AccountId;
  readonly act: ActName;
  /** What the audit log calls it. */
  readonly action: string;
}

/** What every change of an account has in common: the row is found and locked, the actor may, and what came of it is audited. */
export const onAccount = <T>(needs: Needs, on: On, work: (tx: Tx, row: store.AccountRow) => Promise<Outcome<T>>): Promise<Outcome<T>> =>
  needs.db.transaction(on.as.scope, async (tx) => {
    const row = await store.lockAccount(tx, on.account);
    const allowed = row && (await needs.access.may(tx, on.as, on.act, row.client));
    const outcome = row ? (allowed ? await work(tx, row) : refuse(refusals.notAllowed)) : refuse(refusals.noSuchAccount);
    await needs.audit.record(tx, on.as, on.action, { type: "account", id: on.account, client: row?.client }, verdictOf(outcome));
    return outcome;
  });
