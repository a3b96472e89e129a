import type { Account } from "../../../../contract/office.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { restsUntil } from "../rules/rest.ts";
import * as store from "../store.ts";
import { onAccount } from "./on-account.ts";
import { shownAgain } from "./read-accounts.ts";

/** Gives a number back. It finds nobody from now on, and nobody may have it while it rests. */
export const releaseNumber =
  (needs: Needs) =>
  (as: Actor, id: AccountId, number: string): Promise<Outcome<Account>> => {
    const at = needs.world.now();
    return onAccount(needs, { as, account: id, act: "number.assign", action: "number.release" }, async (tx, { client }) => {
      if (!(await store.releaseNumber(tx, { number, account: id, at, restsUntil: restsUntil(at) }))) return refuse(refusals.noSuchNumber);
      await needs.facts.record(tx, { name: "account.changed", subject: id, client, at });
      return done(await shownAgain(needs, tx, id));
    });
  };
