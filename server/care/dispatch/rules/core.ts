import type { Instant } from "../../../foundation/time.ts";
import type { AttemptId, PersonId } from "../../../foundation/ids.ts";
import { choosePerson, type Choice, type Reachable } from "./choose-person.ts";
import { DEFAULT_LADDERS, ringsAPlace, type Rung, type Step } from "./ladder.ts";
import { mayAcknowledge, type Standing, type Verdict } from "./may-acknowledge.ts";
import { nextMove, type Move, type Try, type Work } from "./next-move.ts";

/** One dispatch as it is kept: all that a decision about it may depend on. */
export interface Case extends Work, Standing {
  readonly state: Work["state"];
  /** The instant its timer is set to. */
  readonly nextAt: Instant | null;
  /** Who is not to be asked about it again. */
  readonly passed: readonly PersonId[];
}

export type Event =
  /** Its timer rang, or somebody looks again. `duty`: who can be reached now; null until it was asked for. */
  | { readonly kind: "due"; readonly waitedFor: Instant | null; readonly duty: Reachable | null; readonly fresh: AttemptId | null }
  /** The channel's answer is kept. `held`: the timer is still this worker's. */
  | { readonly kind: "answered"; readonly held: boolean }
  | { readonly kind: "acknowledge"; readonly me: PersonId; readonly assigned: boolean; readonly revision: number }
  | { readonly kind: "pass"; readonly me: PersonId }
  /** What the operator says of a telephone call that a step asked for. */
  | { readonly kind: "rang"; readonly number: number; readonly result: "reached" | "not-reached"; readonly by: PersonId }
  | { readonly kind: "called-again" }
  | { readonly kind: "corrected" };

export type Effect =
  /** Nothing is decided yet: ask the resolver and come again with its answer. */
  | { readonly kind: "ask-duty" }
  | { readonly kind: "nobody"; readonly rung: Rung; readonly step: Step; readonly choice: Choice }
  | { readonly kind: "page"; readonly rung: Rung; readonly step: Step; readonly choice: Choice & { readonly person: PersonId } }
  | { readonly kind: "ask-desk"; readonly rung: Rung; readonly step: Step; readonly choice: Choice }
  /** [D28] Nobody is asked before the office opens. */
  | { readonly kind: "hold"; readonly rung: Rung; readonly step: Step; readonly choice: Choice; readonly until: Instant }
  /** Another shape from here on: it is kept with the case. */
  | { readonly kind: "ladder"; readonly steps: readonly Step[] }
  | { readonly kind: "again"; readonly attempt: AttemptId }
  | { readonly kind: "alarm" }
  /** Look again then; null: nothing is pending. */
  | { readonly kind: "timer"; readonly at: Instant | null }
  | { readonly kind: "verdict"; readonly verdict: Verdict }
  /** A person has it: whatever is pending is forgotten. */
  | { readonly kind: "taken"; readonly by: PersonId }
  | { readonly kind: "closed" };

export interface Stepped {
  readonly case: Case;
  readonly effects: readonly Effect[];
}
type Of<K extends Event["kind"]> = Extract<Event, { kind: K }>;
const none = (before: Case): Stepped => ({ case: before, effects: [] });

type Handler<K extends Event["kind"]> = (before: Case, event: Of<K>, at: Instant) => Stepped;
const handlers: { readonly [K in Event["kind"]]: Handler<K> } = {
  due,
  answered: (before, { held }, at) => (held && before.state === "working" ? timed(before, at) : none(before)),
  acknowledge,
  pass: (before, { me }, at) => pass(before, me, at),
  rang: (before, event, at) => (isOpen(before) ? rang(before, event, at) : none(before)),
  "called-again": (before, _event, at) => calledAgain(before, at),
  corrected: (before) => (isOpen(before) ? { case: { ...before, state: "superseded", nextAt: null }, effects: [{ kind: "closed" }, { kind: "timer", at: null }] } : none(before)),
};
const isOpen = ({ state }: Case): boolean => state === "working" || state === "alarm";

