import { instant } from "../../foundation/time.ts";
import type { AttemptId, PersonId } from "../../foundation/ids.ts";
import { inOrder } from "../../foundation/due/index.ts";
import { NOT_WOKEN_REASON, PRIORITY } from "../delivery/index.ts";
import { answerOf, isWaitedFor, type Came } from "./rules/answer-of.ts";
import { step, type Case } from "./rules/core.ts";
import type { Step } from "./rules/ladder.ts";
import { whoMayHave } from "./rules/told-corrected.ts";

/**
 * A world small enough to be walked whole: one message or two, two clinicians, a few rungs, and around the core what the commands, the
 * timers and the channel do: claim, send, keep the answer, die in between. Minutes are whole; nothing is random. For tests.
 */
export const MINUTE = 60_000;
export const [lee, cho] = ["lee", "cho"] as PersonId[] as [PersonId, PersonId];
export const PEOPLE = [lee, cho] as const;

/** A worker between two transactions. `token`: which run of the timer it is; an older one has lost its lease. */
export interface Worker {
  readonly of: number;
  readonly token: number;
  readonly attempt: AttemptId;
  readonly answer: "accepted" | "failed" | null;
}
interface Sent {
  readonly person: PersonId;
  readonly of: number;
  readonly sends: number;
  readonly repeats: number;
  /** What came back of it. */
  readonly came: readonly Came[];
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
  /** Somebody covers the practice no longer: what they were paged about is called back. */
  readonly cancels: number;
  readonly duplicates: number;
  readonly passes: number;
  readonly calls: number;
  /** None of the devices of whoever was paged could be woken. */
  readonly unwoken: number;
  /** A window of theirs shows the page all the same. */
  readonly windows: number;
}
export interface Matter {
  readonly urgency: keyof typeof PRIORITY;
  /** Of its revisions only the newest may be open. */
  readonly newest: number;
}
/** The product's own decisions. A test puts a broken one in their place, to see that the walk finds it. */
export interface Laws {
  readonly step: typeof step;
  readonly inOrder: typeof inOrder;
  readonly whoMayHave: typeof whoMayHave;
  readonly answerOf: typeof answerOf;
  readonly isWaitedFor: typeof isWaitedFor;
}
export const LAWS: Laws = { step, inOrder, whoMayHave, answerOf, isWaitedFor };

export interface World {
  readonly laws: Laws;
  readonly now: number;
  readonly matters: readonly Matter[];
  /** A revision of a message each. */
  readonly cases: readonly Case[];
  /** Which message each revision is of. */
  readonly about: readonly number[];
  readonly timers: readonly (Timer | null)[];
  readonly workers: readonly Worker[];
  readonly pages: Readonly<Record<string, Sent>>;
  readonly roster: { readonly first: PersonId | null; readonly backup: PersonId | null };
  readonly left: Budget;
  /** The clock was set back, and a timer rings when its minutes have passed, whatever the clock shows. */
  readonly isBack: boolean;
  /** Who said "not me" about the revision that is open: kept here too, so that the core's own memory is checked. */
  readonly refused: readonly (readonly PersonId[])[];
  /** Who covers the practice no longer. */
  readonly gone: readonly PersonId[];
  /** Of each revision who was told that it corrects an older one; null: nobody was looked for yet. */
  readonly told: readonly (readonly PersonId[] | null)[];
  /** Pages of which it is known that they woke nobody, and their ladder has not heard it yet. */
  readonly unheard: readonly AttemptId[];
}
export interface Turn {
  readonly name: string;
  readonly world: World;
  /** What must not happen, and did in this turn. */
  readonly broken?: string;
}

export const newCase = (steps: readonly Step[], revision: number, now: number): Case => ({ state: "working", revision, steps, tries: [], takenBy: null, takenAt: null, nextAt: instant(now), passed: [] });

/** Messages of these urgencies, sent in one instant in this order, on one ladder. */
export function begin(steps: readonly Step[], left: Budget, { urgencies = ["urgent"], laws = LAWS }: { urgencies?: readonly Matter["urgency"][]; laws?: Laws } = {}): World {
  const each = <T>(make: () => T): T[] => urgencies.map(make);
  return {
    laws, now: 0, matters: urgencies.map((urgency, newest) => ({ urgency, newest })), about: urgencies.map((_, matter) => matter), cases: each(() => newCase(steps, 1, 0)), timers: each(() => ({ at: 0, token: 0, held: false })),
    workers: [], pages: {}, roster: { first: lee, backup: cho }, left, isBack: false, refused: each(() => []), gone: [], told: each(() => []), unheard: [],
  };
}

