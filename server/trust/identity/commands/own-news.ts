import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Kit } from "../ports.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store/news.ts";
import type { PersonActor } from "./enrol-passkey.ts";

const NEWS_MAX = 20;

/** [I22] Kept in the transaction in which it happened. */
export const tellPerson = (kit: Kit, tx: Tx, of: { as: Actor; person: PersonId; kind: store.NewsKind }): Promise<number> =>
  store.addNews(tx, { id: kit.world.id(), person: of.person, kind: of.kind, at: kit.world.now(), by: personOf(of.as) });

/** [I22] What others did to one's own sign-in. */
export const listNews =
  (kit: Kit) =>
  (as: PersonActor): Promise<store.News[]> =>
    kit.db.transaction(as.scope, (tx) => store.newsOf(tx, as.person, NEWS_MAX));

export const seeNews =
  (kit: Kit) =>
  (as: PersonActor, id: string): Promise<Outcome<undefined>> =>
    kit.db.transaction(as.scope, async (tx) => {
      const mine = await store.markSeen(tx, { person: as.person, id, at: kit.world.now() });
      await kit.audit.record(tx, as, "identity.see-news", { type: "person", id: as.person }, mine ? "yes" : "no", { news: id });
      return mine ? done() : refuse(refusals.noSuchNews);
    });
