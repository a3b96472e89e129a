import type { Account } from "../../../../contract/office.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals, resting } from "../refusals.ts";
import { isInNumberingPlan, normalise } from "../rules/number.ts";
import * as store from "../store.ts";
import { onAccount } from "./on-account.ts";
import { shownAgain } from "./read-accounts.ts";

const NUMBERS_PER_ACCOUNT_MAX = 100;

/** Gives the account a number. Asking again for a number it has changes nothing. */
export const addNumber =
  (needs: Needs) =>
  (as: Actor, id: AccountId, typed: string): Promise<Outcome<Account>> => {
    const at = needs.world.now();
    const number = normalise(typed);
    return onAccount(needs, { as, account: id, act: "number.assign", action: "number.add" }, async (tx, { client }) => {
      if (number === undefined || !isInNumberingPlan(number)) return refuse(refusals.notANumber);
      const have = await store.numbersOf(tx, [id]);
      if (have.some((one) => one.number === number)) return done(await shownAgain(needs, tx, id));
      if (have.length >= NUMBERS_PER_ACCOUNT_MAX) return refuse(refusals.tooManyNumbers);
      if (!(await store.takeNumber(tx, { number, client, account: id, at }))) return refuse(await whyNot(tx, number));
      await needs.facts.record(tx, { name: "account.changed", subject: id, client, at });
      return done(await shownAgain(needs, tx, id));
    });
  };

async function whyNot(tx: Tx, number: string): Promise<Refusal> {
  const held = await store.holder(tx, number);
  return held?.restsUntil ? resting(held.restsUntil) : refusals.numberTaken;
}
