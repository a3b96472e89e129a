import type { Tx } from "../db/db.ts";
import type { Due, Finish, Job } from "../due/index.ts";
import type { ClientId } from "../ids.ts";
import { alone, type Nodes } from "../nodes/index.ts";
import type { Instant } from "../time.ts";

/**
 * Something that happened in a left slice and that a right slice may care about. Recorded in the transaction that made it true,
 * delivered after commit, at least once, in order for one subject. Ids and codes, never PHI; subscribers are idempotent.
 */
export interface Fact {
  readonly name: `${string}.${string}`;
  readonly subject: string;
  readonly client?: ClientId;
  readonly at: Instant;
  readonly ids?: Readonly<Record<string, string | number | boolean | null>>;
}

export type Subscriber = (job: Job, finish: Finish) => Promise<void>;

type Concerns = (ids: NonNullable<Fact["ids"]>) => boolean;
interface Choosy {
  readonly concerns: Concerns;
  readonly handler: Subscriber;
}
/** By a fact's ids alone, whether it is this subscriber's at all: for what is not, no work is stored. */
export const only = (concerns: Concerns, handler: Subscriber): Choosy => ({ concerns, handler });

/** Something that screens show has changed. */
export type News = Pick<Fact, "name" | "subject" | "client">;

export interface Facts {
  record(tx: Tx, fact: Fact): Promise<void>;
  /**
   * Called while the house is put together, before the first fact. `as` names the subscriber for good: it is part of stored work.
   */
  subscribe(name: Fact["name"], as: string, handler: Subscriber | Choosy): void;
  /**
   * For screens alone: told once after commit to whoever listens, here and at the other nodes, and kept nowhere. A screen that was not there then
   * reads anew when it comes, so nothing is lost with the process that would have told it; what somebody must do is a fact.
   */
  announce(tx: Tx, news: News): void;
  listen(name: News["name"], hear: (news: News) => void): void;
}

export function createFacts({ due, nodes = alone }: { due: Due; nodes?: Nodes }): Facts {
  const subscribers = new Map<string, { readonly as: string; readonly concerns: Concerns }[]>();
  const listeners = new Map<string, ((news: News) => void)[]>();
  const heard = (news: News): void => (listeners.get(news.name) ?? []).forEach((hear) => hear(news));
  nodes.hear("news", (news) => heard(news as News));
  return {
    record: async (tx, fact) => {
      for (const { as, concerns } of subscribers.get(fact.name) ?? []) {
        if (!concerns(fact.ids ?? {})) continue;
        await due.at(tx, { kind: `fact.${fact.name}.${as}`, subject: fact.subject, client: fact.client, at: fact.at, payload: fact.ids, inOrder: true, priority: 3 });
      }
    },
    subscribe: (name, as, told) => {
      const { concerns, handler } = typeof told === "function" ? only(() => true, told) : told;
      subscribers.set(name, [...(subscribers.get(name) ?? []), { as, concerns }]);
      due.on(`fact.${name}.${as}`, handler);
    },
    announce: (tx, news) => tx.afterCommit(() => {
      heard(news);
      nodes.tell("news", news);
    }),
    listen: (name, hear) => void listeners.set(name, [...(listeners.get(name) ?? []), hear]),
  };
}
