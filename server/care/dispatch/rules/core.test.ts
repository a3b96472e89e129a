import { expect, test } from "vitest";
import { FAULTS, faultIn } from "../small-world-faults.ts";
import { begin, bodyOf, isOpen, keyOf, LAWS, type Budget, type Laws, type Matter, type World } from "../small-world-state.ts";
import { turns } from "../small-world.ts";
import type { Event, Stepped } from "./core.ts";
import type { Step } from "./ladder.ts";

const STATES_MAX = 2_000_000;
const rung = (who: Step["who"], more: Partial<Step> = {}): Step => ({ who, patienceMinutes: 1, repeats: 0, ...more });
const alarm = rung("desk-alarm");
const none: Budget = { crashes: 0, clocks: 0, overrides: 0, corrections: 0, cancels: 0, duplicates: 0, passes: 0, calls: 0, unwoken: 0, windows: 0 };
const NO_END = "a ladder ends with no person and no alarm";

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
      const end = drain({ ...turn.world, left: none }, drained, new Set());
      if (end) throw new Error(`${end}, after: ${storyOf(next).join(" · ")}`);
      open.push(next);
    }
    if (seen.size > STATES_MAX) throw new Error("the world is not small");
  }
  return { states: seen.size, turns: walked };
}

/** With no more surprises, and nobody who answers, each ladder comes to the alarm, or it is said why not. What is left to happen makes no difference then. */
function drain(world: World, drained: Set<string>, path: Set<string>): string | undefined {
  const key = bodyOf(world);
  if (drained.has(key)) return undefined;
  if (path.has(key)) return NO_END; // It goes round.
  path.add(key);
  const next = turns(world).find(({ name }) => /^(the timer rings$|time passes|the page|the answer is kept)/.test(name));
  const end = next ? (next.broken ?? faultIn(next.world) ?? drain(next.world, drained, path)) : isWorked(world) ? NO_END : undefined;
  if (end === undefined) drained.add(key);
  return end;
}
const isWorked = ({ cases }: World): boolean => cases.some(({ state }) => state === "working");

type Small = readonly [name: string, steps: readonly Step[], left: Budget, urgencies?: readonly Matter["urgency"][]];
const onDuty = rung("on-duty");
const backup = rung("backup");
const worlds: readonly Small[] = [
  ["on duty twice, then the alarm", [rung("on-duty", { repeats: 1 }), alarm], { ...none, crashes: 2, clocks: 1, overrides: 1, duplicates: 1 }],
  ["on duty, then the backup, corrected meanwhile", [onDuty, backup, alarm], { ...none, crashes: 1, overrides: 1, corrections: 1 }],
  ["on duty, then the alarm, corrected twice", [onDuty, alarm], { ...none, crashes: 1, corrections: 2, passes: 1 }],
  ["on duty, then the backup, corrected under two workers", [onDuty, backup, alarm], { ...none, crashes: 1, corrections: 1, duplicates: 1 }],
  ["on duty, then the backup, called back and corrected", [onDuty, backup, alarm], { ...none, crashes: 1, corrections: 1, cancels: 1 }],
  ["on duty, then the backup, both called back under two workers", [onDuty, backup, alarm], { ...none, crashes: 1, cancels: 2, duplicates: 1, overrides: 1 }],
  ["on duty, then the backup, on clocks that are set", [onDuty, backup, alarm], { ...none, crashes: 1, clocks: 1, overrides: 1, duplicates: 1, passes: 1 }],
  ["on duty, then the operator rings the backup", [onDuty, rung("operator-calls", { rings: "backup" }), alarm], { ...none, crashes: 1, clocks: 1, overrides: 1, duplicates: 1, passes: 1, calls: 1 }],
  ["on duty, then the backup, neither of whose devices can be woken", [onDuty, backup, alarm], { ...none, crashes: 1, duplicates: 1, unwoken: 2, windows: 1 }],
  ["on duty, whose devices cannot be woken, then the alarm, corrected meanwhile on clocks that are set", [onDuty, alarm], { ...none, clocks: 1, corrections: 1, passes: 1, unwoken: 1, windows: 1 }],
  ["a routine message and an emergency of one instant", [onDuty, alarm], { ...none, crashes: 1, duplicates: 1 }, ["routine", "emergency"]],
  ["a routine message and an urgent one, one of them corrected", [onDuty, alarm], { ...none, corrections: 1 }, ["routine", "urgent"]],
];

const walk = ([, steps, left, urgencies]: Small, laws?: Laws): ReturnType<typeof explore> => explore(begin(steps, left, { ...(urgencies && { urgencies }), ...(laws && { laws }) }));

for (const small of worlds) {
  test(`[D3] [D4] [D5] [D6] [D15] [D26] [D27] [D41] [D62] ${small[0]}: whatever happens in whatever order, nothing is silent, repeated unmarked, waited for though it woke nobody, paged off duty, paged after somebody took it, or overtaken by what is less grave`, () => {
    const { states, turns: walked } = walk(small);
    process.stdout.write(`${small[0]}: ${states} states, ${walked} turns\n`);
    expect(states).toBeGreaterThan(1_000);
  }, 60_000);
}

