import { system, within, type Actor } from "../../foundation/actor.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import type { ClientId } from "../../foundation/ids.ts";
import { done, refuse, refusalsOf, type Outcome } from "../../foundation/refusal.ts";
import type { World } from "../../foundation/world.ts";
import type { Act } from "../audit/entry.ts";
import * as store from "./store.ts";

export type { ClientRow } from "./store.ts";

export interface ClientsNeeds {
  readonly db: Db;
  readonly world: World;
  readonly audit: { record(tx: Tx, as: Actor, ...act: Act): Promise<unknown> };
}

export const refusals = refusalsOf("clients", {
  noSuchClient: { status: 404, say: "There is no such client, or it is not one of yours." },
});

/** Of more clients than this, the first are looked at: a demonstration has three and what visitors add. */
const LOOKED_AT_MAX = 1_000;

/** [CL4] Before the house is put together: whether what this database holds is a demonstration. */
export async function holdsDemonstration(db: Db): Promise<boolean> {
  const nobody = system("start", { role: "app" });
  const clients = (await db.transaction(nobody.scope, store.everyId)).slice(0, LOOKED_AT_MAX);
  const seen = await db.transaction({ ...nobody.scope, clients }, store.inScope);
  return seen.some(({ demo }) => demo);
}

export type Clients = ReturnType<typeof createClients>;

/**
 * The covered entities: tenants. Whether someone may add or rename one is asked by whoever calls (access stands further right);
 * which ones they see is row-level security's answer.
 */
export function createClients({ db, world, audit }: ClientsNeeds) {
  return {
    /** [CL2] Opens its own transaction, because the new client has to be in its scope. */
    add: (as: Actor, ask: { name: string; demo: boolean }): Promise<Outcome<store.ClientRow>> => {
      const client = { ...ask, id: world.id() as ClientId };
      return db.transaction(within(as, client.id).scope, async (tx) => {
        await store.insert(tx, client, world.now());
        await audit.record(tx, as, "clients.add", { type: "client", id: client.id, client: client.id }, "yes", { demo: client.demo });
        return done(client);
      });
    },
    rename: (as: Actor, ask: { client: ClientId; name: string }): Promise<Outcome<store.ClientRow>> =>
      db.transaction(as.scope, async (tx) => {
        await store.rename(tx, { id: ask.client, name: ask.name });
        const client = await store.byId(tx, ask.client);
        await audit.record(tx, as, "clients.rename", { type: "client", id: ask.client, client: ask.client }, client ? "yes" : "no");
        return client ? done(client) : refuse(refusals.noSuchClient);
      }),
    /** Ids alone, before there is a scope: access builds the staff's scope of them. */
    everyId: (tx: Tx): Promise<ClientId[]> => store.everyId(tx),
    inScope: (tx: Tx): Promise<store.ClientRow[]> => store.inScope(tx),
    byId: (tx: Tx, id: string): Promise<store.ClientRow | undefined> => store.byId(tx, id),
  };
}
