import { instant } from "../../foundation/time.ts";
import type { AttemptId, PersonId } from "../../foundation/ids.ts";
import type { Duty } from "./rules/choose-person.ts";
import { step, type Case, type Effect, type Event } from "./rules/core.ts";
import type { Step } from "./rules/ladder.ts";

/**
 * A world small enough to be walked whole: one message, two clinicians, a few rungs, and around the core what the commands, the timers
 * and the channel do: claim, send, keep the answer, die in between. Minutes are whole; nothing is random. For tests.
 */
export const MINUTE = 60_000;
const [lee, cho] = ["lee", "cho"] as PersonId[] as [PersonId, PersonId];
export const PEOPLE = [lee, cho] as const;

/** A worker between two transactions. `token`: which run of the timer it is; an older one has lost its lease. */
interface Worker {
  readonly of: number;
  readonly token: number;
  readonly attempt: AttemptId;
  readonly answer: "accepted" | "failed" | null;
}
interface Sent {
  readonly person: PersonId;
  readonly sends: number;
  readonly repeats: number;
  readonly placed: boolean;
}
interface Timer {
  readonly at: number;
  readonly token: number;
  readonly held: boolean;
}
/** What may still happen, so that the walk ends. */
export interface Budget {
  readonly crashes: number;
  readonly clocks: number;
  readonly overrides: number;
  readonly corrections: number;
  readonly duplicates: number;
  readonly passes: number;
  readonly calls: number;
}
export interface World {
  readonly now: number;
  /** A revision each; only the last one may be open. */
  readonly cases: readonly Case[];
  readonly timers: readonly (Timer | null)[];
  readonly workers: readonly Worker[];
  readonly pages: Readonly<Record<string, Sent>>;
  readonly roster: { readonly first: PersonId | null; readonly backup: PersonId | null };
  readonly left: Budget;
  /** The clock was set back, and a timer rings when its minutes have passed, whatever the clock shows. */
  readonly isBack: boolean;
  /** Who said "not me" about the revision that is open: kept here too, so that the core's own memory is checked. */
  readonly refused: readonly PersonId[];
}
export interface Turn {
  readonly name: string;
  readonly world: World;
  /** What must not happen, and did in this turn. */
  readonly broken?: string;
}

const caseOf = (steps: readonly Step[], revision: number, now: number): Case => ({ state: "working", revision, steps, tries: [], takenBy: null, takenAt: null, nextAt: instant(now), passed: [] });
export const begin = (steps: readonly Step[], left: Budget): World => ({
  now: 0, cases: [caseOf(steps, 1, 0)], timers: [{ at: 0, token: 0, held: false }], workers: [], pages: {}, roster: { first: lee, backup: cho }, left, isBack: false, refused: [],
});

const put = <T>(list: readonly T[], at: number, value: T): T[] => list.map((one, index) => (index === at ? value : one));
const spend = (world: World, what: keyof Budget): World => ({ ...world, left: { ...world.left, [what]: world.left[what] - 1 } });
const current = (world: World): number => world.cases.length - 1;
const setTimer = (world: World, of: number, at: number | null): World => ({ ...world, timers: put(world.timers, of, at === null ? null : { at, token: (world.timers[of]?.token ?? 0) + 1, held: false }) });

/** An event for one case: the case is kept, and a timer the core asks for takes the place of what was pending. */
function happen(world: World, of: number, event: Event): { world: World; effects: readonly Effect[] } {
  const { case: after, effects } = step(world.cases[of]!, event, instant(world.now));
  const timer = effects.findLast((effect) => effect.kind === "timer");
  const kept = { ...world, cases: put(world.cases, of, timer ? { ...after, nextAt: timer.at } : after) };
  return { world: timer ? setTimer(kept, of, timer.at) : kept, effects };
}

/** Everything that may happen next. */
export function turns(world: World): Turn[] {
  return [...timerTurns(world), ...workerTurns(world), ...peopleTurns(world), ...outerTurns(world)];
}

function timerTurns(world: World): Turn[] {
  return world.timers.flatMap((timer, of): Turn[] => {
    if (timer === null) return [];
    const isBusy = world.workers.some((worker) => worker.of === of && worker.token === timer.token);
    if (timer.at > world.now) return isBusy ? [] : [{ name: "time passes until the timer", world: { ...world, now: timer.at } }, ...(world.isBack ? [ring(world, of, "the timer rings, on a clock that was set back")] : [])];
    if (!isBusy) return [ring(world, of, "the timer rings")];
    return world.left.duplicates > 0 ? [ring(spend(world, "duplicates"), of, "a second worker takes the same timer")] : [];
  });
}

