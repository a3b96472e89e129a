import type { DialKind, Language, Reception, Skills } from "../../../contract/index.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { AccountId, ClientId, PersonId } from "../../foundation/ids.ts";
import type { Log } from "../../foundation/log.ts";
import type { Nodes } from "../../foundation/nodes/index.ts";
import type { Phi } from "../../foundation/phi.ts";
import type { Instant } from "../../foundation/time.ts";
import type { World } from "../../foundation/world.ts";
import type { Emergency } from "./emergency-port.ts";
import type { After } from "./live/spoken.ts";
import type { Carrying, Endpoint, Leg, MediaEngine, Telephony } from "./ports.ts";
import type { Standing } from "./rules/gate.ts";
import type { StampedScript } from "./store.ts";

export interface AccountFacts {
  readonly name: string;
  readonly zone: string;
  readonly recording: boolean;
  readonly fallback: string | null;
}

export interface SealedFileWriter {
  write(data: Phi<Buffer>): Promise<void>;
  close(): Promise<number>;
  abandon(): Promise<void>;
}

export interface SealPlace {
  readonly client: ClientId;
  readonly table: number;
  readonly column: number;
  readonly row: string;
  readonly revision: number;
}

export interface CheckInDoor {
  /** Asked as the key is pressed. */
  mayTake(): boolean;
  /** The leg and its sound are the other's from here on, to the end. Resolves at that end: whether somebody was proved. */
  take(leg: Leg, phone: Endpoint): Promise<boolean>;
}

/** What the calls slice asks of its left neighbours and of the edges. */
export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly log: Log;
  readonly facts: Facts;
  readonly audit: { record(tx: Tx, actor: Actor, action: string, subject: { type: string; id: string; client?: ClientId }, verdict?: string, details?: Readonly<Record<string, readonly string[]>>): Promise<unknown> };
  readonly vault: {
    sealText(at: SealPlace & { at: Instant; kind: "call" }, text: Phi<string>): Promise<Buffer>;
    openText(place: SealPlace, sealed: Buffer): Promise<Phi<string>>;
    blindIndex(client: ClientId, domain: { table: number; column: number }, value: Phi<string>): Promise<Buffer>;
    createFile(path: string, at: SealPlace & { at: Instant; kind: "recording" }, options?: { chunkBytes?: number; bytesMax?: number }): Promise<SealedFileWriter>;
  };
  readonly telephony: Telephony;
  /** A secret of the house, the same at each of its nodes, for what the label names. */
  readonly derive: (label: string, bytes: number) => Buffer;
  /** [C71] Takes a call to a number of the service's own, which reaches no account. False: it is none. */
  readonly ownLine?: ((leg: Leg) => Promise<boolean>) | undefined;
  /** [C157] The dialogue of the check-in line, for a caller who pressed the key for it. Without it, or while it takes nobody, such a caller is in line. */
  readonly checkIn?: CheckInDoor | undefined;
  /** The telephone's own clock; undefined: real time. */
  readonly after?: After | undefined;
  /** The other processes of this house. */
  readonly nodes: Nodes;
  /** How a dead node's call goes on here; without it such a call ends, and what was typed is there to finish. */
  readonly carrying?: Carrying | undefined;
  readonly media: MediaEngine;
  /** [C158] A prompt with a greeting in it, which stands after the emergency sentence. */
  readonly greeted?: ((prompt: string, greeting: Buffer) => Buffer) | undefined;
  /** Takes calls while the database is away; without it they hear the fixed announcement. */
  readonly emergency?: Emergency | undefined;
  readonly directory: {
    byDialled(tx: Tx, dialled: string): Promise<{ client: ClientId; account: AccountId } | undefined>;
    factsOf(tx: Tx, account: AccountId): Promise<AccountFacts>;
    /** Whom operators may ring for the account; the one that is named, when one is. */
    dialEntriesOf(tx: Tx, account: AccountId, entry?: string): Promise<readonly { id: string; kind: DialKind; label: string; number: string }[]>;
    readonly reception: {
      /** [C94] How the account receives a caller now, and whether its office is open. */
      stampFor(tx: Tx, account: AccountId, at: Instant): Promise<{ readonly version: number; readonly reception: Reception; readonly open: boolean }>;
    };
    /** [C140] What callers of the account hear while they wait. */
    readonly music: {
      chosen(tx: Tx, account: AccountId): Promise<string | undefined>;
      sound(tx: Tx, id: string): Promise<Buffer | undefined>;
    };
    /** [C158] The practice's own words, opened; and in which languages there are some that cannot be opened. */
    readonly greetings: { sounds(tx: Tx, account: AccountId): Promise<{ readonly sounds: Readonly<Partial<Record<Language, Buffer>>>; readonly unreadable: readonly Language[] }> };
    readonly skills: { of(tx: Tx, people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Skills>> };
    /** E.164 of a caller's number as the trunk gave it, or undefined when it is none. */
    normalise(number: string): string | undefined;
  };
  readonly agreements: { standing(tx: Tx, client: ClientId, at: Instant): Promise<{ kind: Standing; agreement: string | null }> };
  readonly scripts: { stampFor(tx: Tx, account: AccountId, at: Instant): Promise<readonly StampedScript[]> };
  readonly clients: { allIds(tx: Tx): Promise<readonly ClientId[]> };
  /** Folder of the sealed recordings. */
  readonly recordings: string;
}