/** The core: everything that can happen to a dispatch, and what follows. The commands keep the case and carry out the effects; nothing is decided elsewhere. */
export const step = (before: Case, event: Event, at: Instant): Stepped => (handlers[event.kind] as Handler<Event["kind"]>)(before, event, at);

/** Climbs past every rung on which there is nobody, until somebody is asked, a wait begins or the alarm is reached: each turn is one rung further. */
function due(before: Case, event: Of<"due">, at: Instant): Stepped {
  const effects: Effect[] = [];
  let now = before;
  for (;;) {
    // Only what was waited for is over by the timer; a rung that begins now is waited for from now.
    const move = nextMove(now, now === before ? rangAt(before, event, at) : at);
    if (move.kind !== "notify") return { case: settled(now, move), effects: [...effects, ...settling(move)] };
    if (event.duty === null) return { case: before, effects: [{ kind: "ask-duty" }] };
    const { tried, effect } = reach(now, move, { event: { ...event, duty: event.duty }, at });
    now = { ...now, tries: [...now.tries, tried] };
    effects.push(effect);
    if (effect.kind === "page") return { case: now, effects };
  }
}

const settled = (now: Case, move: Move): Case =>
  move.kind === "alarm" ? { ...now, state: "alarm", nextAt: null } : move.kind === "wait" ? { ...now, nextAt: move.until } : now;

function settling(move: Exclude<Move, { kind: "notify" }>): Effect[] {
  switch (move.kind) {
    case "again": return [{ kind: "again", attempt: move.attempt }];
    case "alarm": return [{ kind: "alarm" }];
    case "wait": return [{ kind: "timer", at: move.until }];
    case "nothing": return [];
  }
}

/** The timer rang: what this row waits for is over, also by a clock that was set back meanwhile. A timer of an earlier wait says nothing. */
const rangAt = ({ nextAt }: Case, { waitedFor }: Of<"due">, at: Instant): Instant => (nextAt !== null && nextAt === waitedFor && nextAt > at ? nextAt : at);

interface Reaching {
  readonly event: Of<"due"> & { readonly duty: Reachable };
  readonly at: Instant;
}
/** [D4] One rung: somebody is paged, the desk is asked to ring, or there is nobody. */
function reach(now: Case, { rung }: Extract<Move, { kind: "notify" }>, { event, at }: Reaching): { tried: Try; effect: Effect } {
  const asked = now.steps[rung.step]!;
  const choice = choiceFor(asked, { now, event, at });
  const tried = { rung, person: choice.person, attempt: null, answeredAt: null, passed: false };
  const until = asked.who === "hold" ? event.duty.opens?.at : undefined;
  if (until !== undefined) return { tried: { ...tried, outcome: "held", answeredAt: at, heldUntil: until }, effect: { kind: "hold", rung, step: asked, choice, until } };
  const { person } = choice;
  if (isDesks(asked, person)) return { tried: { ...tried, outcome: "asked", answeredAt: at }, effect: { kind: "ask-desk", rung, step: asked, choice } };
  if (person === null) return { tried: { ...tried, outcome: "nobody" }, effect: { kind: "nobody", rung, step: asked, choice } };
  return { tried: { ...tried, outcome: "claimed", attempt: event.fresh }, effect: { kind: "page", rung, step: asked, choice: { ...choice, person } } };
}

const PLACE_WORDS = { "nurse-triage": "The ladder asks for the nurses' line.", "office-phone": "Nobody at the office took it after it opened." } as const;

/** Of a step with a person in it, who that is; of the others, why they are done. */
function choiceFor(asked: Step, { now, event, at }: Reaching & { readonly now: Case }): Choice {
  if (asked.who === "nurse-triage" || asked.who === "office-phone") return { person: null, why: PLACE_WORDS[asked.who], scheduleVersion: null };
  if (asked.who !== "hold") return choosePerson(asked, event.duty, { at, passed: now.passed });
  const { opens } = event.duty;
  return { person: null, why: opens ? `The office opens ${opens.say}.` : "No opening of the office can be foreseen, so it is not held.", scheduleVersion: null };
}

