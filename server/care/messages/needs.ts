import type { Actor } from "../../foundation/actor.ts";
import type { Tx } from "../../foundation/db/db.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { AccountId, CallId, ClientId, MessageId } from "../../foundation/ids.ts";
import type { World } from "../../foundation/world.ts";
import type { HoldReason, Urgency } from "../../../contract/index.ts";
import type { Audit } from "../../trust/audit/index.ts";
import type { Vault } from "../../trust/vault/index.ts";

/** A revision that now exists and must be worked until a person takes it. */
export interface Saved {
  readonly message: MessageId;
  readonly revision: number;
  readonly client: ClientId;
  readonly account: AccountId;
  readonly urgency: Urgency;
  /** The call it was taken down in; null for one that came another way. */
  readonly call: CallId | null;
  /** Why its operator lets it wait for the office. Left out: it goes out. */
  readonly hold?: HoldReason;
}

export interface Needs {
  readonly world: World;
  readonly vault: Pick<Vault, "sealText" | "openText" | "blindIndex">;
  readonly audit: Audit;
  readonly facts: Pick<Facts, "record">;
  /** Begins to work what was saved, in the same transaction: no message can exist that nobody is paged about. Fitted by dispatch. */
  readonly begin: (tx: Tx, as: Actor, saved: Saved) => Promise<void>;
}
