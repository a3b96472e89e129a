import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { ActName } from "../../../trust/access/index.ts";
import type { AccountRow } from "../../directory/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";

export interface On {
  readonly as: Actor;
  readonly account: AccountId;
  readonly act: ActName;
}

/** [CV16] The account is in scope, and the actor may do this at its client. */
export const lookAt = <T>({ db, directory, access }: Pick<Needs, "db" | "directory" | "access">, { as, account, act }: On, work: (tx: Tx, account: AccountRow) => Promise<Outcome<T>>): Promise<Outcome<T>> =>
  db.transaction(as.scope, async (tx) => {
    const known = await directory.account(tx, account);
    if (!known) return refuse(refusals.noSuchAccount);
    return (await access.may(tx, as, act, known.client)) ? work(tx, known) : refuse(refusals.notAllowed);
  });