/** The first transaction of a look: decide, and claim whoever is paged. */
function ring(before: World, of: number, name: string): Turn {
  const timer = before.timers[of]!;
  const world = { ...before, timers: put(before.timers, of, { ...timer, token: timer.token + 1, held: true }) };
  const duty: Duty = { first: onDuty(world.roster.first), backup: onDuty(world.roster.backup), why: "" };
  const fresh = `${of}.${world.cases[of]!.tries.length}` as AttemptId;
  const asked = happen(world, of, { kind: "due", waitedFor: world.cases[of]!.nextAt, duty: null, fresh });
  const { world: after, effects } = asked.effects.some(({ kind }) => kind === "ask-duty") ? happen(world, of, { kind: "due", waitedFor: world.cases[of]!.nextAt, duty, fresh }) : asked;
  const broken = faultOf(world, of, effects);
  const claimed = effects.findLast((effect) => effect.kind === "page" || effect.kind === "again");
  if (!claimed) return { name, world: effects.some(({ kind }) => kind === "timer") ? after : setTimer(after, of, null), ...(broken && { broken }) };
  const [attempt, sent] = claimed.kind === "page" ? [fresh, { person: claimed.choice.person, sends: 0, repeats: 0, placed: false }] : [claimed.attempt, { ...after.pages[claimed.attempt]!, repeats: after.pages[claimed.attempt]!.repeats + 1 }];
  const tries = after.cases[of]!.tries.map((one, index, all) => (claimed.kind === "page" && index === all.length - 1 ? { ...one, attempt: fresh } : one));
  return { name, world: { ...after, cases: put(after.cases, of, { ...after.cases[of]!, tries }), pages: { ...after.pages, [attempt]: sent }, workers: [...after.workers, { of, token: timer.token + 1, attempt, answer: null }] }, ...(broken && { broken }) };
}
const onDuty = (person: PersonId | null): Duty["first"] => person && { person, name: person, until: instant(Number.MAX_SAFE_INTEGER), why: "" };

/** [D4] [D6] Who may be chosen, and that nobody is once it is over. */
function faultOf(world: World, of: number, effects: readonly Effect[]): string | undefined {
  if (world.cases[of]!.state !== "working") return effects.some(({ kind }) => kind === "page" || kind === "ask-desk" || kind === "again") ? "somebody is asked about a message that is over" : undefined;
  const faults = effects.flatMap((effect) => (effect.kind === "page" || effect.kind === "ask-desk" ? (choiceFault(world, effect) ?? []) : []));
  return faults[0] ?? repeatFault(world, of, effects) ?? waitFault(world, of, effects);
}

function choiceFault({ roster, refused }: World, { step: asked, choice }: Extract<Effect, { kind: "page" | "ask-desk" }>): string | undefined {
  const onDutyNow = (asked.rings ?? asked.who) === "backup" ? roster.backup : roster.first;
  if (choice.person !== onDutyNow) return "a role step asks somebody who is off duty";
  return refused.includes(choice.person!) ? "somebody who passed the message on is asked again" : undefined;
}

/** [D5] */
function repeatFault({ cases }: World, of: number, effects: readonly Effect[]): string | undefined {
  const last = cases[of]!.tries.at(-1);
  return last?.outcome === "claimed" && !last.passed && effects[0]?.kind !== "again" ? "a page of which nobody knows is not repeated" : undefined;
}

/** [D21] [D22] Whoever is rung has the step's whole time; a wait that is over is not begun again. */
function waitFault({ cases, now }: World, of: number, effects: readonly Effect[]): string | undefined {
  const endsAt = effects.findLast((effect) => effect.kind === "timer")?.at;
  if (effects.some(({ kind }) => kind === "ask-desk")) return endsAt === now + MINUTE ? undefined : "the desk has not the step's time to ring";
  const { nextAt, tries } = cases[of]!;
  const overAt = tries.length > 0 ? tries.at(-1)!.answeredAt! + MINUTE : null;
  return endsAt !== undefined && nextAt === overAt ? "the wait was over, and the ladder waits again" : undefined;
}

