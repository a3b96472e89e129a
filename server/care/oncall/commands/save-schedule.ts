import type { z } from "zod";
import type { SeenHole } from "../../../../contract/coverage.ts";
import type { Arrangement, Schedule, WeeklyShift } from "../../../../contract/oncall.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { isZone, type AccountRow } from "../../directory/index.ts";
import type { Needs } from "../needs.ts";
import { coverersOf } from "../people.ts";
import { clash, faulty, refusals } from "../refusals.ts";
import { faultOf, laid, peopleIn } from "../rules/arrangement.ts";
import { clashOf } from "../rules/clash.ts";
import type { Shift } from "../rules/plan.ts";
import * as store from "../store/schedules.ts";
import { change } from "./on-account.ts";

export interface ScheduleAsk {
  /** The version that the planner saw: 0 when there was none. */
  readonly basedOn: number;
  readonly zone: string;
  readonly shifts: readonly WeeklyShift[];
  /** What lies over the week. Undefined: what lay over it before. */
  readonly arrangement?: Arrangement | undefined;
  /** [CV3] The first hole of it, as the planner was shown it. */
  readonly acknowledge?: SeenHole | undefined;
}

/** [O9] [O10] What can be said of shifts without asking anybody. */
export function readShifts(needs: Pick<Needs, "world">, ask: Pick<ScheduleAsk, "zone" | "shifts">): Outcome<readonly Shift[]> {
  if (!isZone(ask.zone)) return refuse(refusals.noSuchZone);
  const found = clashOf(ask.shifts);
  if (found) return refuse(clash(found));
  const used = new Set<string>();
  const idFor = (given: string | undefined): string => (given === undefined || used.has(given) ? needs.world.id() : given);
  return done(
    ask.shifts.map(({ id: given, weekday, start, end, person, rank, role }) => {
      const id = idFor(given);
      used.add(id);
      return { id, weekday, start, end, person: person as PersonId, rank, ...(role ? { role } : {}) };
    }),
  );
}

/** What lies over the week from now on, and whom it names. What is carried over is not judged again: somebody who left must not keep the week from being saved. */
function readOver(ask: Arrangement | undefined, before: Arrangement | null): Outcome<{ arrangement: Arrangement | null; people: readonly PersonId[] }> {
  if (ask === undefined) return done({ arrangement: before, people: [] });
  const fault = faultOf(laid(ask));
  return fault ? refuse(faulty(fault)) : done({ arrangement: ask, people: [...peopleIn(laid(ask))] });
}

/** Saves a new version: the week, and what lies over it. The ladder of a message that is being worked asks it from the next step on. */
export const saveSchedule =
  (needs: Needs) =>
  (as: Actor, account: AccountId, ask: ScheduleAsk): Promise<Outcome<z.infer<typeof Schedule>>> => {
    const at = needs.world.now();
    return change(needs, { as, account, action: "oncall.save-schedule" }, async (tx, place) => {
      const { client } = place;
      const shifts = readShifts(needs, ask);
      if (!shifts.ok) return shifts;
      const newest = (await store.newest(tx, account, null)) ?? { version: 0, arrangement: null };
      const over = readOver(ask.arrangement, newest.arrangement);
      if (!over.ok) return over;
      const coverers = await coverersOf(needs, tx, { id: account, client });
      if (![...shifts.value.map(({ person }) => person), ...over.value.people].every((person) => coverers.has(person))) return refuse(refusals.notACoverer);
      const row = { client, id: needs.world.id(), account, version: newest.version + 1, zone: ask.zone, shifts: shifts.value, arrangement: over.value.arrangement, at, by: personOf(as) };
      const kept = ask.basedOn === newest.version ? await keep(needs, tx, { as, account: place, ask, row }) : refuse(refusals.stale);
      if (!kept.ok) return kept;
      return done({ id: row.id, account, version: row.version, zone: row.zone, shifts: [...row.shifts] });
    });
  };

/** [CV3] [O11] Whoever saves has seen what the week leaves uncovered; then the version goes in, unless somebody else was quicker. */
async function keep(needs: Needs, tx: Tx, { as, account, ask, row }: { as: Actor; account: AccountRow; ask: ScheduleAsk; row: store.NewVersion }): Promise<Outcome<undefined>> {
  const sight = await needs.beforeSave?.(tx, as, { account, proposed: ask, acknowledge: ask.acknowledge });
  if (sight && !sight.ok) return sight;
  if (!(await store.insertVersion(tx, row))) return refuse(refusals.stale);
  await sight?.value(row.version);
  return done();
}
