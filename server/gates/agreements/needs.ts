import type { Actor } from "../../foundation/actor.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { ClientId } from "../../foundation/ids.ts";
import type { World } from "../../foundation/world.ts";
import type { Audit } from "../../trust/audit/index.ts";

/** Acts this slice asks access about, by the names that access knows them. */
export type Act = "agreement.read" | "agreement.record" | "agreement.change";

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly facts: Facts;
  readonly audit: Audit;
  /** Whether this actor may do this at this client, by a role held there or at the service. */
  readonly may: (tx: Tx, as: Actor, what: { act: Act; client: ClientId }) => Promise<boolean>;
}
