import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { AccountId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import type { Instant } from "../../foundation/time.ts";
import type { World } from "../../foundation/world.ts";
import type { Access } from "../../trust/access/index.ts";
import type { Audit } from "../../trust/audit/index.ts";

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly facts: Pick<Facts, "subscribe">;
  readonly audit: Audit;
  readonly access: Pick<Access, "may">;
  /** Names of what a notice is about, of those in scope. Fitted by identity, clients and directory. */
  readonly names: {
    people(tx: Tx, ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, string>>;
    clients(tx: Tx): Promise<ReadonlyMap<ClientId, string>>;
    accounts(tx: Tx, ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, string>>;
  };
  /** When a person took each of these messages; one that nobody has taken is left out. Fitted by dispatch. */
  readonly takenAt: (tx: Tx, messages: readonly MessageId[]) => Promise<ReadonlyMap<MessageId, Instant>>;
  /** Told after commit: open offices look again. */
  readonly moved: () => void;
}
