import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Due } from "../../foundation/due/index.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { AccountId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import type { World } from "../../foundation/world.ts";
import type { Access } from "../../trust/access/index.ts";
import type { Audit } from "../../trust/audit/index.ts";
import type { Directory } from "../directory/index.ts";
import type { Dispatch } from "../dispatch/index.ts";
import type { Messages } from "../messages/index.ts";
import type { Oncall } from "../oncall/index.ts";

/** The verified ways in which people are reached: a passkey, or a device that is woken; a telephone that a test call and a PIN prove. */
export interface Verified {
  /** Fitted by identity and delivery. */
  readonly paged: (tx: Tx, people: readonly PersonId[]) => Promise<ReadonlySet<PersonId>>;
  /** Fitted by voice. */
  readonly rung: (tx: Tx, people: readonly PersonId[]) => Promise<ReadonlySet<PersonId>>;
}

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly due: Due;
  readonly facts: Pick<Facts, "record" | "subscribe">;
  readonly audit: Audit;
  readonly access: Pick<Access, "may" | "actorFor">;
  readonly directory: Pick<Directory, "account" | "accounts" | "namesOf"> & { readonly hours: Pick<Directory["hours"], "tableAt"> };
  readonly oncall: Pick<Oncall, "cover" | "coversAt" | "coveredBy" | "addOverrides" | "roomForOverrides">;
  readonly dispatch: Pick<Dispatch, "ladders">;
  readonly messages: Pick<Messages, "addEvent">;
  /** Every client, for the daily round. Fitted by clients. */
  readonly everyClient: (tx: Tx) => Promise<ClientId[]>;
  /** Fitted by identity. */
  readonly namesOf: (tx: Tx, people: readonly PersonId[]) => Promise<ReadonlyMap<PersonId, string>>;
  readonly verified: Verified;
  /** What nobody has taken yet, of the accounts in scope. Fitted by dispatch. */
  readonly openMessages: (tx: Tx) => Promise<readonly { account: AccountId; message: MessageId; revision: number }[]>;
  /** Fitted by access. */
  readonly managersOf: (tx: Tx, client: ClientId) => Promise<readonly PersonId[]>;
  /** Wakes a person's devices with the words that are always the same. Fitted by delivery. */
  readonly wake: (tx: Tx, person: PersonId) => Promise<void>;
  /** Open windows of a person look again. Told after commit. */
  readonly told: (person: PersonId) => void;
  readonly site: () => { readonly origin: string };
}
