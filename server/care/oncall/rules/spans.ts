import { instant, type Instant } from "../../../foundation/time.ts";
import { aroundNotes } from "./notes.ts";
import { holidaysIn, layerIn, lookAt, shiftsIn, type Decider, type Look, type Span } from "./pieces.ts";
import type { Layer, Plan, Rank, Temporary, Window } from "./plan.ts";

export { personIn, type Decider, type Span } from "./pieces.ts";

/** [O1] [O14] The window cut into spans: each instant of it in exactly one. Status notes move what lies under them. */
export function spansOf(plan: Plan, rank: Rank, window: Window): Span[] {
  const planned = plannedIn(plan, rank, window);
  const notes = plan.notes.filter(({ from, until }) => from < window.until && until > window.from);
  return notes.length === 0 ? planned : aroundNotes({ ...plan, notes }, { rank, planned, plannedIn });
}

/** The same without the notes: what the plan and its overrides say. */
function plannedIn(plan: Plan, rank: Rank, window: Window): Span[] {
  const look = lookAt(plan, rank, window);
  const under = [shiftsIn(look, plan.shifts, null), ...plan.layers.map((layer) => layerIn(look, layer)), ...plan.holidays.filter((one) => one.rank === rank && one.role === plan.role).map((one) => holidaysIn(look, one))];
  const temporary = plan.temporary.flatMap((one) => temporaryIn(look, one));
  return overlay([...under, ...temporary, ...overridesIn(look, plan)], window);
}

const overridesIn = (look: Look, { overrides }: Plan): Span[][] =>
  overrides
    .filter((one) => one.rank === look.rank && (one.role ?? null) === look.role && one.from < look.window.until && one.until > look.window.from)
    .map((override) => [{ from: override.from, until: override.until, by: { kind: "override", override } }]);

/** [O21] A temporary schedule covers all of its time, with its own gaps: what lies under it is not asked. */
function temporaryIn(look: Look, temporary: Temporary): Span[][] {
  const window = { from: instant(Math.max(look.window.from, temporary.from)), until: instant(Math.min(look.window.until, temporary.until)) };
  if (window.from >= window.until || !temporary.layers.some((layer) => speaksOf(layer, look.role))) return [];
  return [overlay(temporary.layers.map((layer) => layerIn(look, layer)), window).map((span) => ({ ...span, temporary }))];
}

/** A temporary schedule replaces the duties that it speaks of: cardiology goes on while the general duty is away on a course. */
const speaksOf = (layer: Layer, role: string | null): boolean =>
  layer.kind === "rotation" ? layer.role === role : layer.shifts.length === 0 ? layer.role === role : layer.shifts.some((shift) => (shift.role ?? layer.role) === role);

/** Each list is in order and overlaps nothing of its own; a later list wins where it says something. */
function overlay(lists: readonly (readonly Span[])[], window: Window): Span[] {
  const said = lists.filter((list) => list.length > 0);
  const at = said.map(() => 0);
  const spans: Span[] = [];
  for (let from = window.from; from < window.until; ) {
    let until = window.until;
    let found: Span | undefined;
    for (let list = said.length - 1; list >= 0 && !found; list--) {
      const next = said[list]![(at[list] = skip(said[list]!, at[list]!, from))];
      if (!next) continue;
      if (next.from <= from) [found, until] = [next, instant(Math.min(until, next.until))];
      else until = instant(Math.min(until, next.from));
    }
    append(spans, { ...(found ?? { by: GAP }), from, until });
    from = until;
  }
  return spans;
}

/** The place of the first span that is not over. */
function skip(list: readonly Span[], place: number, at: Instant): number {
  while (place < list.length && list[place]!.until <= at) place++;
  return place;
}

const GAP: Decider = { kind: "gap" };

/** Two stretches of one override, one turn or one gap that something else parted are one when they touch; two shifts stay two. */
function same(a: Span, b: Span): boolean {
  if (a.temporary !== b.temporary || a.by.kind !== b.by.kind) return false;
  if (a.by.kind === "override" && b.by.kind === "override") return a.by.override.id === b.by.override.id;
  if (a.by.kind === "rotation" && b.by.kind === "rotation") return a.by.turn.from === b.by.turn.from && a.by.layer === b.by.layer;
  return a.by.kind === "gap";
}

function append(spans: Span[], next: Span): void {
  const last = spans.at(-1);
  if (last && same(last, next)) spans[spans.length - 1] = { ...last, until: next.until };
  else spans.push(next);
}
