import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";
import { onAccount } from "./on-account.ts";

export interface NoteAsk {
  /** Empty: the note that stands is taken away. */
  readonly words: string;
  readonly until: Instant | null;
}

/** [DR9] "In surgery until 15:00, use Dr Cho": what operators see on top of the account for a while. */
export const writeStatusNote =
  (needs: Needs) =>
  (as: Actor, id: AccountId, ask: NoteAsk): Promise<Outcome<object>> => {
    const at = needs.world.now();
    return onAccount<object>(needs, { as, account: id, act: "status-note.write", action: "status-note.write" }, async (tx, { client }) => {
      if (ask.until !== null && ask.until <= at) return refuse(refusals.untilIsPast);
      await store.endNotes(tx, id, at);
      if (ask.words !== "") await store.insertNote(tx, { client, id: needs.world.id(), account: id, words: ask.words, at, until: ask.until, by: personOf(as) });
      await needs.facts.record(tx, { name: "account.changed", subject: id, client, at });
      return done({});
    });
  };
