import type { Account } from "../../../../contract/office.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { readBody, type Body } from "../rules/body.ts";
import * as store from "../store.ts";
import { onAccount } from "./on-account.ts";
import { keepVersion } from "./keep-version.ts";
import { shownAgain } from "./read-accounts.ts";

/** Changes what is known of an account, but for its short name. */
export const saveAccount =
  (needs: Needs) =>
  (as: Actor, id: AccountId, ask: Body): Promise<Outcome<Account>> => {
    const at = needs.world.now();
    return onAccount(needs, { as, account: id, act: "account.change", action: "account.save" }, async (tx, before) => {
      if (ask.slug !== before.slug) return refuse(refusals.slugFixed);
      const body = await fallbackOk(tx, readBody(ask));
      if (!body.ok) return body;
      await store.saveAccount(tx, { ...before, ...body.value });
      await keepVersion(needs, tx, { as, before, after: { ...before, ...body.value }, at });
      await needs.facts.record(tx, { name: "account.changed", subject: id, client: before.client, at });
      return done(await shownAgain(needs, tx, id));
    });
  };

/** A fallback that rings here would send a caller in a circle on the night when no agreement is in force. */
export async function fallbackOk(tx: Tx, body: Outcome<Body>): Promise<Outcome<Body>> {
  if (!body.ok || body.value.fallback === null) return body;
  const held = await store.holder(tx, body.value.fallback);
  return held && held.restsUntil === null ? refuse(refusals.fallbackIsOurs) : body;
}
