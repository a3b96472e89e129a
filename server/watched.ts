import type { House } from "./compose.ts";
import type { EmergencyMode } from "./edge/emergency/index.ts";
import type { Probes } from "./edge/http/index.ts";
import { system } from "./foundation/actor.ts";
import type { Parts } from "./parts.ts";
import type { Sequencing } from "./sequencing.ts";

/** [RUN-11] What everybody may read: whether an alarm can leave the house, how old the emergency copy is, and how many calls wait beside the database. */
export async function standingsOf({ house, emergency }: { house: House; emergency: EmergencyMode }): Promise<Readonly<Record<string, string | number | null>>> {
  const { copySeconds, kept, refused } = await emergency.standing();
  return { outsideLine: house.nightlead.hasTrunk() ? "up" : "no-trunk", emergencyCopySeconds: copySeconds, keptCalls: kept, ...(refused > 0 && { keptCallsRefused: refused }) };
}

/** [RUN-12] How late the house is, for a watcher that proves who it is; hearing it is what tells the house that it is watched. */
export const watchOf = ({ parts, house, sequencing }: { parts: Pick<Parts, "db" | "due" | "world">; house: House; sequencing: Sequencing }): NonNullable<Probes["watch"]> => async (proof) => {
  if (!(await house.nightlead.heard(proof))) return undefined;
  const at = parts.world.now();
  const [oldest, lag] = await Promise.all([parts.db.transaction(system("readyz").scope, (tx) => parts.due.oldest(tx, at)), sequencing.lagSeconds()]);
  return { oldestDueSeconds: oldest === null ? 0 : Math.round((at - oldest) / 1000), sequencerLagSeconds: lag };
};
