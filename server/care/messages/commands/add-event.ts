import type { Tx } from "../../../foundation/db/db.ts";
import type { ClientId, MessageId, PersonId } from "../../../foundation/ids.ts";
import type { Phi } from "../../../foundation/phi.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { TimelineEvent } from "../../../../contract/index.ts";
import type { Needs } from "../needs.ts";
import { wordsPlace } from "../places.ts";
import * as store from "../store.ts";

export interface NewEvent {
  readonly client: ClientId;
  readonly message: MessageId;
  readonly revision: number;
  readonly at: Instant;
  readonly kind: TimelineEvent["kind"];
  readonly attempt?: number;
  readonly who?: PersonId | null;
  /** Words of ours: no caller, no patient. */
  readonly say: string;
  /** What a clinician replied. Sealed. */
  readonly words?: Phi<string>;
}

/** [N7] Adds a line to the timeline of a message. Lines are never changed. */
export const addEvent = (needs: Pick<Needs, "world" | "vault">) => async (tx: Tx, event: NewEvent): Promise<void> => {
  const id = needs.world.id();
  const words = event.words ? await needs.vault.sealText({ ...wordsPlace(event.client, id), at: event.at, kind: "message" }, event.words) : null;
  store.addEvent(tx, { ...event, id, attempt: event.attempt ?? null, who: event.who ?? null, words });
};