/** A person at the desk does it; where nobody is there to ring, there is nothing to do. */
const isDesks = (step: Step, person: PersonId | null): boolean => ringsAPlace(step) || (step.who === "operator-calls" && person !== null);

/** When to look again, from what is known now: a wait at its end, anything else at once. */
function timed(now: Case, at: Instant): Stepped {
  const move = nextMove(now, at);
  const nextAt = move.kind === "nothing" ? null : move.kind === "wait" ? move.until : at;
  return { case: { ...now, nextAt }, effects: [{ kind: "timer", at: nextAt }] };
}

const takenBy = (before: Case, by: PersonId, at: Instant): Case => ({ ...before, state: "taken", takenBy: by, takenAt: at, nextAt: null });

/** [D6] [D7] */
function acknowledge(before: Case, event: Of<"acknowledge">, at: Instant): Stepped {
  const verdict = mayAcknowledge(before, event);
  const effects: Effect[] = [{ kind: "verdict", verdict }];
  return verdict.kind === "yes" ? { case: takenBy(before, event.me, at), effects: [...effects, { kind: "taken", by: event.me }, { kind: "timer", at: null }] } : { case: before, effects };
}

/** [D9] Somebody paged earlier may pass late: that does not take the turn of whoever is being paged now. */
function pass(before: Case, me: PersonId, at: Instant): Stepped {
  const now: Case = { ...before, passed: [...new Set([...before.passed, me])], tries: before.tries.map((one) => (one.person === me ? { ...one, passed: true } : one)) };
  return now.state === "working" && now.tries.at(-1)?.passed ? { case: { ...now, nextAt: at }, effects: [{ kind: "timer", at }] } : { case: now, effects: [] };
}

/** [D22] Reached, also late: a person has it. Not reached while it is that step's turn: the ladder goes on at once. */
function rang(before: Case, { number, result, by }: Of<"rang">, at: Instant): Stepped {
  const now: Case = { ...before, tries: before.tries.map((one, index) => (index === number && one.outcome === "asked" ? { ...one, outcome: result } : one)) };
  if (result === "reached") return reached(now, now.tries[number]?.person ?? by, at);
  return now.state === "working" && number === now.tries.length - 1 ? { case: { ...now, nextAt: at }, effects: [{ kind: "timer", at }] } : { case: now, effects: [] };
}
const reached = (now: Case, by: PersonId, at: Instant): Stepped => ({ case: takenBy(now, by, at), effects: [{ kind: "taken", by }, { kind: "timer", at: null }] });

/** [D23] What is left of this patience is skipped, once; a page of which nobody knows is not hurried past. */
function calledAgain(before: Case, at: Instant): Stepped {
  const last = before.tries.at(-1);
  if (before.state !== "working" || !last || last.hurried) return none(before);
  if (last.outcome === "held") return unheld(before, last, at);
  return WAITED_FOR.has(last.outcome) ? hurried(before, last, at) : none(before);
}
const WAITED_FOR: ReadonlySet<Try["outcome"]> = new Set(["accepted", "asked"]);

function hurried(before: Case, last: Try, at: Instant): Stepped {
  return { case: { ...before, nextAt: at, tries: [...before.tries.slice(0, -1), { ...last, hurried: true }] }, effects: [{ kind: "timer", at }] };
}

/** [D28] What was routine when it was held may not be any more: whoever is on duty is paged now, not the office in the morning. */
function unheld(before: Case, last: Try, at: Instant): Stepped {
  const steps = [...before.steps.slice(0, last.rung.step + 1), ...DEFAULT_LADDERS.urgent];
  return { case: { ...before, steps, nextAt: at, tries: [...before.tries.slice(0, -1), { ...last, hurried: true }] }, effects: [{ kind: "ladder", steps }, { kind: "timer", at }] };
}
