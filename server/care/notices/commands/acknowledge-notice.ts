import type { Actor } from "../../../foundation/actor.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";

/** [NT3] A person of the office has seen it. A second press, or a colleague's, changes nothing and is no error. */
export const acknowledgeNotice = (needs: Needs) => (as: Actor, id: string): Promise<Outcome<undefined>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const row = await store.lock(tx, id);
    const allowed = as.kind === "person" && (await needs.access.may(tx, as, "notice.acknowledge"));
    const verdict = !allowed ? "no" : row?.acknowledgedAt ? "already" : "yes";
    await needs.audit.record(tx, as, "notice.acknowledge", { type: "notice", id, ...(row?.client && { client: row.client }) }, row ? verdict : "no");
    if (!allowed) return refuse(refusals.mayNot);
    if (!row) return refuse(refusals.noSuchNotice);
    await store.acknowledge(tx, { id, by: as.person, at: needs.world.now() });
    tx.afterCommit(needs.moved);
    return done();
  });
