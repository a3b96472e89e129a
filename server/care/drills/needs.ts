import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Due } from "../../foundation/due/index.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { ClientId, PersonId } from "../../foundation/ids.ts";
import type { World } from "../../foundation/world.ts";
import type { Access } from "../../trust/access/index.ts";
import type { Audit } from "../../trust/audit/index.ts";
import type { Delivery } from "../delivery/index.ts";
import type { Directory } from "../directory/index.ts";

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly due: Due;
  readonly facts: Pick<Facts, "record">;
  readonly audit: Audit;
  readonly access: Pick<Access, "may">;
  readonly directory: Pick<Directory, "account" | "accounts">;
  /** What waits for the person for real, and how their phones are woken: with the same words as ever. */
  readonly delivery: Pick<Delivery, "untaken" | "pages" | "wake">;
  /** The clinicians of a client who can sign in. Fitted by access and identity. */
  readonly clinicians: (tx: Tx, client: ClientId) => Promise<readonly PersonId[]>;
  readonly names: {
    people(tx: Tx, ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, string>>;
    clients(tx: Tx): Promise<ReadonlyMap<ClientId, string>>;
  };
  /** Told after commit: the person's open windows look again. */
  readonly tell: (person: PersonId) => void;
}
