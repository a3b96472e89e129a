import type { Account } from "../../../../contract/office.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, ClientId } from "../../../foundation/ids.ts";
import { done, refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { readBody, type Body } from "../rules/body.ts";
import * as store from "../store.ts";
import { keepVersion } from "./keep-version.ts";
import { shownAgain } from "./read-accounts.ts";
import { fallbackOk } from "./save-account.ts";

export type OpenAsk = Body & { readonly client: ClientId };

/** Opens an account for a client. It has no number yet, so nobody can ring it. */
export const openAccount =
  (needs: Needs) =>
  (as: Actor, ask: OpenAsk): Promise<Outcome<Account>> => {
    const { db, world, audit, facts } = needs;
    const at = world.now();
    const id = world.id() as AccountId;

    return db.transaction(as.scope, async (tx) => {
      const allowed = await needs.access.may(tx, as, "account.add", ask.client);
      const row = allowed ? await newRow(needs, tx, { ...ask, id }) : refuse(refusals.notAllowed);
      const outcome = !row.ok || (await store.insertAccount(tx, row.value, at)) ? row : refuse(refusals.slugTaken);
      await audit.record(tx, as, "account.open", { type: "account", id, client: ask.client }, verdictOf(outcome));
      if (!outcome.ok) return outcome;
      await keepVersion(needs, tx, { as, before: undefined, after: outcome.value, at });
      await facts.record(tx, { name: "account.opened", subject: id, client: ask.client, at });
      return done(await shownAgain(needs, tx, id));
    });
  };

async function newRow(needs: Needs, tx: Tx, ask: OpenAsk & { id: AccountId }): Promise<Outcome<store.NewAccount>> {
  const owner = await needs.clients.byId(tx, ask.client);
  if (!owner) return refuse(refusals.noSuchClient);
  const body = await fallbackOk(tx, readBody(ask));
  return body.ok ? done({ ...body.value, days: [], hoursVersion: 0, client: ask.client, id: ask.id, demo: owner.demo }) : body;
}
