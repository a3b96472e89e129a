import type { Tx } from "../../foundation/db/db.ts";
import type { Instant } from "../../foundation/time.ts";
import type { AccountRow } from "../directory/index.ts";
import { laid } from "./rules/arrangement.ts";
import { bare, type Plan, type Window } from "./rules/plan.ts";
import * as notes from "./store/notes.ts";
import * as overrides from "./store/overrides.ts";
import * as schedules from "./store/schedules.ts";

/** What decides over a window: by all that is known now, or by what was known at an instant. */
export async function planOf(tx: Tx, account: Pick<AccountRow, "id"> & { readonly zone: string | Promise<string> }, ask: { window: Window; known: Instant | null }): Promise<Plan> {
  const [saved, over, away, zoneNow] = await Promise.all([schedules.newest(tx, account.id, ask.known), overrides.holding(tx, account.id, ask), notes.holding(tx, account.id, ask), account.zone]);
  const { version, zone, shifts, arrangement } = saved ?? { version: 0, zone: zoneNow, shifts: [], arrangement: null };
  return bare({ version, zone, shifts, ...laid(arrangement), overrides: over, notes: away });
}
