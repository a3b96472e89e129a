import { instant } from "../../foundation/time.ts";
import type { AttemptId, PersonId } from "../../foundation/ids.ts";
import { NOT_WOKEN_REASON, PRIORITY } from "../delivery/index.ts";
import type { Came } from "./rules/answer-of.ts";
import type { Duty } from "./rules/choose-person.ts";
import type { Effect, Event } from "./rules/core.ts";
import { answerFault, dueFault, heardFault, sendFault, takeFault } from "./small-world-faults.ts";
import { isOpen, lee, MINUTE, newCase, PEOPLE, type Budget, type Turn, type Worker, type World } from "./small-world-state.ts";

const put = <T>(list: readonly T[], at: number, value: T): T[] => list.map((one, index) => (index === at ? value : one));
const spend = (world: World, what: keyof Budget): World => ({ ...world, left: { ...world.left, [what]: world.left[what] - 1 } });
const setTimer = (world: World, of: number, at: number | null): World => ({ ...world, timers: put(world.timers, of, at === null ? null : { at, token: (world.timers[of]?.token ?? 0) + 1, held: false }) });

/** An event for one case: the case is kept, and a timer the core asks for takes the place of what was pending. */
function happen(world: World, of: number, event: Event): { world: World; effects: readonly Effect[] } {
  const { case: after, effects } = world.laws.step(world.cases[of]!, event, instant(world.now));
  const timer = effects.findLast((effect) => effect.kind === "timer");
  const kept = { ...world, cases: put(world.cases, of, timer ? { ...after, nextAt: timer.at } : after) };
  return { world: timer ? setTimer(kept, of, timer.at) : kept, effects };
}

/** Everything that may happen next. */
export function turns(world: World): Turn[] {
  return [...timerTurns(world), ...workerTurns(world), ...wakeTurns(world), ...tellTurns(world), ...world.matters.flatMap((_, matter) => peopleTurns(world, matter)), ...outerTurns(world)];
}

const isBusy = ({ workers, timers }: World, of: number): boolean => workers.some((worker) => worker.of === of && worker.token === timers[of]!.token);
const jobOf = (world: World, of: number) => ({ priority: PRIORITY[world.matters[world.about[of]!]!.urgency], dueAt: instant(world.timers[of]!.at), id: of });

/** [D27] Of what is due and nobody is at, the first in the order of work is taken; a lease that ran out under its worker is taken in the same order. */
function timerTurns(world: World): Turn[] {
  const due = world.timers.flatMap((timer, of) => (timer !== null && timer.at <= world.now ? [jobOf(world, of)] : [])).toSorted(world.laws.inOrder);
  const first = due.findIndex(({ id }) => !isBusy(world, id));
  const again = world.left.duplicates > 0 ? due.slice(0, first === -1 ? due.length : first) : [];
  const later = world.timers.flatMap((timer, of): Turn[] => {
    if (timer === null || timer.at <= world.now || isBusy(world, of)) return [];
    return [{ name: "time passes until the timer", world: { ...world, now: timer.at } }, ...(world.isBack ? [ring(world, of, "the timer rings, on a clock that was set back")] : [])];
  });
  return [...due.slice(first, first + 1).map(({ id }) => ring(world, id, "the timer rings")), ...again.map(({ id }) => ring(spend(world, "duplicates"), id, "a second worker takes the same timer")), ...later];
}

/** The first transaction of a look: decide, and claim whoever is paged. */
function ring(before: World, of: number, name: string): Turn {
  const timer = before.timers[of]!;
  const world = { ...before, timers: put(before.timers, of, { ...timer, token: timer.token + 1, held: true }) };
  const covering = (person: PersonId | null): Duty["first"] => (person === null || world.gone.includes(person) ? null : { person, name: person, until: instant(Number.MAX_SAFE_INTEGER), why: "" });
  const duty: Duty = { first: covering(world.roster.first), backup: covering(world.roster.backup), why: "" };
  const fresh = `${of}.${world.cases[of]!.tries.length}` as AttemptId;
  const asked = happen(world, of, { kind: "due", waitedFor: world.cases[of]!.nextAt, duty: null, fresh });
  const { world: after, effects } = asked.effects.some(({ kind }) => kind === "ask-duty") ? happen(world, of, { kind: "due", waitedFor: world.cases[of]!.nextAt, duty, fresh }) : asked;
  const broken = dueFault(before, of, effects);
  const claimed = effects.findLast((effect) => effect.kind === "page" || effect.kind === "again");
  if (!claimed) return { name, world: effects.some(({ kind }) => kind === "timer") ? after : setTimer(after, of, null), ...(broken && { broken }) };
  const [attempt, sent] = claimed.kind === "page" ? [fresh, { person: claimed.choice.person, of, sends: 0, repeats: 0, came: [] }] : [claimed.attempt, { ...after.pages[claimed.attempt]!, repeats: after.pages[claimed.attempt]!.repeats + 1 }];
  const tries = after.cases[of]!.tries.map((one, index, all) => (claimed.kind === "page" && index === all.length - 1 ? { ...one, attempt: fresh } : one));
  return { name, world: { ...after, cases: put(after.cases, of, { ...after.cases[of]!, tries }), pages: { ...after.pages, [attempt]: sent }, workers: [...after.workers, { of, token: timer.token + 1, attempt, answer: null }] }, ...(broken && { broken }) };
}

