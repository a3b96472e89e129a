import { expect, test } from "vitest";
import type { Step } from "./ladder.ts";
import { begin, faultIn, keyOf, turns, type Budget, type World } from "../small-world.ts";

const STATES_MAX = 2_000_000;
const DRAIN_TURNS_MAX = 60;
const rung = (who: Step["who"], more: Partial<Step> = {}): Step => ({ who, patienceMinutes: 1, repeats: 0, ...more });
const alarm = rung("desk-alarm");
const none: Budget = { crashes: 0, clocks: 0, overrides: 0, corrections: 0, duplicates: 0, passes: 0, calls: 0 };

interface Reached {
  readonly world: World;
  readonly turn: string;
  readonly from: Reached | null;
}
const storyOf = (reached: Reached | null): string[] => (reached === null ? [] : [...storyOf(reached.from), reached.turn]);

/** Every world that can be reached, each once; the first fault is told with all that led to it. */
function explore(first: World): { states: number; turns: number } {
  const seen = new Set([keyOf(first)]);
  const drained = new Set<string>();
  const open: Reached[] = [{ world: first, turn: "a message is sent", from: null }];
  let walked = 0;
  for (let reached = open.pop(); reached; reached = open.pop()) {
    for (const turn of turns(reached.world)) {
      walked++;
      const next = { world: turn.world, turn: turn.name, from: reached };
      const broken = turn.broken ?? faultIn(turn.world);
      if (broken) throw new Error(`${broken}, after: ${storyOf(next).join(" · ")}`);
      const key = keyOf(turn.world);
      if (seen.has(key)) continue;
      seen.add(key);
      if (!drain(turn.world, drained)) throw new Error(`no person and no alarm at the end, after: ${storyOf(next).join(" · ")}`);
      open.push(next);
    }
    if (seen.size > STATES_MAX) throw new Error("the world is not small");
  }
  return { states: seen.size, turns: walked };
}

/** With no more surprises, and nobody who answers, each ladder comes to the alarm. */
function drain(from: World, drained: Set<string>): boolean {
  let world: World = { ...from, left: none };
  for (let turn = 0; turn < DRAIN_TURNS_MAX; turn++) {
    const key = keyOf(world);
    if (drained.has(key)) return true;
    drained.add(key);
    const next = turns(world).find(({ name }) => /^(the timer rings$|time passes|the page arrives|the answer is kept)/.test(name));
    if (!next) return world.cases.every(({ state }) => state !== "working");
    world = next.world;
  }
  return false;
}

const worlds: readonly (readonly [name: string, steps: readonly Step[], left: Budget])[] = [
  ["on duty twice, then the alarm", [rung("on-duty", { repeats: 1 }), alarm], { ...none, crashes: 2, clocks: 1, overrides: 1, duplicates: 1 }],
  ["on duty, then the backup, corrected meanwhile", [rung("on-duty"), rung("backup"), alarm], { ...none, crashes: 1, overrides: 1, corrections: 1 }],
  ["on duty, then the backup, corrected under two workers", [rung("on-duty"), rung("backup"), alarm], { ...none, crashes: 1, corrections: 1, duplicates: 1 }],
  ["on duty, then the backup, on clocks that are set", [rung("on-duty"), rung("backup"), alarm], { ...none, crashes: 1, clocks: 1, overrides: 1, duplicates: 1, passes: 1 }],
  ["on duty, then the operator rings the backup", [rung("on-duty"), rung("operator-calls", { rings: "backup" }), alarm], { ...none, crashes: 1, clocks: 1, overrides: 1, duplicates: 1, passes: 1, calls: 1 }],
];

for (const [name, steps, left] of worlds) {
  test(`[D3] [D4] [D5] [D6] [D26] ${name}: whatever happens in whatever order, nothing is silent, repeated unmarked, paged off duty or paged after somebody took it`, () => {
    const { states, turns: walked } = explore(begin(steps, left));
    process.stdout.write(`${name}: ${states} states, ${walked} turns\n`);
    expect(states).toBeGreaterThan(1_000);
  }, 20_000);
}
