import type { z } from "zod";
import type { Schedule, WeeklyShift } from "../../../../contract/oncall.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { AccountId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { isZone } from "../../directory/index.ts";
import type { Needs } from "../needs.ts";
import { coverersOf } from "../people.ts";
import { clash, refusals } from "../refusals.ts";
import { clashOf } from "../rules/clash.ts";
import type { Shift } from "../rules/plan.ts";
import * as store from "../store.ts";
import { change } from "./on-account.ts";

export interface ScheduleAsk {
  /** The version that the planner saw: 0 when there was none. */
  readonly basedOn: number;
  readonly zone: string;
  readonly shifts: readonly WeeklyShift[];
}

/** [O9] [O10] What can be said of shifts without asking anybody. */
export function readShifts(needs: Pick<Needs, "world">, ask: Pick<ScheduleAsk, "zone" | "shifts">): Outcome<readonly Shift[]> {
  if (!isZone(ask.zone)) return refuse(refusals.noSuchZone);
  const found = clashOf(ask.shifts);
  if (found) return refuse(clash(found));
  const used = new Set<string>();
  const idFor = (given: string | undefined): string => (given === undefined || used.has(given) ? needs.world.id() : given);
  return done(
    ask.shifts.map(({ id: given, weekday, start, end, person, rank }) => {
      const id = idFor(given);
      used.add(id);
      return { id, weekday, start, end, person: person as PersonId, rank };
    }),
  );
}

/** Saves a new version of the week. The ladder of a message that is being worked asks it from the next step on. */
export const saveSchedule =
  (needs: Needs) =>
  (as: Actor, account: AccountId, ask: ScheduleAsk): Promise<Outcome<z.infer<typeof Schedule>>> => {
    const at = needs.world.now();
    return change(needs, { as, account, action: "oncall.save-schedule" }, async (tx, { client }) => {
      const shifts = readShifts(needs, ask);
      if (!shifts.ok) return shifts;
      const coverers = await coverersOf(needs, tx, { id: account, client });
      if (!shifts.value.every((shift) => coverers.has(shift.person))) return refuse(refusals.notACoverer);
      const before = (await store.newest(tx, account, null))?.version ?? 0;
      const row = { client, id: needs.world.id(), account, version: before + 1, zone: ask.zone, shifts: shifts.value, at, by: personOf(as) };
      if (ask.basedOn !== before || !(await store.insertVersion(tx, row))) return refuse(refusals.stale);
      return done({ id: row.id, account, version: row.version, zone: row.zone, shifts: [...row.shifts] });
    });
  };
