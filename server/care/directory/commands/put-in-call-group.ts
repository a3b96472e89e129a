import type { Account } from "../../../../contract/office.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { AccountId, CallGroupId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { onAccount } from "./on-account.ts";
import { shownAgain } from "./read-accounts.ts";

/** [DR13] The clinicians of the group cover this account from now on; with null, those of its own client alone. */
export const putInCallGroup =
  (needs: Needs) =>
  (as: Actor, id: AccountId, group: CallGroupId | null): Promise<Outcome<Account>> =>
    onAccount(needs, { as, account: id, act: "call-group.change", action: "account.call-group" }, async (tx, { client }) => {
      if (group !== null && !(await needs.access.callGroups.exists(tx, group))) return refuse(refusals.noSuchCallGroup);
      await needs.access.callGroups.putAccount(tx, as, { account: id, client, group });
      await needs.facts.record(tx, { name: "account.changed", subject: id, client, at: needs.world.now() });
      return done(await shownAgain(needs, tx, id));
    });
