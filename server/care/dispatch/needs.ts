import type { SeenHole } from "../../../contract/coverage.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Due } from "../../foundation/due/index.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { AccountId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import type { Outcome } from "../../foundation/refusal.ts";
import type { Instant } from "../../foundation/time.ts";
import type { World } from "../../foundation/world.ts";
import type { Access } from "../../trust/access/index.ts";
import type { Audit } from "../../trust/audit/index.ts";
import type { Timetable } from "../directory/index.ts";
import type { Delivery } from "../delivery/index.ts";
import type { Messages } from "../messages/index.ts";
import type { Duty } from "./rules/choose-person.ts";
import type { LadderDraft } from "./rules/ladder-fault.ts";

/** [D44] Asked before a ladder is saved: a refusal, or what is to be kept with its version. */
export type BeforeLadder = (tx: Tx, as: Actor, ask: { account: AccountId; draft: LadderDraft; acknowledge: SeenHole | undefined }) => Promise<Outcome<(version: number) => Promise<void>>>;

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly due: Due;
  readonly facts: Facts;
  readonly audit: Audit;
  /** The second door: asked with the row's own client. */
  readonly access: Pick<Access, "may">;
  readonly messages: Pick<Messages, "open" | "changedSince" | "addEvent" | "noteReader" | "find" | "readersBefore" | "noteCallBack" | "callBacks">;
  readonly delivery: Pick<Delivery, "claim" | "claimAgain" | "place" | "perform" | "onDevice" | "opened" | "acknowledged" | "close" | "closeFor" | "closeNotice" | "attemptsOf" | "receiptsOf" | "answersFor" | "pages" | "untaken" | "openFor" | "wake">;
  /** Who is on duty for an account at an instant. Fitted by oncall. */
  readonly onDuty: (tx: Tx, place: { readonly account: AccountId; readonly client?: ClientId }, at: Instant) => Promise<Duty>;
  /** With its hours as they are known now. Undefined outside the scope. Fitted by directory. */
  readonly accountOf: (tx: Tx, account: AccountId) => Promise<{ client: ClientId; name: string; zone: string } & Partial<Omit<Timetable, "zone">> | undefined>;
  /** Fitted by identity. A person who is gone may be missing. */
  readonly namesOf: (tx: Tx, people: readonly PersonId[]) => Promise<ReadonlyMap<PersonId, string>>;
  /** The office's own telephone, as the practice wrote it down; undefined: nobody did. Fitted by directory. */
  readonly officeNumber: (tx: Tx, account: AccountId) => Promise<string | undefined>;
  readonly everyClient: (tx: Tx) => Promise<readonly ClientId[]>;
  /** In the scope of that client. Fitted by directory. */
  readonly accountsOf: (tx: Tx, client: ClientId) => Promise<readonly AccountId[]>;
  /** Calls of one account that were offered in a stretch of time. Fitted by calls. */
  readonly callsOf: (tx: Tx, ask: { client: ClientId; account: AccountId; from: Instant; until: Instant }) => Promise<{ calls: number; unanswered: number }>;
  /** Whom a client's office is told by. Fitted by access. */
  readonly managersOf: (tx: Tx, client: ClientId) => Promise<readonly PersonId[]>;
  /** True for a clinician of the account or of its call group. Fitted by access. */
  readonly mayBePaged: (tx: Tx, account: AccountId, person: PersonId) => Promise<boolean>;
  /** The same, asked whether or not the account is in scope: a covering clinician asks about another client's. Fitted by oncall. */
  readonly covers: (tx: Tx, place: { client: ClientId; account: AccountId }, person: PersonId) => Promise<boolean>;
  /** Messages that the caller of this one left for the account in the last hours, compared by blind index. Fitted by calls. */
  readonly earlierFrom: (tx: Tx, ask: { client: ClientId; account: AccountId; message: MessageId }) => Promise<MessageId[]>;
  /** An operator other than this one who is ready and on no call. Fitted by the desk. */
  readonly freeOperator: (tx: Tx, as: Actor) => Promise<PersonId | null>;
  /** Fitted by coverage. Undefined: nobody judges ladders. */
  readonly beforeLadder?: BeforeLadder;
}
