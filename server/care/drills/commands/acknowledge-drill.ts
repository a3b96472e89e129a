import type { Actor } from "../../../foundation/actor.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { isInTime } from "../rules/score.ts";
import * as store from "../store.ts";

/** How long a test page that nobody pressed is still shown. */
const SHOWN_HOURS = 24;

/** Theirs, and shown to them. */
const ownOf = (as: Actor, row: store.DrillRow | undefined): (store.DrillRow & { readonly placedAt: Instant }) | undefined =>
  as.kind === "person" && row !== undefined && row.person === as.person && row.placedAt !== null ? { ...row, placedAt: row.placedAt } : undefined;

/** [FD4] [FD8] The person pressed Acknowledge. A second press changes nothing and is no error. */
export const acknowledgeDrill = (needs: Needs) => (as: Actor, id: string): Promise<Outcome<undefined>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const mine = ownOf(as, await store.lockDrill(tx, id));
    if (!mine) {
      await needs.audit.record(tx, as, "drill.acknowledge", { type: "drill", id }, refusals.noSuchDrill.code);
      return refuse(refusals.noSuchDrill);
    }
    const at = needs.world.now();
    const inTime = isInTime(mine.placedAt, at);
    await needs.audit.record(tx, as, "drill.acknowledge", { type: "drill", id, client: mine.client }, inTime ? "in-time" : "late");
    await store.acknowledge(tx, mine, { state: inTime && mine.state === "placed" ? "acknowledged" : mine.state, at });
    tx.afterCommit(() => needs.tell(mine.person));
    return done();
  });

export const myDrill = (needs: Needs) => (as: Actor): Promise<Outcome<{ drill: { id: string; placedAt: string } | null }>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const open = as.kind === "person" ? await store.openOf(tx, as.person, plus(needs.world.now(), { hours: -SHOWN_HOURS })) : undefined;
    return done({ drill: open ? { id: open.id, placedAt: toIso(open.placedAt) } : null });
  });
