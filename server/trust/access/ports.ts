import type { Actor } from "../../foundation/actor.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { World } from "../../foundation/world.ts";
import type { Act } from "../audit/entry.ts";
import type { Clients } from "../clients/index.ts";
import type { Identity } from "../identity/index.ts";

export interface AccessNeeds {
  readonly db: Db;
  readonly world: World;
  readonly audit: { record(tx: Tx, as: Actor, ...act: Act): Promise<unknown> };
  readonly facts: Pick<Facts, "record" | "announce" | "subscribe">;
  readonly identity: Pick<Identity, "admit" | "invite" | "standings" | "people" | "onEnded" | "cutOff" | "recentlyProved">;
  readonly clients: Pick<Clients, "everyId" | "inScope">;
  readonly site: () => { readonly origin: string };
}
