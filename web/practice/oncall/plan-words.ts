import type { Arrangement, Rank } from "../../../contract/index.ts";
import type { Choice } from "../parts.tsx";
import type { Cover } from "./shifts.tsx";

type Layer = Arrangement["layers"][number];

/** In the order in which they are asked. */
export const ranks: readonly Choice<Rank>[] = [["first", "Paged first"], ["backup", "Backup"], ["third", "Third"], ["fourth", "Fourth"], ["fifth", "Fifth"]];
export const rankWord = (rank: Rank): string => ranks.find(([one]) => one === rank)?.[1] ?? rank;

const turnWord = (days: number): string => ({ 1: "daily", 7: "weekly", 14: "every two weeks" } as Record<number, string>)[days] ?? `every ${days} days`;
const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? "" : "s"}`;

/** "Paged first, weekly, Dr Lee then Dr Cho, only in some hours": a layer in one line. */
export function bandWord(layer: Layer, people: readonly Cover[]): string {
  const names = layer.kind === "rotation" ? layer.people.map((id) => people.find((one) => one.id === id)?.name ?? "somebody who covers no more") : [];
  const shown = names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", then ");
  const what = layer.kind === "rotation" ? `${rankWord(layer.rank)}, ${turnWord(layer.cycle.days)}: ${shown}` : count(layer.shifts.length, "shift");
  return [what, layer.role && `for ${layer.role}`, layer.only.length > 0 && "only in some hours"].filter(Boolean).join("; ");
}
