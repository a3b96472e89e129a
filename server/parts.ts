import type { LiveFrame, Me } from "../contract/index.ts";
import type { Due } from "./foundation/due/index.ts";
import type { Facts } from "./foundation/facts/index.ts";
import type { Db } from "./foundation/db/db.ts";
import type { PersonId } from "./foundation/ids.ts";
import type { Instant } from "./foundation/time.ts";
import type { Log } from "./foundation/log.ts";
import type { Nodes } from "./foundation/nodes/index.ts";
import type { World } from "./foundation/world.ts";
import type { NoteKey } from "./trust/audit/index.ts";
import type { Passwords } from "./trust/identity/index.ts";
import type { Keys } from "./trust/vault/index.ts";
import type { After, Carrying, Emergency, MediaEngine, Speech, Telephony } from "./care/calls/index.ts";
import type { Push } from "./care/delivery/index.ts";

/** What the house stands on: the world, the database, the keys and the edges. Real ones in `run.ts`, fake ones in tests. */
export interface Parts {
  readonly world: World;
  readonly log: Log;
  readonly db: Db;
  readonly due: Due;
  readonly facts: Facts;
  readonly keys: Keys;
  /** A secret of its own for each label, from the keyring's root. */
  readonly derive: (label: string, bytes: number) => Buffer;
  readonly telephony: Telephony;
  /** The other processes of this house, and how a dead one's calls go on here. */
  readonly nodes: Nodes;
  readonly carrying?: Carrying;
  readonly media: MediaEngine;
  /** Makes sound of words. */
  readonly speech: Speech;
  /** The telephone's own clock, by which keys are waited for; undefined: real time. */
  readonly after?: After;
  /** Takes calls while the database is away. */
  readonly emergency?: Emergency;
  /** The STUN and TURN servers of an operator's browser, and until when their passwords hold. */
  readonly ice: { forDesk(person: PersonId): { readonly iceServers: readonly { readonly urls: string; readonly username?: string; readonly credential?: string }[]; readonly until: Instant | null } };
  readonly push: Push;
  readonly live: LivePort;
  /** Who signs the states of the audit log beside us. */
  readonly witnesses: readonly NoteKey[];
  /** Names of the programs on other hosts that look at this one. */
  readonly watchers: readonly string[];
  readonly site: () => { readonly origin: string; readonly rpId: string };
  readonly notice: Me["notice"];
  /** IANA zone of the service's own people. */
  readonly zone: string;
  /** Folder of the sealed recordings. */
  readonly recordings: string;
  /** Who checks passwords and PINs; undefined: argon2 in this process. */
  readonly passwords?: Passwords;
}

/** Open browsers, by person and by room. */
export interface LivePort {
  toPerson(person: PersonId, frame: LiveFrame): void;
  inRoom(room: "desk" | "office"): readonly PersonId[];
}
