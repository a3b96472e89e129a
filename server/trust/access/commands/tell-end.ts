import type { Tx } from "../../../foundation/db/db.ts";
import type { Subscriber } from "../../../foundation/facts/index.ts";
import type { ClientId, PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { AccessNeeds } from "../ports.ts";

/** What screens listen for: less is this person's to see than a moment ago. */
export const ENDED = "access.ended";

export interface End {
  readonly person: PersonId;
  readonly client?: ClientId | null;
  readonly at: Instant;
  /** An end to come has a subject of its own: facts of one subject wait for one another. */
  readonly subject?: string;
}

/**
 * [AC10] Told when a role ends, a person is disabled or a call group lets them go, so that what hangs on it ends too: work as a fact,
 * open windows at once. An end to come is announced when it has come.
 */
export async function tellEnd(needs: AccessNeeds, tx: Tx, { person, client, at, subject = person }: End): Promise<void> {
  const isNow = at <= needs.world.now();
  if (isNow) needs.facts.announce(tx, { name: ENDED, subject: person });
  await needs.facts.record(tx, { name: "access.role-ended", subject, ...(client && { client }), at, ids: { person, announced: isNow } });
}

/** [AC10] A role that was given until an instant has ended there. */
export const announceEnd =
  (needs: AccessNeeds): Subscriber =>
  (job, finish) =>
    needs.db.transaction({ role: "worker", clients: [] }, async (tx) => {
      await finish(tx);
      if (job.payload.announced !== true) needs.facts.announce(tx, { name: ENDED, subject: job.payload.person as string });
    });
