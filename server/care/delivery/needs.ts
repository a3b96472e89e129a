import type { Urgency } from "../../../contract/index.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Due } from "../../foundation/due/index.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { AttemptId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import type { World } from "../../foundation/world.ts";
import type { Messages } from "../messages/index.ts";
import type { Limits } from "./rules/limits.ts";
import type { Patience } from "./rules/breaker.ts";
import type { Woken } from "./rules/waking.ts";
import type { Audit } from "../../trust/audit/index.ts";

/** To take a message; to read what was corrected in one that this person received before; to ring back about one they took. */
export type PageKind = "page" | "corrected" | "reminder";

/** One try to reach one person on one channel. */
export interface Attempt {
  readonly id: AttemptId;
  readonly client: ClientId;
  readonly message: MessageId;
  readonly revision: number;
  readonly number: number;
  readonly person: PersonId;
  readonly channel: string;
  /** More than 0: an earlier try with this id may have worked, and nobody knows. */
  readonly repeats: number;
  readonly claimedAt: number;
}

/** What a channel is given: the attempt, and the question it asks at the last moment at which it can still hold back. */
export interface Errand extends Attempt {
  readonly urgency: Urgency;
  /** It waits in the inbox without waking a phone. */
  readonly silent?: boolean;
  /** False once somebody took the message. Holds that answer still until the transaction ends. */
  wanted(tx: Tx): Promise<boolean>;
  /** Told in the transaction that keeps the answer: what follows from it is decided there, so that both are kept or neither. */
  answered(tx: Tx): Promise<void>;
}

/** `fault: "channel"`: the way itself failed, whoever was to be reached; enough of these in a row and it is passed over for a while. */
export type Answer = { readonly kind: "accepted"; readonly providerId?: string } | { readonly kind: "failed"; readonly reason: string; readonly fault?: "channel" };

/** Keeps what came back, and lets the sender go on from it. */
export type Keep = (tx: Tx, answer: Answer) => Promise<void>;

/**
 * A way to a person. `send` may be called again with the same id and must then show itself once where it can. A channel whose answer is
 * a row of this database keeps it in the transaction of that row; the answer of any other is kept when it is back.
 */
export interface Channel {
  readonly name: string;
  /** Of a way that leads outside the house. Our own inbox has none: it is as fast and as well as the database. */
  readonly guard?: Guard;
  send(errand: Errand, keep: Keep): Promise<Answer>;
  /**
   * [R20] A channel that is a row of this database places the page in the transaction that claims it: there is no instant between the
   * two, so no crash leaves a claim of which nobody knows what came. Undefined: not here; it is sent like any other.
   */
  place?(tx: Tx, errand: Errand, keep: Keep): Promise<Answer | undefined>;
}

/** How fast a way may be used, and when it is given up for a while. */
export interface Guard {
  readonly limits: Limits;
  readonly patience: Patience;
}

/** Rings once after so long, unless it is called off. */
export type After = (milliseconds: number, ring: () => void) => () => void;

export interface PushAddress {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}
/** Wakes a device by Web Push. What it says is always the same and never about a message. Fitted by edge/push. */
export interface Push {
  /** The VAPID public key, base64url (RFC 8292, section 3.2). */
  readonly publicKey: string;
  /** False for an address that no push service can have. */
  accepts(endpoint: string): boolean;
  /**
   * "gone": the subscription ended (404 or 410, RFC 8030 section 7.3). "failed": the service is in trouble, or not there. "refused": our own
   * words, or the device's keys, are none that it takes. Never throws.
   */
  wake(address: PushAddress, urgency: Urgency): Promise<Woken>;
}

/** Tells a person's open browsers that their inbox changed. Fitted by edge/realtime. */
export interface Live {
  inboxChanged(person: PersonId): void;
  /** A page was kept a moment ago. */
  paged(person: PersonId, attempt: AttemptId): void;
}

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly due: Due;
  readonly facts: Pick<Facts, "subscribe" | "record">;
  readonly audit: Audit;
  readonly push: Push;
  readonly live: Live;
  /** A line in the timeline of the message. Fitted by messages. */
  readonly addEvent: Messages["addEvent"];
  /** How long a way's silence is borne is real time: the way's own clock, not the product's. */
  readonly after?: After;
}