function workerTurns(world: World): Turn[] {
  return world.workers.flatMap((worker, at): Turn[] => {
    const gone = { ...world, workers: world.workers.filter((_, index) => index !== at) };
    const crash: Turn[] = world.left.crashes > 0 ? [{ name: worker.answer ? "the worker dies before the answer is kept" : "the worker dies after the claim", world: free(spend(gone, "crashes"), worker) }] : [];
    if (worker.answer !== null) return [keepAnswer(gone, worker), ...crash];
    return [send(world, at, "accepted"), send(world, at, "failed"), ...crash];
  });
}

/** The lease of a dead worker runs out: its timer is anybody's. */
function free(world: World, { of, token }: Worker): World {
  const timer = world.timers[of];
  return timer && timer.token === token ? { ...world, timers: put(world.timers, of, { ...timer, token: token + 1, held: false }) } : world;
}

/** [D6] The channel asks at its last moment whether the page is still wanted. */
function send(world: World, at: number, answer: "accepted" | "failed"): Turn {
  const worker = world.workers[at]!;
  const page = world.pages[worker.attempt]!;
  const { state } = world.cases[worker.of]!;
  const isWanted = answer === "accepted" && (state === "working" || state === "alarm");
  const sent = isWanted ? { ...page, sends: page.sends + 1, placed: true } : page;
  return {
    name: isWanted ? "the page arrives" : "the page does not arrive",
    world: { ...world, pages: { ...world.pages, [worker.attempt]: sent }, workers: put(world.workers, at, { ...worker, answer: isWanted ? "accepted" : "failed" }) },
    ...(isWanted && sent.sends > 1 + sent.repeats && { broken: "a page is sent again and not marked as a repeat" }),
  };
}

function keepAnswer(world: World, { of, token, attempt, answer }: Worker): Turn {
  const isHeld = world.timers[of]?.token === token;
  const now = instant(world.now);
  const tries = world.cases[of]!.tries.map((one) => (one.attempt === attempt && one.outcome === "claimed" ? { ...one, outcome: answer!, answeredAt: now } : one));
  const kept = { ...world, cases: put(world.cases, of, { ...world.cases[of]!, tries }) };
  const { world: after, effects } = happen(isHeld ? setTimer(kept, of, null) : kept, of, { kind: "answered", held: isHeld });
  const broken = answerFault(after, of, { attempt, isHeld, effects });
  return { name: `the answer is kept: ${answer}`, world: after, ...(broken && { broken }) };
}

/** [D3] One timer, and whoever was reached has the step's whole time. */
function answerFault({ cases, timers, now }: World, of: number, { attempt, isHeld, effects }: { attempt: AttemptId; isHeld: boolean; effects: readonly Effect[] }): string | undefined {
  if (!isHeld) return effects.length > 0 ? "a worker that lost its lease sets a second timer" : undefined;
  const { state, tries } = cases[of]!;
  const last = tries.at(-1)!;
  if (state !== "working" || !isReachedNow(last, attempt, now)) return undefined;
  return timers[of]?.at === now + MINUTE ? undefined : "whoever was reached has not the step's time";
}
const isReachedNow = (last: Case["tries"][number], attempt: AttemptId, now: number): boolean => last.attempt === attempt && last.outcome === "accepted" && last.answeredAt === now && !last.passed && !last.hurried;

function peopleTurns(world: World): Turn[] {
  const last = current(world);
  const { state, tries, revision } = world.cases[last]!;
  if (state !== "working" && state !== "alarm") return [];
  const paged = PEOPLE.filter((person) => world.cases.some((one) => one.tries.some((tried) => tried.person === person)));
  const acknowledge = paged.flatMap((me) => world.cases.map((one): Turn => ({ name: `${me} takes revision ${one.revision}`, ...taking(world, { me, revision: one.revision, newest: revision }) })));
  const pass = world.left.passes > 0 ? paged.map((me): Turn => ({ name: `${me} passes it on`, world: { ...happen(spend(world, "passes"), last, { kind: "pass", me }).world, refused: [...world.refused, me] } })) : [];
  const rings = tries.flatMap((one, number): Turn[] => (one.outcome !== "asked" ? [] : (["reached", "not-reached"] as const).map((result) => ({ name: `the operator says: ${result}`, world: happen(world, last, { kind: "rang", number, result, by: lee }).world }))));
  return [...acknowledge, ...pass, ...rings];
}

