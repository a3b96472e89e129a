import fc from "fast-check";
import type { MessageId, PersonId } from "../../foundation/ids.ts";
import type { Duration } from "../../foundation/time.ts";
import { phi } from "../../foundation/phi.ts";
import { ana, cho, CRASH_POINTS, draftOf, lee, manager, park, pediatrics, script } from "../night.ts";
import { advance } from "../time.ts";
import type { NightUnderTest } from "./night-under-test.ts";

/** One thing that happens in a night. Its name is what a failing seed prints. */
export interface NightEvent {
  readonly name: string;
  happen(night: NightUnderTest): Promise<unknown>;
}

const MESSAGES_MAX = 12;
const clinician = fc.constantFrom(lee, cho, park);
const maybe = fc.option(clinician, { nil: null });
const which = fc.nat(MESSAGES_MAX - 1);
/** Events before the first message have nothing to be about. */
const about = async (night: NightUnderTest, at: number, act: (message: MessageId) => Promise<unknown>): Promise<unknown> => {
  const message = night.sent[at % Math.max(1, night.sent.length)];
  return message && act(message);
};
const say = (who: PersonId | null): string => (who === lee ? "Lee" : who === cho ? "Cho" : who === park ? "Park" : "nobody");

const send = fc.constantFrom("emergency" as const, "urgent" as const, "routine" as const).map((urgency): NightEvent => ({
  name: `an ${urgency} message`,
  happen: async (night) => {
    if (night.sent.length < MESSAGES_MAX) night.sent.push(await night.house.send({ urgency }));
    await night.runner.settle();
  },
}));
const wait = fc.integer({ min: 0, max: 700 }).map((seconds): NightEvent => ({ name: `${seconds} s pass`, happen: ({ house, runner }) => advance(house.world, runner, { seconds }) }));
const acknowledge = fc.tuple(clinician, which, fc.integer({ min: 1, max: 2 })).map(([who, at, revision]): NightEvent => ({
  name: `${say(who)} takes ${at}, revision ${revision}`,
  happen: (night) => about(night, at, (message) => night.house.as(who, (tx, as) => night.house.dispatch.acknowledge(tx, as, { message, revision }))),
}));
/** Patience and a tap in the same instant, in whichever order the database takes them. */
const race = fc.tuple(clinician, which).map(([who, at]): NightEvent => ({
  name: `${say(who)} takes ${at} in the instant its patience ends`,
  happen: (night) => about(night, at, async (message) => {
    const next = await night.runner.next();
    if (next !== null) night.house.world.set(next as ReturnType<typeof night.house.world.now>);
    return Promise.all([night.runner.settle(), night.house.as(who, (tx, as) => night.house.dispatch.acknowledge(tx, as, { message, revision: 1 }))]);
  }),
}));
/** After the claim of the next page, before it is sent: the last moment at which it can be held back. */
const inBetween = fc.tuple(clinician, which).map(([who, at]): NightEvent => ({
  name: `${say(who)} takes ${at} between the next claim and its sending`,
  happen: (night) => about(night, at, async (message) => {
    const { house } = night;
    house.fate.beforeSend = async () => {
      house.fate.beforeSend = null;
      await house.as(who, (tx, as) => house.dispatch.acknowledge(tx, as, { message, revision: 1 }));
    };
    return advance(house.world, night.runner, { minutes: 5 });
  }),
}));
const pass = fc.tuple(clinician, which, fc.constantFrom("pass" as const, "off-duty" as const)).map(([who, at, reason]): NightEvent => ({
  name: `${say(who)}: ${reason} on ${at}`,
  happen: (night) => about(night, at, async (message) => {
    await night.house.as(who, (tx, as) => night.house.dispatch.passOn(tx, as, { message, reason }));
    return night.runner.settle();
  }),
}));
const crash = fc.constantFrom(...CRASH_POINTS).map((point): NightEvent => ({ name: `the next page crashes ${point}`, happen: async ({ house }) => void (house.fate.armed = point) }));
const step = fc.constantFrom<Duration>({ hours: -2 }, { minutes: -3 }, { seconds: -1 }, { minutes: 3 }, { hours: 2 }).map((by): NightEvent => ({
  name: `the clock is set by ${JSON.stringify(by)}`,
  happen: ({ house, runner }) => (house.world.move(by), runner.settle()),
}));
const twice = fc.constant<NightEvent>({
  name: "two workers do the same work",
  happen: async ({ house, runner }) => {
    const next = await runner.next();
    if (next !== null) house.world.set(next as ReturnType<typeof house.world.now>);
    await Promise.all([runner.settle(), runner.settle()]);
    await runner.settle();
  },
});
const handOver = fc.tuple(maybe, maybe).map(([first, backup]): NightEvent => ({ name: `on duty ${say(first)}, backup ${say(backup)}`, happen: async ({ house }) => void Object.assign(house.roster, { first, backup }) }));
const pageNamed = fc.tuple(clinician, which).map(([person, at]): NightEvent => ({
  name: `the desk pages ${say(person)} about ${at}`,
  happen: (night) => about(night, at, async (message) => {
    await night.house.as(ana, (tx, as) => night.house.dispatch.pageNamed(tx, as, { message, person, reason: "asked-for" }));
    return night.runner.settle();
  }),
}));
const quiet = which.map((at): NightEvent => ({ name: `the alarm of ${at} is quieted`, happen: (night) => about(night, at, (message) => night.house.as(ana, (tx, as) => night.house.dispatch.quiet(tx, as, message))) }));
const open = fc.tuple(clinician, which).map(([who, at]): NightEvent => ({ name: `${say(who)} opens ${at}`, happen: (night) => about(night, at, (message) => night.house.as(who, (tx, as) => night.house.dispatch.open(tx, as, message))) }));