function workerTurns(world: World): Turn[] {
  return world.workers.flatMap((worker, at): Turn[] => {
    const over = { ...world, workers: world.workers.filter((_, index) => index !== at) };
    const crash: Turn[] = world.left.crashes > 0 ? [{ name: worker.answer ? "the worker dies before the answer is kept" : "the worker dies after the claim", world: free(spend(over, "crashes"), worker) }] : [];
    if (worker.answer !== null) return [keepAnswer(over, worker), ...crash];
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
  const asked = world.cases[worker.of]!;
  const isWanted = answer === "accepted" && isOpen(asked) && asked.tries.some((one) => one.attempt === worker.attempt && !one.passed);
  const sent = isWanted ? { ...page, sends: page.sends + 1 } : page;
  const broken = isWanted ? sendFault(world, sent) : undefined;
  return {
    name: isWanted ? "the page arrives" : "the page does not arrive",
    world: { ...world, pages: { ...world.pages, [worker.attempt]: sent }, workers: put(world.workers, at, { ...worker, answer: isWanted ? "accepted" : "failed" }) },
    ...(broken && { broken }),
  };
}

function keepAnswer(world: World, { of, token, attempt, answer }: Worker): Turn {
  const isHeld = world.timers[of]?.token === token;
  const isFirst = world.pages[attempt]!.came.length === 0;
  const kept = isFirst ? came(world, of, { attempt, state: answer!, at: instant(world.now) }) : world;
  const { world: after, effects } = happen(isHeld ? setTimer(kept, of, null) : kept, of, { kind: "answered", held: isHeld });
  const broken = answerFault(after, of, { attempt, isHeld, effects });
  return { name: `the answer is kept: ${answer}`, world: after, ...(broken && { broken }) };
}

/** A receipt is kept, and says anew what came of its page. */
function came(world: World, of: number, receipt: Came): World {
  const page = world.pages[receipt.attempt]!;
  const all = [...page.came, receipt];
  const tries = world.cases[of]!.tries.map((one) => (one.attempt === receipt.attempt ? { ...one, ...world.laws.answerOf(one.attempt, all) } : one));
  return { ...world, cases: put(world.cases, of, { ...world.cases[of]!, tries }), pages: { ...world.pages, [receipt.attempt]: { ...page, came: all } } };
}

/**
 * [D41] Nobody's device could be woken, which is known some seconds after the page was accepted and is told to the ladder by a fact of
 * its own; a window may show the page before, between and after. Of a page that the ladder left behind before it was known nothing follows.
 */
function wakeTurns(world: World): Turn[] {
  const { left, cases, pages, unheard } = world;
  const asked = cases.flatMap((one, of) => (isOpen(one) && one.tries.at(-1)?.attempt ? [{ of, page: one.tries.at(-1)! }] : [])).map(({ of, page }) => ({ of, attempt: page.attempt!, passed: page.passed, before: pages[page.attempt!]!.came }));
  const placed = asked.filter(({ passed, before }) => !passed && before[0]?.state === "accepted" && !before.some(({ state }) => state === "on-device"));
  const at = instant(world.now);
  return [
    ...(left.unwoken > 0 ? placed.filter(({ before }) => before.length === 1).map(({ of, attempt }): Turn => ({ name: "none of their devices could be woken", world: { ...came(spend(world, "unwoken"), of, { attempt, state: "failed", reason: NOT_WOKEN_REASON, at }), unheard: [...unheard, attempt].toSorted() } })) : []),
    ...(left.windows > 0 ? placed.map(({ of, attempt }): Turn => ({ name: "a window of theirs shows it", world: came(spend(world, "windows"), of, { attempt, state: "on-device", at }) })) : []),
    ...unheard.map((attempt) => hear(world, attempt)),
  ];
}

function hear(world: World, attempt: AttemptId): Turn {
  const heard = { ...world, unheard: world.unheard.filter((one) => one !== attempt) };
  const of = world.matters[world.about[world.pages[attempt]!.of]!]!.newest;
  const after = world.laws.isWaitedFor(world.cases[of]!, attempt) ? setTimer({ ...heard, cases: put(heard.cases, of, { ...heard.cases[of]!, nextAt: instant(world.now) }) }, of, world.now) : heard;
  const broken = heardFault({ before: world, after }, of, attempt);
  return { name: "the ladder hears that nobody was woken", world: after, ...(broken && { broken }) };
}

/** [D62] After a correction, in a transaction of its own; of a text that was corrected once more the newer one has its own telling. */
function tellTurns(world: World): Turn[] {
  return world.matters.flatMap(({ newest }, matter): Turn[] => {
    if (world.told[newest] !== null) return [];
    const tries = world.cases.flatMap((one, of) => (of !== newest && world.about[of] === matter ? one.tries : [])).filter(({ attempt, person }) => attempt !== null && person);
    const pages = tries.map(({ attempt, person }) => ({ id: attempt!, person: person!, repeats: world.pages[attempt!]!.repeats }));
    const receipts = tries.flatMap(({ attempt }) => world.pages[attempt!]!.came);
    return [{ name: "those who may have the older text are told", world: { ...world, told: put(world.told, newest, world.laws.whoMayHave(pages, receipts).filter((one) => !world.gone.includes(one)).toSorted()) } }];
  });
}

function peopleTurns(world: World, matter: number): Turn[] {
  const { newest } = world.matters[matter]!;
  const one = world.cases[newest]!;
  if (!isOpen(one)) return [];
  const own = world.cases.filter((_, of) => world.about[of] === matter);
  const paged = PEOPLE.filter((person) => own.some(({ tries }) => tries.some((tried) => tried.person === person)));
  const acknowledge = paged.flatMap((me) => own.map(({ revision }): Turn => ({ name: `${me} takes revision ${revision}`, ...taking(world, newest, { me, revision }) })));
  const pass = world.left.passes > 0 ? paged.filter((me) => !world.gone.includes(me)).map((me): Turn => ({ name: `${me} passes it on`, world: stepAside(spend(world, "passes"), matter, me) })) : [];
  const rings = one.tries.flatMap(({ outcome }, number): Turn[] => (outcome !== "asked" ? [] : (["reached", "not-reached"] as const).map((result) => ({ name: `the operator says: ${result}`, world: happen(world, newest, { kind: "rang", number, result, by: lee }).world }))));
  return [...acknowledge, ...pass, ...rings];
}

const stepAside = (world: World, matter: number, me: PersonId): World => {
  const after = happen(world, world.matters[matter]!.newest, { kind: "pass", me }).world;
  return { ...after, refused: put(after.refused, matter, [...new Set([...after.refused[matter]!, me])].toSorted()) };
};

/** [D7] Only the newest revision can be taken. */
function taking(world: World, of: number, { me, revision }: { me: PersonId; revision: number }): Pick<Turn, "world" | "broken"> {
  const { world: after } = happen(world, of, { kind: "acknowledge", me, assigned: !world.gone.includes(me), revision });
  const broken = takeFault({ before: world, after }, of, { me, revision });
  return { world: after, ...(broken && { broken }) };
}

function outerTurns(world: World): Turn[] {
  const { left, roster, gone } = world;
  const rosters = [{ first: roster.backup, backup: roster.first }, { first: null, backup: roster.backup }];
  return [
    ...(left.overrides > 0 ? rosters.map((other): Turn => ({ name: `on duty is ${other.first}, backup ${other.backup}`, world: { ...spend(world, "overrides"), roster: other } })) : []),
    ...(left.clocks > 0 ? [-3, 3].map((minutes): Turn => ({ name: `the clock is set by ${minutes} min`, world: { ...spend(world, "clocks"), now: world.now + minutes * MINUTE, isBack: minutes < 0 } })) : []),
    ...(left.calls > 0 ? world.matters.map(({ newest }): Turn => ({ name: "the caller rings again", world: happen(spend(world, "calls"), newest, { kind: "called-again" }).world })) : []),
    ...(left.corrections > 0 ? world.matters.map((_, matter) => correct(spend(world, "corrections"), matter)) : []),
    ...(left.cancels > 0 ? PEOPLE.filter((one) => !gone.includes(one)).map((person) => cancel(spend(world, "cancels"), person)) : []),
  ];
}

/** A new revision is worked anew, also when the older one was taken; what was pending of the older one is forgotten. */
function correct(before: World, matter: number): Turn {
  const { newest } = before.matters[matter]!;
  const { world } = happen(before, newest, { kind: "corrected" });
  const { steps, revision } = world.cases[newest]!;
  return {
    name: "the message is corrected",
    world: {
      ...world, refused: put(world.refused, matter, []), told: [...world.told, null], matters: put(world.matters, matter, { ...world.matters[matter]!, newest: world.cases.length }),
      about: [...world.about, matter], cases: [...world.cases, newCase(steps, revision + 1, world.now)], timers: [...put(world.timers, newest, null), { at: world.now, token: 0, held: false }],
    },
  };
}

/** [D15] What they were paged about and nobody has taken is called back; where it is their turn the next step begins at once. */
function cancel(before: World, person: PersonId): Turn {
  const without = { ...before, gone: [...before.gone, person].toSorted() };
  const theirs = before.matters.flatMap(({ newest }, matter) => (isOpen(before.cases[newest]!) && before.cases.some((one, of) => before.about[of] === matter && one.tries.some((tried) => tried.person === person)) ? [matter] : []));
  return { name: `${person} covers the practice no longer`, world: theirs.reduce<World>((world, matter) => stepAside(world, matter, person), without) };
}
