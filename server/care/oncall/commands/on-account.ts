import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import type { AccountRow } from "../../directory/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";

export interface On {
  readonly as: Actor;
  readonly account: AccountId;
}

/** A look at an account's duty: the account is in scope, and the actor may see. */
export const lookAt = <T>(needs: Needs, on: On, work: (tx: Tx, account: AccountRow) => Promise<Outcome<T>>): Promise<Outcome<T>> =>
  needs.db.transaction(on.as.scope, async (tx) => {
    const account = await needs.directory.account(tx, on.account);
    if (!account) return refuse(refusals.noSuchAccount);
    return (await needs.access.may(tx, on.as, "oncall.see", account.client)) ? work(tx, account) : refuse(refusals.notAllowed);
  });

interface Change extends On {
  readonly action: string;
  readonly act?: "oncall.change" | "oncall.note" | "oncall.swap" | "oncall.take-over";
}

/** A change of it: the actor may change, what came of it is audited, and what was done is told to whoever shows it. */
export const change = <T>(needs: Needs, on: Change, work: (tx: Tx, account: AccountRow) => Promise<Outcome<T>>): Promise<Outcome<T>> =>
  needs.db.transaction(on.as.scope, async (tx) => {
    const account = await needs.directory.account(tx, on.account);
    const allowed = account && (await needs.access.may(tx, on.as, on.act ?? "oncall.change", account.client));
    const outcome = account ? (allowed ? await work(tx, account) : refuse(refusals.notAllowed)) : refuse(refusals.noSuchAccount);
    await needs.audit.record(tx, on.as, on.action, { type: "account", id: on.account, client: account?.client }, verdictOf(outcome));
    if (outcome.ok) await needs.facts.record(tx, { name: "oncall.changed", subject: on.account, client: account?.client, at: needs.world.now() });
    return outcome;
  });
