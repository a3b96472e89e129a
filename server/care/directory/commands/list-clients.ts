import type { Client } from "../../../../contract/office.ts";
import type { Actor } from "../../../foundation/actor.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { toIso } from "../../../foundation/time.ts";
import type { Agreements } from "../../../gates/agreements/index.ts";
import type { Clients } from "../../../trust/clients/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";

export interface ClientListNeeds extends Pick<Needs, "db" | "world" | "access"> {
  readonly clients: Pick<Clients, "inScope" | "add">;
  readonly agreements: Pick<Agreements, "standings">;
}

type Standing = Awaited<ReturnType<Agreements["standings"]>> extends ReadonlyMap<unknown, infer S> ? S : never;

/** Three words for a list: the office opens the records for the rest. */
const shortOf = (standing: Standing | undefined): Client["agreement"] => {
  if (!standing || standing.kind === "none" || standing.kind === "not-yet") return "none";
  return standing.kind === "in-force" ? "in-force" : "ended";
};

/** The clients that this person may see, each with its accounts and where its agreement stands. */
export const listClients = (needs: ClientListNeeds) => (as: Actor): Promise<Outcome<{ clients: Client[] }>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const standings = await needs.agreements.standings(tx, needs.world.now());
    const accounts = await store.accounts(tx, null);
    const numbers = Map.groupBy(await store.numbersOf(tx, accounts.map((account) => account.id)), (one) => one.account);
    const byClient = Map.groupBy(accounts, (account) => account.client);
    const clients = (await needs.clients.inScope(tx)).map((client) => {
      const standing = standings.get(client.id);
      const own = byClient.get(client.id) ?? [];
      return {
        id: client.id, name: client.name, demo: client.demo, agreement: shortOf(standing), agreementUntil: standing?.until == null ? null : toIso(standing.until),
        accounts: own.map((account) => ({ id: account.id, name: account.name, numbers: (numbers.get(account.id) ?? []).map((one) => one.number) })),
      };
    });
    return done({ clients });
  });

/** A new client has no agreement yet, so none of its numbers rings. */
export const addClient = (needs: ClientListNeeds) => async (as: Actor, name: string): Promise<Outcome<Client>> => {
  const allowed = await needs.db.transaction(as.scope, (tx) => needs.access.may(tx, as, "client.add"));
  if (!allowed) return refuse(refusals.notAllowed);
  const added = await needs.clients.add(as, { name, demo: false });
  return added.ok ? done({ id: added.value.id, name, demo: false, agreement: "none", agreementUntil: null, accounts: [] }) : added;
};
