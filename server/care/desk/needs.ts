import type { CallerType, DialChoice, LiveFrame, OnDuty, Script, WorkingRow } from "../../../contract/index.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Due } from "../../foundation/due/index.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { AccountId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import type { Log } from "../../foundation/log.ts";
import type { Phi } from "../../foundation/phi.ts";
import type { Instant } from "../../foundation/time.ts";
import type { World } from "../../foundation/world.ts";
import type { Access } from "../../trust/access/index.ts";
import type { Vault } from "../../trust/vault/index.ts";
import type { Calls } from "../calls/index.ts";
import type { Messages } from "../messages/index.ts";

/** What the operator reads of an account while a call lives. */
export interface DeskAccount {
  readonly name: string;
  readonly zone: string;
  readonly greeting: string;
  readonly statusNotes: readonly string[];
}

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly log: Log;
  readonly facts: Facts;
  readonly audit: { record(tx: Tx, actor: Actor, action: string, subject: { type: string; id: string; client?: ClientId }, verdict?: string, details?: Readonly<Record<string, readonly string[]>>): Promise<unknown> };
  readonly calls: Calls;
  /** The second door: asked with the row's own client. */
  readonly access: Pick<Access, "may">;
  readonly messages: Pick<Messages, "openDraft" | "saveVoicemail" | "ofRecording" | "sentBy" | "knowCaller" | "noteStatusAsk" | "namesTried" | "find" | "addEvent">;
  readonly vault: Pick<Vault, "sealText" | "openText">;
  readonly due: Pick<Due, "at" | "on">;
  readonly dispatch: {
    /** Not taken, alarms first, and what was taken in the last hour. */
    working(tx: Tx): Promise<WorkingRow[]>;
    /** How many nobody has taken, also beyond what the list shows. */
    countOpen(tx: Tx): Promise<number>;
    /** Seconds until a person took it, of urgent messages sent since then. */
    takenSeconds(tx: Tx, since: Instant): Promise<number[]>;
    /** When a person took each of these; those that nobody has taken are left out. */
    takenAt(tx: Tx, messages: readonly MessageId[]): Promise<ReadonlyMap<MessageId, Instant>>;
    /** How a message stands, with nothing of it opened. */
    tellStanding(tx: Tx, message: MessageId): Promise<{ readonly taken: { readonly by: string | null; readonly at: Instant } | null; readonly zone: string } | undefined>;
    /** Whether this person was paged about the message, and that still counts. */
    isAssigned(tx: Tx, at: { message: MessageId; person: PersonId }): Promise<boolean>;
  };
  /** What nobody of the office has seen yet. */
  readonly notices: { waiting(tx: Tx): Promise<{ open: number; newest: Instant | null }> };
  readonly directory: {
    forDesk(tx: Tx, account: AccountId, at: Instant): Promise<DeskAccount>;
    /** Undefined outside the scope. */
    account(tx: Tx, account: AccountId): Promise<{ client: ClientId } | undefined>;
    namesOf(tx: Tx, accounts: readonly AccountId[]): Promise<ReadonlyMap<AccountId, string>>;
    normalise(number: string): string | undefined;
    /** The office's own telephone, as the practice wrote it down. */
    officeNumber(tx: Tx, account: AccountId): Promise<string | undefined>;
    dialEntriesOf(tx: Tx, account: AccountId): Promise<readonly DialChoice[]>;
    find(tx: Tx, words: string, limit: number): Promise<{ id: AccountId; name: string; detail: string }[]>;
  };
  readonly oncall: { onDuty(tx: Tx, account: AccountId, at: Instant): Promise<{ first: OnDuty | null; backup: OnDuty | null }> };
  readonly scripts: { byVersion(tx: Tx, id: string, version: number): Promise<Script | undefined> };
  readonly people: {
    namesOf(tx: Tx, people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, string>>;
    isSupervisor(tx: Tx, person: PersonId): Promise<boolean>;
    findClinicians(tx: Tx, as: Actor, ask: { words: string; limit: number }): Promise<{ id: PersonId; name: string }[]>;
  };
  /** [NL8] Whether a watcher on another host has fallen silent. Fitted by nightlead. */
  readonly unwatched: () => boolean;
  /** Pieces of due work that failed and are tried again. */
  readonly failingWork: (tx: Tx) => Promise<number>;
  readonly clients: { allIds(tx: Tx): Promise<readonly ClientId[]> };
  /** Sealed recordings, opened chunk by chunk. */
  readonly openRecording: (client: ClientId, id: string) => AsyncIterable<Phi<Buffer>>;
  /** Desks at other nodes show the same messages and cues. */
  readonly tellOthers: () => void;
  readonly live: { toPerson(person: PersonId, frame: LiveFrame): void; inRoom(room: "desk" | "office"): readonly PersonId[] };
}

export type { CallerType, MessageId };