/** The core, but for what follows from one kind of event. */
const bent = <K extends Event["kind"]>(kind: K, bend: (right: Stepped, event: Extract<Event, { kind: K }>) => Stepped): Partial<Laws> => ({
  step: (before, event, at) => (event.kind === kind ? bend(LAWS.step(before, event, at), event as Extract<Event, { kind: K }>) : LAWS.step(before, event, at)),
});
const without = (kind: Stepped["effects"][number]["kind"]) => (right: Stepped): Stepped => ({ ...right, effects: right.effects.filter((effect) => effect.kind !== kind) });
const yesterday = { first: { person: "lee", name: "lee", until: Number.MAX_SAFE_INTEGER, why: "" }, backup: null, why: "" } as const;

/** Each thing that must never happen, a small world, and a core with which it happens there: the walk says so in these words. */
const bentCores: readonly (readonly [title: string, says: string, small: string, bend: Partial<Laws>])[] = [
  ["[D3] never silent", FAULTS.silent, "on duty twice", bent("answered", (right) => (right.case.tries.at(-1)!.outcome === "failed" ? without("timer")(right) : right))],
  ["[D6] never after an acknowledgement", FAULTS.timerAfterEnd, "on duty twice", bent("acknowledge", without("timer"))],
  ["[D5] a repeat is marked", FAULTS.notRepeated, "on duty twice", { step: (before, event, at) => LAWS.step(event.kind === "due" ? { ...before, tries: before.tries.map((one) => (one.outcome === "claimed" ? { ...one, outcome: "failed" as const } : one)) } : before, event, at) }],
  ["[D4] a role step never reaches somebody off duty", FAULTS.offDuty, "on duty twice", { step: (before, event, at) => LAWS.step(before, event.kind === "due" && event.duty ? { ...event, duty: yesterday as never } : event, at) }],
  ["[D27] urgent before routine", FAULTS.routineFirst, "a routine message and an emergency", { inOrder: (one, other) => one.id - other.id }],
  ["[D3] every ladder ends with a person", NO_END, "on duty twice", bent("due", (right) => (right.case.state === "alarm" ? { case: { ...right.case, state: "working" }, effects: [{ kind: "again", attempt: right.case.tries.at(-1)!.attempt! }] } : right))],
  ["[D7] an acknowledgement counts for its own revision only", FAULTS.otherRevision, "on duty, then the alarm, corrected twice", { step: (before, event, at) => LAWS.step(before, event.kind === "acknowledge" ? { ...event, revision: before.revision } : event, at) }],
  ["[D9] whoever passed it on is not asked again", FAULTS.refused, "on duty, then the backup, on clocks", bent("pass", (right) => ({ ...right, case: { ...right.case, passed: [] } }))],
  ["[D15] what was called back does not arrive", FAULTS.calledBack, "on duty, then the backup, both called back", bent("pass", (right) => ({ ...right, case: { ...right.case, tries: right.case.tries.map((one) => ({ ...one, passed: false })) } }))],
  ["[D62] whoever may have the older text is told of its correction", FAULTS.notTold, "on duty, then the alarm, corrected twice", { whoMayHave: (pages, receipts) => LAWS.whoMayHave(pages.filter(({ id }) => receipts.some(({ attempt, state }) => attempt === id && state === "accepted")), receipts) }],
  ["[D41] whoever is next is reached at once when nobody was woken", FAULTS.wokeNobody, "on duty, then the backup, neither", { isWaitedFor: () => false }],
  ["[D41] nobody is waited for who was not woken", FAULTS.wokeNobody, "on duty, then the backup, neither", { answerOf: (attempt, receipts) => LAWS.answerOf(attempt, receipts.slice(0, 1)) }],
  ["[D41] a page that the ladder has left behind does not move it", FAULTS.leftBehind, "on duty, then the backup, neither", { isWaitedFor: ({ state }) => state === "working" }],
  ["[D22] the desk has the step's time to ring", FAULTS.deskNoTime, "on duty, then the operator", bent("due", (right) => (right.effects.some(({ kind }) => kind === "ask-desk") ? without("timer")(right) : right))],
];

test.each(bentCores)("%s: of a core in which it could happen the walk says \"%s\"", (_title, says, name, bend) => {
  const small = worlds.find(([one]) => one.startsWith(name))!;
  expect(() => walk(small, { ...LAWS, ...bend })).toThrow(`${says}, after: a message is sent`);
}, 60_000);

test("[D26] a message that a person has is asked about by nobody", () => {
  for (const state of ["working", "alarm", "taken", "superseded"] as const) expect(isOpen({ state } as never)).toBe(state === "working" || state === "alarm");
});
