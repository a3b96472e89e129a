import type { Actor } from "../../../foundation/actor.ts";
import { done, refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";

type Row = Awaited<ReturnType<typeof store.lock>>;

function judge(row: Row, allowed: boolean): Outcome<"yes" | "already"> {
  if (!allowed) return refuse(refusals.mayNot);
  if (!row) return refuse(refusals.noSuchNotice);
  return done(row.acknowledgedAt === null ? "yes" : "already");
}

/** [NT3] A person of the office has seen it. A second press, or a colleague's, changes nothing and is no error. */
export const acknowledgeNotice = (needs: Needs) => (as: Actor, id: string): Promise<Outcome<undefined>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const row = await store.lock(tx, id);
    const verdict = judge(row, await needs.access.may(tx, as, "notice.acknowledge"));
    await needs.audit.record(tx, as, "notice.acknowledge", { type: "notice", id, ...(row?.client && { client: row.client }) }, verdict.ok ? verdict.value : verdictOf(verdict));
    if (!verdict.ok || as.kind !== "person") return verdict.ok ? refuse(refusals.mayNot) : verdict;
    await store.acknowledge(tx, { id, by: as.person, at: needs.world.now() });
    tx.afterCommit(needs.moved);
    return done();
  });