/** [D41] It woke nobody, and no window shows it. */
export const isUnseen = ({ came }: Sent): boolean => came.some(({ reason }) => reason === NOT_WOKEN_REASON) && !came.some(({ state }) => state === "on-device");

export const isOpen = ({ state }: Case): boolean => state === "working" || state === "alarm";

/**
 * Two worlds of one key go on alike. Only how far instants are from now matters, and of two runs of a timer which is the newer; of a case
 * that is over, who was asked, what is still asked and who may have its text; of a page, how often it was sent beyond what is marked.
 */
export const keyOf = (world: World): string => `${bodyOf(world)}${Object.values(world.left).join()}`;

/** The same but for what may still happen. */
export function bodyOf(world: World): string {
  const { now, matters, cases, timers, workers, pages, roster } = world;
  const far = (at: number | null): number | string => (at === null ? "-" : Math.max(-4, Math.min(4, (at - now) / MINUTE)));
  const under = workers.map((one) => [one.of, one.token === timers[one.of]?.token, one.attempt, one.answer, pages[one.attempt]!.sends - pages[one.attempt]!.repeats].join()).toSorted();
  const each = cases.map((one, of) => (one.state === "working" ? workingKey(world, of, far) : `${one.state}/${askedKey(world, of)}`));
  return [each.join("|"), matters.map(({ newest }) => `${newest}:${world.told[newest]?.join("+")}`), timers.map((timer) => (timer ? far(timer.at) : "-")), under, roster.first, roster.backup, world.isBack, world.refused.join("/"), world.gone.join("+"), world.unheard.join("+"), ""].join(";");
}

/** What comes next follows from the last rung alone; of those before it who was asked matters, and what is still asked. */
function workingKey(world: World, of: number, far: (at: number | null) => number | string): string {
  const { tries, passed, nextAt } = world.cases[of]!;
  const last = tries.at(-1);
  const rung = last ? `${last.rung.step}.${last.rung.repeat}.${last.outcome}.${last.person}.${last.passed}.${last.hurried}.${last.attempt && pageKey(world.pages[last.attempt]!)}` : "";
  return `${rung},${far(last?.answeredAt ?? null)},${passed.toSorted().join("+")},${far(nextAt)},${askedKey(world, of)}`;
}

/** How often it was sent beyond what is marked, and whether it woke anybody. */
const pageKey = ({ sends, repeats, came }: Sent): string => `${sends - repeats}${came.filter(({ state, reason }) => reason === NOT_WOKEN_REASON || state === "on-device").map(({ state }) => state).toSorted().join("+")}`;

/** Who may have the text is asked when a newer one is there, and no more once everyone was told. */
function askedKey(world: World, of: number): string {
  const { left, matters, about, cases, told } = world;
  const { tries } = cases[of]!;
  const { newest } = matters[about[of]!]!;
  const asked = tries.map(({ outcome, person }, at) => (outcome === "asked" ? `${at}${person}` : "")).join("");
  const isKnown = left.corrections === 0 && (newest === of || told[newest] !== null);
  return `${[...new Set(tries.map(({ person }) => person))].toSorted().join("+")}/${asked}/${isKnown ? "" : textKey(world, of)}`;
}

/** Who may have the text, and who has it; of a page that may still change, all that is known. */
function textKey({ pages, workers, cases }: World, of: number): string {
  const each = cases[of]!.tries.flatMap(({ outcome, attempt, person }) => {
    if (attempt === null) return [];
    const { sends, repeats, came } = pages[attempt]!;
    if (outcome === "claimed" || workers.some((one) => one.attempt === attempt)) return [`${attempt}${outcome}${sends > 0}${repeats > 0}`];
    return [...(outcome !== "failed" || repeats > 0 || came.some(({ state }) => state === "accepted") ? [`may ${person}`] : []), ...(sends > 0 ? [`has ${person}`] : [])];
  });
  return [...new Set(each)].toSorted().join();
}