/** [D7] Only the newest revision can be taken. */
function taking(world: World, { me, revision, newest }: { me: PersonId; revision: number; newest: number }): Pick<Turn, "world" | "broken"> {
  const after = happen(world, current(world), { kind: "acknowledge", me, assigned: true, revision });
  const isTaken = after.world.cases[current(world)]!.state === "taken";
  return { world: after.world, ...(isTaken !== (revision === newest) && { broken: "an acknowledgement counts for another revision" }) };
}

function outerTurns(world: World): Turn[] {
  const { left, roster } = world;
  const last = current(world);
  const rosters = [{ first: roster.backup, backup: roster.first }, { first: null, backup: roster.backup }];
  return [
    ...(left.overrides > 0 ? rosters.map((other): Turn => ({ name: `on duty is ${other.first}, backup ${other.backup}`, world: { ...spend(world, "overrides"), roster: other } })) : []),
    ...(left.clocks > 0 ? [-3, 3].map((minutes): Turn => ({ name: `the clock is set by ${minutes} min`, world: { ...spend(world, "clocks"), now: world.now + minutes * MINUTE, isBack: minutes < 0 } })) : []),
    ...(left.calls > 0 ? [{ name: "the caller rings again", world: happen(spend(world, "calls"), last, { kind: "called-again" }).world }] : []),
    ...(left.corrections > 0 ? [correct(spend(world, "corrections"))] : []),
  ];
}

/** A new revision is worked anew, also when the older one was taken; what was pending of the older one is forgotten. */
function correct(before: World): Turn {
  const last = current(before);
  const { world } = happen(before, last, { kind: "corrected" });
  const { steps, revision } = world.cases[last]!;
  return { name: "the message is corrected", world: { ...world, refused: [], cases: [...world.cases, caseOf(steps, revision + 1, world.now)], timers: [...put(world.timers, last, null), { at: world.now, token: 0, held: false }] } };
}

/** [D3] [D5] What must hold of every world, whatever led to it. */
export function faultIn(world: World): string | undefined {
  for (const [of, { state, tries }] of world.cases.entries()) {
    if (state === "working" && world.timers[of] === null) return "a message is worked and nothing is pending: it is silent";
    if (state !== "working" && world.timers[of] !== null) return `a message that is ${state} has a timer`;
    if (tries.some((one, at) => at > 0 && !isAbove(one.rung, tries[at - 1]!.rung))) return "a rung is done twice, or the ladder goes down";
  }
  return undefined;
}
const isAbove = (one: { step: number; repeat: number }, before: { step: number; repeat: number }): boolean => one.step > before.step || (one.step === before.step && one.repeat === before.repeat + 1);

/**
 * Two worlds of one key go on alike. Only how far instants are from now matters, and of two runs of a timer which is the newer; of a case
 * that is over, who was asked and what is still asked; of a page, how often it was sent beyond what is marked.
 */
export function keyOf(world: World): string {
  const { now, cases, timers, workers, pages, roster, left } = world;
  const far = (at: number | null): number | null => (at === null ? null : Math.max(-4, Math.min(4, (at - now) / MINUTE)));
  const under = workers.map((one) => [one.of, one.token === timers[one.of]?.token, one.attempt, one.answer, pages[one.attempt]!.sends - pages[one.attempt]!.repeats].join()).toSorted();
  return JSON.stringify([cases.map((one) => (one.state === "working" ? workingKey(world, one, far) : overKey(one))), timers.map((timer) => timer && far(timer.at)), under, roster.first, roster.backup, Object.values(left), world.isBack, world.refused]);
}

const workingKey = ({ pages }: World, { tries, passed, nextAt }: Case, far: (at: number | null) => number | null): unknown[] => [
  tries.map((one) => [one.rung.step, one.rung.repeat, one.outcome, one.person, one.passed, one.hurried]), far(tries.at(-1)?.answeredAt ?? null), passed.toSorted(), far(nextAt), tries.map(({ attempt }) => attempt && pages[attempt]!.sends - pages[attempt]!.repeats),
];
const overKey = ({ state, tries }: Case): unknown[] => [state, [...new Set(tries.map(({ person }) => person))].toSorted(), tries.flatMap(({ outcome, person }, at) => (outcome === "asked" ? [[at, person]] : []))];
