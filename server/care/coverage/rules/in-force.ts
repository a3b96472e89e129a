import type { PersonId } from "../../../foundation/ids.ts";
import { dayOfWall, instantAt, minuteOf, wall, wallAt, type Timetable } from "../../directory/index.ts";
import { hoursAt, targetOf, wayOf, type LadderHours, type Step } from "../../dispatch/index.ts";
import type { Asked, AskingLadder, InForce } from "../../oncall/index.ts";

/** A ladder as it is saved. */
export interface SavedLadder {
  readonly urgency: string;
  readonly hours: LadderHours;
  readonly steps: readonly Step[];
}

/**
 * [CV20] On which ladders a message of each urgency would begin, all through a window: an account may have others while its office is
 * open, closed, or on a holiday.
 */
export function inForce(ladders: readonly SavedLadder[], table: Timetable, window: Pick<InForce, "from" | "until">): InForce[] {
  const asking = new Map(ladders.map((ladder) => [ladder, askingOf(ladder)]));
  const found: (InForce & { readonly key: string })[] = [];
  const cuts = [...edgesOf(ladders, table, window), window.until];
  for (const [at, from] of cuts.slice(0, -1).entries()) {
    const chosen = chosenAt(ladders, table, from);
    const key = chosen.map((one) => ladders.indexOf(one)).join();
    const last = found.at(-1);
    if (last?.key === key) found[found.length - 1] = { ...last, until: cuts[at + 1]! };
    else found.push({ from, until: cuts[at + 1]!, key, ladders: chosen.map((one) => asking.get(one)!) });
  }
  return found.map(({ key: _key, ...one }) => one);
}

/** Of each urgency the ladder of the hours that it is, else that of all hours. */
function chosenAt(ladders: readonly SavedLadder[], table: Timetable, at: InForce["from"]): SavedLadder[] {
  const hours = hoursAt(table, at);
  return [...Map.groupBy(ladders, ({ urgency }) => urgency).values()].flatMap((own) => {
    const chosen = hours.map((name) => own.find((one) => one.hours === name)).find((one) => one !== undefined);
    return chosen ?? [];
  });
}

/** Every instant at which an office may open or close, or a holiday begin or end. */
function edgesOf(ladders: readonly SavedLadder[], table: Timetable, { from, until }: Pick<InForce, "from" | "until">): InForce["from"][] {
  if (ladders.every(({ hours }) => hours === "always")) return [from];
  const spans = [...table.hours, ...(table.days ?? []).flatMap((day) => day.spans ?? [])];
  const minutes = [...new Set([0, ...spans.flatMap(({ open, close }) => [minuteOf(open), minuteOf(close)])])];
  const days = (table.closings ?? []).flatMap((closing) => [closing.from, closing.until]);
  const last = dayOfWall(wallAt(until, table.zone));
  for (let day = dayOfWall(wallAt(from, table.zone)); day <= last; day++) days.push(...minutes.map((minute) => instantAt(wall(day, minute), table.zone)));
  return [from, ...new Set(days.filter((edge) => edge > from && edge < until))].toSorted((a, b) => a - b);
}

const askingOf = ({ urgency, steps }: SavedLadder): AskingLadder => ({
  asks: steps.flatMap((step) => askedBy(step) ?? []),
  alarm: steps.at(-1)?.who === "desk-alarm",
  // [D28] What is routine may wait for the office, and then asks no clinician at all.
  mustReach: urgency !== "routine",
});

/** Whom a step asks; undefined: a line, the office, or nobody yet. */
export function askedBy(step: Step): Asked | undefined {
  const target = targetOf(step);
  if (target === undefined) return undefined;
  const { nth = 1, role = "", person = null } = step;
  return { target, nth, role: target === "role" ? role.trim().toLowerCase() : null, person: target === "person" ? (person as PersonId | null) : null, by: byOf(step) };
}

function byOf(step: Step): Asked["by"] {
  if (step.who === "operator-calls") return "desk";
  return wayOf(step) === "voice" ? "call" : "page";
}

/** Whom some step names, whatever the schedule says. */
export const namedBy = (ladders: readonly InForce[]): PersonId[] => ladders.flatMap((one) => one.ladders.flatMap(({ asks }) => asks.flatMap(({ person }) => person ?? [])));
