import type { Arrangement, Layer as SavedLayer } from "../../../../contract/oncall.ts";
import { MINUTES_PER_DAY, minuteOf } from "../../directory/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { fromIso, plus } from "../../../foundation/time.ts";
import { clashOf } from "./clash.ts";
import type { Cycle, Holiday, Layer, Plan, Shift, Temporary } from "./plan.ts";

export const TEMPORARY_DAYS_MAX = 366;

export type Fault =
  | { readonly kind: "clash"; readonly shifts: readonly [Shift, Shift] }
  | { readonly kind: "hand-over-outside"; readonly layer: string }
  | { readonly kind: "hand-over-twice"; readonly layer: string }
  | { readonly kind: "temporary-times"; readonly name: string };

export type Laid = Pick<Plan, "layers" | "holidays" | "temporary">;

/** As saved, in the words of the rules. A version that has nothing over its week is what every version once was. */
export function laid(saved: Arrangement | null): Laid {
  if (saved === null) return { layers: [], holidays: [], temporary: [] };
  return {
    layers: saved.layers.map(layerOf),
    holidays: saved.holidays.map((one): Holiday => ({ ...one, people: one.people as PersonId[] })),
    temporary: saved.temporary.map((one): Temporary => ({ ...one, from: fromIso(one.from), until: fromIso(one.until), layers: one.layers.map(layerOf) })),
  };
}

function layerOf(saved: SavedLayer): Layer {
  if (saved.kind === "rotation") return { ...saved, people: saved.people as PersonId[] };
  return { ...saved, shifts: saved.shifts.map((shift, nth): Shift => ({ ...shift, id: shift.id ?? `${saved.id} ${nth}`, person: shift.person as PersonId })) };
}

/** [O9] [O26] What is wrong with it, before anybody is asked; the first thing that is. */
export function faultOf({ layers, temporary }: Laid): Fault | undefined {
  const times = temporary.find(({ from, until }) => until <= from || until > plus(from, { days: TEMPORARY_DAYS_MAX }));
  if (times) return { kind: "temporary-times", name: times.name };
  return [...layers, ...temporary.flatMap((one) => one.layers)].map(layerFault).find((fault) => fault !== undefined);
}

function layerFault(layer: Layer): Fault | undefined {
  if (layer.kind === "rotation") return cycleFault(layer.cycle, layer.name);
  const shifts = clashOf(layer.shifts.map((shift) => ({ ...shift, role: shift.role ?? layer.role })));
  return shifts && { kind: "clash", shifts };
}

function cycleFault({ days, handOvers }: Cycle, layer: string): Fault | undefined {
  if (handOvers.some(({ day }) => day >= days)) return { kind: "hand-over-outside", layer };
  const minutes = new Set(handOvers.map(({ day, time }) => day * MINUTES_PER_DAY + minuteOf(time)));
  return minutes.size < handOvers.length ? { kind: "hand-over-twice", layer } : undefined;
}

/** Everybody whom it names. */
export function peopleIn({ layers, holidays, temporary }: Laid): ReadonlySet<PersonId> {
  const inLayer = (layer: Layer): readonly PersonId[] => (layer.kind === "rotation" ? layer.people : layer.shifts.map(({ person }) => person));
  return new Set([...layers.flatMap(inLayer), ...holidays.flatMap(({ people }) => people), ...temporary.flatMap((one) => one.layers.flatMap(inLayer))]);
}
