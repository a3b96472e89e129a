import type { Due } from "../../foundation/due/index.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import type { AccountId, ClientId, MessageId } from "../../foundation/ids.ts";
import type { Log } from "../../foundation/log.ts";
import type { Nodes } from "../../foundation/nodes/index.ts";
import type { World } from "../../foundation/world.ts";
import type { Audit } from "../../trust/audit/index.ts";
import type { Clients } from "../../trust/clients/index.ts";
import type { Identity } from "../../trust/identity/index.ts";
import type { After, SpokenLine } from "../calls/index.ts";
import type { Dispatch } from "../dispatch/index.ts";
import type { Messages } from "../messages/index.ts";

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly log: Log;
  readonly audit: Pick<Audit, "record">;
  readonly messages: Pick<Messages, "find" | "open" | "addEvent">;
  readonly dispatch: Pick<Dispatch, "isAssigned" | "takerOf" | "calledBack">;
  readonly telephone: Pick<Identity["telephone"], "onFile">;
  /** The number of an account that callers know; undefined while it has none. Fitted by directory. */
  readonly numberOf: (tx: Tx, account: AccountId) => Promise<string | undefined>;
  readonly line: Pick<SpokenLine, "dial" | "hasTrunk">;
  readonly after: After;
  readonly nodes: Pick<Nodes, "name">;
  readonly clients: Pick<Clients, "everyId">;
  readonly due: Pick<Due, "at" | "on" | "cancel">;
  /** Somebody's screens show this message. */
  readonly changed: (tx: Tx, of: { message: MessageId; client: ClientId }) => void;
}
