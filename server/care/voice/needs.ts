import type { Actor } from "../../foundation/actor.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { AccountId, MessageId, PersonId } from "../../foundation/ids.ts";
import type { Log } from "../../foundation/log.ts";
import type { World } from "../../foundation/world.ts";
import type { Access } from "../../trust/access/index.ts";
import type { Audit } from "../../trust/audit/index.ts";
import type { Identity } from "../../trust/identity/index.ts";
import type { After, SpokenLine } from "../calls/index.ts";
import type { Nodes } from "../../foundation/nodes/index.ts";
import type { Clients } from "../../trust/clients/index.ts";
import type { Channel, Delivery } from "../delivery/index.ts";
import type { Dispatch } from "../dispatch/index.ts";
import type { Messages } from "../messages/index.ts";
import type { Notices } from "../notices/index.ts";

/** What is known of a message before anybody proved who they are. */
export interface Place {
  readonly account: AccountId;
  readonly name: string;
  /** A number of the practice, which a caller who is rung sees. */
  readonly number: string | undefined;
}

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly log: Log;
  readonly facts: Pick<Facts, "listen">;
  readonly audit: Audit;
  readonly access: Pick<Access, "may" | "actorFor">;
  readonly identity: Pick<Identity, "checkPin" | "telephone">;
  readonly messages: Pick<Messages, "addEvent">;
  readonly dispatch: Pick<Dispatch, "acknowledge" | "passOn" | "open" | "calledBack" | "lookAgainAt">;
  readonly notices: Pick<Notices, "tell">;
  readonly nodes: Pick<Nodes, "name">;
  readonly clients: Pick<Clients, "everyId">;
  readonly delivery: Pick<Delivery, "underWay">;
  /** [VD12] Where the page stands as well. */
  readonly inbox: Channel;
  readonly line: SpokenLine;
  readonly after: After;
  /** Fitted by messages and directory. */
  readonly placeOf: (tx: Tx, message: MessageId) => Promise<Place | undefined>;
  /** E.164, or undefined when it is no telephone number. Fitted by directory. */
  readonly normalise: (number: string) => string | undefined;
  /** Clinicians whom this actor may see, by name. Fitted by access. */
  readonly clinicians: (tx: Tx, as: Actor) => Promise<readonly { readonly id: PersonId; readonly name: string }[]>;
  /** A secret of its own for each label, from the keyring's root. */
  readonly derive: (label: string, bytes: number) => Buffer;
}
