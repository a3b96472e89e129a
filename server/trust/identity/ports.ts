import type { Me } from "../../../contract/identity.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import { visitor } from "../../foundation/endpoint.ts";
import type { Due } from "../../foundation/due/index.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { PersonId } from "../../foundation/ids.ts";
import type { Instant } from "../../foundation/time.ts";
import type { World } from "../../foundation/world.ts";
import type { Act } from "../audit/entry.ts";
import type { Vault } from "../vault/index.ts";
import type { Passwords } from "./proofs/password.ts";
import type { Site } from "./proofs/passkey.ts";
import type { SessionKind } from "./settings.ts";
import type { Marks } from "./tokens.ts";

/** The audit log, as its own door has it. */
export interface Recorder {
  record(tx: Tx, as: Actor, ...act: Act): Promise<unknown>;
}

/** Where a person works. Fitted by access, which stands further right and knows memberships. */
export interface Places {
  /** Undefined: no role is given to this person now. */
  kindOf(tx: Tx, person: PersonId, at: Instant): Promise<SessionKind | undefined>;
  roomsOf(person: PersonId, at: Instant): Promise<Pick<Me, "memberships" | "room" | "rooms">>;
  /** [AC8] Whether the giver of a link (null: the house) may give every role that the person holds now. */
  mayBringIn(tx: Tx, of: { giver: PersonId | null; person: PersonId }, at: Instant): Promise<boolean>;
  appointAdministrator(tx: Tx, person: PersonId, at: Instant): Promise<void>;
}

export interface IdentityNeeds {
  readonly db: Db;
  readonly world: World;
  readonly audit: Recorder;
  readonly facts: Pick<Facts, "record">;
  readonly due: Pick<Due, "at" | "cancel" | "on">;
  readonly vault: Pick<Vault, "sealBytes" | "openBytes">;
  /** A key of its own for each label, from the keyring's root. */
  readonly derive: (label: string, bytes: number) => Buffer;
  readonly places: Places;
  /** Known once the web server listens. */
  readonly site: () => Site;
  readonly notice: Me["notice"];
  /** E.164 of a number that can be rung, as a person types it; the directory's reading of numbers, which stands further right. */
  readonly readNumber: (typed: string) => string | undefined;
  /** Of the first administrator, until changed. */
  readonly zone: string;
  /** Who checks passwords and PINs; undefined: argon2 in this process. */
  readonly passwords?: Passwords;
}

/** The needs with what identity makes for itself. */
export interface Kit extends IdentityNeeds {
  readonly passwords: Passwords;
  readonly marks: Marks;
  /** Told after commit, in this process, so that an open connection is quiet at once. */
  readonly ended: (sessions: readonly string[]) => void;
}

/** What a sign-in may know of where it comes from. */
export interface From {
  readonly network: string;
  readonly sessionToken: string | undefined;
  readonly workstationToken: string | undefined;
}

export const VISITOR = visitor;
export const actorOf = (person: PersonId, session?: string): Actor => ({ kind: "person", person, ...(session !== undefined && { session }), scope: { role: "app", clients: [], person } });
/** Stands where a person would, when nobody has the e-mail that was tried. */
export const NOBODY = "00000000-0000-0000-0000-000000000000" as PersonId;