/** What comes of it applies to messages from then on: the desk rings whoever is on duty before the backup is paged. */
const ringing = fc.constantFrom("emergency" as const, "urgent" as const, "routine" as const).map((urgency): NightEvent => ({
  name: `the ladder of ${urgency} messages asks the desk to ring`,
  happen: ({ house }) => house.as(manager, (tx, as) => house.dispatch.saveLadder(tx, as, { account: pediatrics.id, urgency, steps: [
    { who: "operator-calls", patienceMinutes: 2, repeats: 1 }, { who: "backup", patienceMinutes: 2, repeats: 0 }, { who: "nurse-triage", patienceMinutes: 1, repeats: 0 }, { who: "desk-alarm", patienceMinutes: 1, repeats: 0 },
  ] })),
}));
const rang = fc.tuple(which, fc.constantFrom("reached" as const, "not-reached" as const)).map(([at, result]): NightEvent => ({
  name: `the operator rang about ${at}: ${result}`,
  happen: (night) => about(night, at, async (message) => {
    const { house } = night;
    const row = (await house.as(ana, (tx) => house.dispatch.working(tx))).find((one) => one.message === message);
    if (row?.ring) await house.as(ana, (tx, as) => house.dispatch.rang(tx, as, { message, number: row.ring!.number, result }));
    return night.runner.settle();
  }),
}));
/** The caller of every message so far rings once more. */
const callsAgain = fc.constantFrom("urgent" as const, "routine" as const).map((urgency): NightEvent => ({
  name: `the same caller again, ${urgency}`,
  happen: async (night) => {
    night.house.sameCaller.splice(0, Infinity, ...night.sent);
    if (night.sent.length < MESSAGES_MAX) night.sent.push(await night.house.send({ urgency }));
    await night.runner.settle();
    night.house.sameCaller.length = 0;
  },
}));

/** Whatever became of it so far: also one that somebody took is worked anew. */
const correct = which.map((at): NightEvent => ({
  name: `${at} is corrected`,
  happen: (night) => about(night, at, async (message) => {
    const { house, revisions } = night;
    const basedOn = revisions.get(message) ?? 1;
    const draft = draftOf("urgent");
    const corrected = await house.as(ana, (tx, as) => house.messages.correct(tx, as, { message, basedOn, script, draft: phi({ ...draft, answers: { ...draft.answers, reason: { value: `Cough, told for the ${basedOn + 1}. time` } } }) }));
    if (!corrected.ok) throw new Error(corrected.refusal.code);
    revisions.set(message, basedOn + 1);
    return night.runner.settle();
  }),
}));

const EVENTS_MAX = 12;
/** One night in ten is a long one, with many messages at once. */
const LONG = { min: 30, max: 45 } as const;
const event = fc.oneof(send, wait, wait, acknowledge, race, inBetween, pass, crash, crash, step, twice, handOver, pageNamed, quiet, open, ringing, rang, callsAgain, correct);
const busy = fc.oneof({ weight: 1, arbitrary: send }, { weight: 3, arbitrary: event });
const rest = fc.oneof({ weight: 9, arbitrary: fc.array(event, { minLength: 2, maxLength: EVENTS_MAX }) }, { weight: 1, arbitrary: fc.array(busy, { minLength: LONG.min, maxLength: LONG.max }) });
/** A message first, then whatever comes. */
export const nights = fc.tuple(send, rest).map(([first, more]) => [first, ...more]);
