import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Due } from "../../foundation/due/index.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import type { Log } from "../../foundation/log.ts";
import type { Instant } from "../../foundation/time.ts";
import type { World } from "../../foundation/world.ts";
import type { Access } from "../../trust/access/index.ts";
import type { Audit } from "../../trust/audit/index.ts";
import type { AlarmLine } from "../calls/index.ts";
import type { Messages } from "../messages/index.ts";
import type { Notices } from "../notices/index.ts";

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly log: Log;
  readonly due: Pick<Due, "at" | "cancel" | "on">;
  readonly facts: Pick<Facts, "subscribe">;
  readonly audit: Audit;
  readonly access: Pick<Access, "may">;
  readonly messages: Pick<Messages, "addEvent" | "find">;
  readonly notices: Pick<Notices, "tell">;
  readonly clients: { allIds(tx: Tx): Promise<readonly ClientId[]> };
  /** When a person took each of these messages last; one that nobody has taken is left out. Fitted by dispatch. */
  readonly takenAt: (tx: Tx, messages: readonly MessageId[]) => Promise<ReadonlyMap<MessageId, Instant>>;
  /** E.164, or undefined when it is no telephone number. Fitted by directory. */
  readonly normalise: (number: string) => string | undefined;
  /** Told when a watcher fell silent or is heard again: desks look again. */
  readonly moved: () => void;
  /** Who has a desk open now, at whichever node. Fitted by calls, whose board the nodes show each other. */
  readonly atDesks: () => readonly PersonId[];
  /** Whether somebody at this number is on a call of the house's, or rung by it, at whichever node. */
  readonly isTalking: (number: string) => Promise<boolean>;
  /** The house's way out. */
  readonly line: AlarmLine;
  /** Names of the watchers on other hosts, from the settings. */
  readonly watchers: readonly string[];
  /** A secret of its own for each watcher, from the keyring's root. */
  readonly derive: (label: string, bytes: number) => Buffer;
}
