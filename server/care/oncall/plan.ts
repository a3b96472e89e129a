import type { Tx } from "../../foundation/db/db.ts";
import type { Instant } from "../../foundation/time.ts";
import type { AccountRow } from "../directory/index.ts";
import { bare, type Plan, type Window } from "./rules/plan.ts";
import * as store from "./store.ts";

/** What decides over a window: by all that is known now, or by what was known at an instant. */
export async function planOf(tx: Tx, account: Pick<AccountRow, "id" | "zone">, ask: { window: Window; known: Instant | null }): Promise<Plan> {
  const [schedule, overrides] = await Promise.all([store.newest(tx, account.id, ask.known), store.holding(tx, account.id, ask)]);
  return bare({ version: schedule?.version ?? 0, zone: schedule?.zone ?? account.zone, shifts: schedule?.shifts ?? [], overrides });
}
