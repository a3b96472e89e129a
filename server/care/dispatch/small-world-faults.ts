import type { AttemptId, PersonId } from "../../foundation/ids.ts";
import type { Effect } from "./rules/core.ts";
import { isUnseen, MINUTE, type World } from "./small-world-state.ts";

/** What must hold in every world, in the words of whoever relies on it. */
export const FAULTS = {
  silent: "a message is worked and nothing is pending: it is silent",
  timerAfterEnd: "a message that is over has a timer",
  unmarked: "a page is sent again and not marked as a repeat",
  notRepeated: "a page of which nobody knows is not repeated",
  offDuty: "a role step asks somebody who is off duty",
  refused: "somebody who passed the message on is asked again",
  routineFirst: "a routine page is claimed while an urgent one is due and waits",
  rungTwice: "a rung is done twice, or the ladder goes down",
  otherRevision: "an acknowledgement counts for another revision, or for somebody it is not for",
  calledBack: "a page arrives at somebody it was called back from",
  notTold: "somebody who has the older text was not told of the correction",
  secondTimer: "a worker that lost its lease sets a second timer",
  noTime: "whoever was reached has not the step's time",
  deskNoTime: "the desk has not the step's time to ring",
  waitsAgain: "the wait was over, and the ladder waits again",
  wokeNobody: "a page that woke nobody is waited for",
  leftBehind: "a page that the ladder has left behind moves it",
} as const;

/** [D4] [D6] [D27] Who may be chosen, and when; and that nobody is once it is over. */
export function dueFault(world: World, of: number, effects: readonly Effect[]): string | undefined {
  const isAsking = effects.some(({ kind }) => kind === "page" || kind === "ask-desk" || kind === "again");
  if (isAsking && isOvertaken(world, of)) return FAULTS.routineFirst;
  const faults = effects.flatMap((effect) => (effect.kind === "page" || effect.kind === "ask-desk" ? (choiceFault(world, of, effect) ?? []) : []));
  return faults[0] ?? repeatFault(world, of, effects) ?? waitFault(world, of, effects) ?? wakeFault(world, of, effects);
}

/** A graver message has been due as long, and no worker is at it. */
function isOvertaken(world: World, of: number): boolean {
  if (world.matters[world.about[of]!]!.urgency !== "routine") return false;
  return world.timers.some((timer, other) => timer !== null && timer.at <= world.now && !timer.held && world.matters[world.about[other]!]!.urgency !== "routine");
}

function choiceFault(world: World, of: number, { step: asked, choice }: Extract<Effect, { kind: "page" | "ask-desk" }>): string | undefined {
  const { first, backup } = world.roster;
  const onDutyNow = (asked.rings ?? asked.who) === "backup" ? backup : first;
  if (choice.person !== onDutyNow || world.gone.includes(choice.person!)) return FAULTS.offDuty;
  return world.refused[world.about[of]!]!.includes(choice.person!) ? FAULTS.refused : undefined;
}

/** [D5] */
function repeatFault({ cases }: World, of: number, effects: readonly Effect[]): string | undefined {
  const last = cases[of]!.tries.at(-1);
  return last?.outcome === "claimed" && !last.passed && effects[0]?.kind !== "again" ? FAULTS.notRepeated : undefined;
}

/** [D21] [D22] Whoever is rung has the step's whole time; a wait that is over is not begun again. */
function waitFault({ cases, now }: World, of: number, effects: readonly Effect[]): string | undefined {
  const endsAt = effects.findLast((effect) => effect.kind === "timer")?.at;
  if (effects.some(({ kind }) => kind === "ask-desk")) return endsAt === now + MINUTE ? undefined : FAULTS.deskNoTime;
  const { nextAt, tries } = cases[of]!;
  const overAt = tries.length > 0 ? tries.at(-1)!.answeredAt! + MINUTE : null;
  return endsAt !== undefined && nextAt === overAt ? FAULTS.waitsAgain : undefined;
}

/** [D41] A wait and nothing else, behind a page that woke nobody. */
function wakeFault({ cases, pages }: World, of: number, effects: readonly Effect[]): string | undefined {
  const attempt = cases[of]!.tries.at(-1)?.attempt;
  const isWait = effects.length > 0 && effects.every((effect) => effect.kind === "timer" && effect.at !== null);
  return isWait && attempt != null && isUnseen(pages[attempt]!) ? FAULTS.wokeNobody : undefined;
}

/** [D41] Whoever is next is reached at once; and nothing follows from a page that is not waited for any more. */
export function heardFault({ before, after }: { before: World; after: World }, of: number, attempt: AttemptId): string | undefined {
  const { state, tries } = before.cases[of]!;
  if (state !== "working" || tries.at(-1)?.attempt !== attempt) return after.timers[of] === before.timers[of] ? undefined : FAULTS.leftBehind;
  return isUnseen(before.pages[attempt]!) && after.timers[of]!.at > after.now ? FAULTS.wokeNobody : undefined;
}

/** [D5] [D9] [D15] */
export function sendFault(world: World, { person, of, sends, repeats }: World["pages"][string]): string | undefined {
  if (sends > 1 + repeats) return FAULTS.unmarked;
  return world.gone.includes(person) || world.refused[world.about[of]!]!.includes(person) ? FAULTS.calledBack : undefined;
}

/** [D3] One timer, and whoever was reached has the step's whole time. */
export function answerFault({ cases, timers, now }: World, of: number, { attempt, isHeld, effects }: { attempt: AttemptId; isHeld: boolean; effects: readonly Effect[] }): string | undefined {
  if (!isHeld) return effects.length > 0 ? FAULTS.secondTimer : undefined;
  const { state, tries } = cases[of]!;
  return state === "working" && isReachedNow(tries.at(-1)!, attempt, now) && timers[of]?.at !== now + MINUTE ? FAULTS.noTime : undefined;
}
const isReachedNow = (last: World["cases"][number]["tries"][number], attempt: AttemptId, now: number): boolean => last.attempt === attempt && last.outcome === "accepted" && last.answeredAt === now && !last.passed && !last.hurried;

/** [D7] [D15] */
export function takeFault({ before, after }: { before: World; after: World }, of: number, { me, revision }: { me: PersonId; revision: number }): string | undefined {
  const isTheirs = revision === before.cases[of]!.revision && !before.gone.includes(me);
  return (after.cases[of]!.state === "taken") !== isTheirs ? FAULTS.otherRevision : undefined;
}

/** [D3] [D5] [D62] What must hold of every world, whatever led to it. */
export function faultIn(world: World): string | undefined {
  for (const [of, { state, tries }] of world.cases.entries()) {
    if (state === "working" && world.timers[of] === null) return FAULTS.silent;
    if (state !== "working" && world.timers[of] !== null) return FAULTS.timerAfterEnd;
    if (tries.some((one, at) => at > 0 && !isAbove(one.rung, tries[at - 1]!.rung))) return FAULTS.rungTwice;
  }
  return isUntold(world) ? FAULTS.notTold : undefined;
}
const isAbove = (one: { step: number; repeat: number }, before: { step: number; repeat: number }): boolean => one.step > before.step || (one.step === before.step && one.repeat === before.repeat + 1);

/** A page with an older text arrived, also later than the telling, and its person was not among those who were told. */
const isUntold = (world: World): boolean =>
  Object.values(world.pages).some(({ person, of, sends }) => {
    const { newest } = world.matters[world.about[of]!]!;
    const told = world.told[newest];
    return sends > 0 && of !== newest && told != null && !told.includes(person) && !world.gone.includes(person);
  });
