import type { DrillPlan } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, ClientId } from "../../../foundation/ids.ts";
import { done, refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { nextDrillAt } from "../rules/month.ts";
import * as store from "../store.ts";

export const BEGIN = "drills.begin";
/** Whatever is real goes first. */
export const LAST = 9;

/** [FD1] [FD8] The practice chooses when its clinicians get their test page, or that they get none. */
export const planDrill = (needs: Needs) => (as: Actor, account: AccountId, plan: DrillPlan | null): Promise<Outcome<{ nextAt: string | null }>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const place = await placeOf(needs, tx, { as, account });
    const client = place.ok ? place.value.client : undefined;
    await needs.audit.record(tx, as, "drill.plan", { type: "account", id: account, client }, verdictOf(place), plan === null ? {} : { day: plan.day, hour: plan.hour });
    if (!place.ok) return place;
    await needs.due.cancel(tx, { subject: account, kinds: [BEGIN] });
    if (plan) return done({ nextAt: toIso(await keepPlan(needs, tx, { ...place.value, plan, account })) });
    await store.dropPlan(tx, { client: place.value.client, account });
    return done({ nextAt: null });
  });

async function placeOf(needs: Needs, tx: Tx, { as, account }: { as: Actor; account: AccountId }): Promise<Outcome<{ client: ClientId; zone: string }>> {
  const row = await needs.directory.account(tx, account);
  if (!row) return refuse(refusals.noSuchAccount);
  return (await needs.access.may(tx, as, "drill.plan", row.client)) ? done({ client: row.client, zone: row.zone }) : refuse(refusals.mayNot);
}

/** The plan with its next time, and the timer of it. */
export async function keepPlan(needs: Pick<Needs, "world" | "due">, tx: Tx, { plan, client, account, zone }: { plan: DrillPlan; client: ClientId; account: AccountId; zone: string }): Promise<Instant> {
  const nextAt = nextDrillAt(plan, zone, needs.world.now());
  await store.savePlan(tx, { day: plan.day, hour: plan.hour, client, account, nextAt });
  await needs.due.at(tx, { kind: BEGIN, subject: account, client, at: nextAt, priority: LAST });
  return nextAt;
}
