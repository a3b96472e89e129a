import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Finish, Job } from "../../../foundation/due/index.ts";
import type { Subscriber } from "../../../foundation/facts/index.ts";
import type { AccountId, MessageId } from "../../../foundation/ids.ts";
import { instant, plus, type Instant } from "../../../foundation/time.ts";
import type { AlarmAnswer } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import { sayNobody, sayRung, sayTalking, type Hindrance } from "../rules/say.ts";
import { DESK_MINUTES, earliest, lookAgainAt, nextRing, owedAfter, QUIET_MINUTES, whomNext } from "../rules/whom-next.ts";
import * as sounds from "../store/sound.ts";
import * as store from "../store.ts";
import type { AlarmRow, NamedRow, PersonRow } from "../store.ts";

export const LOOK = "nightlead.look";
/** One timer serves the whole house: whoever is rung is rung about everything that waits. */
const HOUSE = "00000000-0000-0000-0000-000000000000";
/** [NL5] Longer than any call: by then a call whose end was not kept is placed again. */
const CALL_SECONDS_MAX = 150;
/** Beyond this many calls a timeline says no more than that the key was pressed. */
const TOLD_TURNS_MAX = 40;

/** [NL1] [NL10] A ladder ended: the desk has it alone for two minutes, where a desk is known to be heard. */
export const alarmRaised = (needs: Needs): Subscriber => async (job, finish) => {
  const at = needs.world.now();
  await needs.db.transaction(system("nightlead", { clients: [job.client!] }).scope, async (tx) => {
    const ringAt = (await isHeardAtDesks(needs, tx)) ? plus(at, { minutes: DESK_MINUTES }) : at;
    await store.addAlarm(tx, { client: job.client!, message: job.subject as MessageId, account: job.payload.account as AccountId, since: at, ringAt, turns: 0 });
    await finish(tx);
    await needs.due.at(tx, { kind: LOOK, subject: HOUSE, at: ringAt });
  });
};

async function isHeardAtDesks(needs: Needs, tx: Tx): Promise<boolean> {
  const people = needs.atDesks();
  return people.length > 0 && sounds.anyProved(tx, people);
}

interface Call {
  readonly person: NamedRow;
  readonly about: readonly AlarmRow[];
  /** How many people are in the list, and how many turns this call counts for. */
  readonly count: number;
  readonly step: number;
}

/** What is being rung now, so that a test and a drain can wait for it. */
export function createRinging(needs: Needs) {
  const underWay = new Set<Promise<void>>();

  /** [NL1] [NL2] First transaction: who is rung, about what, and until when the claim holds. The call itself holds no transaction and no lease. */
  async function look(job: Job, finish: Finish): Promise<void> {
    const found = await lookAround(needs);
    const call = await needs.db.transaction(found.as.scope, async (tx) => {
      await finish(tx);
      return decide(needs, tx, found);
    });
    if (!call) return;
    const ringing = ringOne(needs, found.as, call).catch((error: Error) => needs.log.error("nightlead.ring-failed", { error: error.name, job: job.id }));
    underWay.add(ringing);
    void ringing.finally(() => underWay.delete(ringing));
  }

  return { look, settled: () => Promise.all(underWay) };
}

interface Around {
  readonly as: Actor;
  /** Ids of people who are on a line of ours. Asked of other nodes too, so before anything is locked. */
  readonly talking: ReadonlySet<string>;
}

async function lookAround(needs: Needs): Promise<Around> {
  const { scope } = system("nightlead");
  const { clients, people } = await needs.db.transaction(scope, async (tx) => ({ clients: await needs.clients.allIds(tx), people: await store.people(tx) }));
  const talking = await Promise.all(people.map(async ({ id, number }) => ((await needs.isTalking(number)) ? [id] : [])));
  return { as: system("nightlead", { clients }), talking: new Set(talking.flat()) };
}

type Waiting = AlarmRow & { readonly revision: number };

/** Those that nobody has taken since their ladder ended; the rows of the others are over. */
async function standing(needs: Needs, tx: Tx): Promise<Waiting[]> {
  const rows = await store.lockAlarms(tx);
  const taken = await needs.takenAt(tx, rows.map(({ message }) => message));
  const waiting: Waiting[] = [];
  for (const row of rows) {
    const found = (taken.get(row.message) ?? -Infinity) >= row.since ? undefined : await needs.messages.find(tx, row.message);
    if (found) waiting.push({ ...row, revision: found.revision });
    else await store.endAlarm(tx, row);
  }
  return waiting;
}

async function decide(needs: Needs, tx: Tx, { as, talking }: Around): Promise<Call | undefined> {
  const at = needs.world.now();
  const rows = await standing(needs, tx);
  const due = rows.filter(({ ringAt }) => ringAt <= at);
  // What somebody was rung about in vain is what a call that is owed is about.
  const tried = rows.filter((row) => row.turns > 0 || due.includes(row));
  if (tried.length === 0) {
    await store.forgetOwed(tx);
    return lookAgain(needs, tx);
  }
  const people = await store.people(tx);
  if (people.length === 0 || !needs.line.hasTrunk()) return nobody(needs, tx, { as, due, hindrance: people.length === 0 ? "no-people" : "no-trunk", at });
  const turns = Math.max(...due.map((row) => row.turns), 0);
  const whom = whomNext(people, { turns, isTurn: due.length > 0, isTalking: ({ id }) => talking.has(id), at });
  await passOver(needs, tx, { as, passed: whom.passed, due, at });
  if (whom.kind === "wait") {
    await setAll(tx, due.map((row) => ({ ...row, ringAt: lookAgainAt(at) })));
    await store.oweNotBefore(tx, lookAgainAt(at));
    return lookAgain(needs, tx);
  }
  await claim(needs, tx, { rows, at });
  return { person: whom.person, about: whom.turns > turns ? due : tried, count: people.length, step: whom.turns - turns };
}

/** [NL5] What falls due during the call waits for its end too: the same person would find their line busy. */
async function claim(needs: Needs, tx: Tx, { rows, at }: { rows: readonly Waiting[]; at: Instant }): Promise<void> {
  const until = plus(at, { seconds: CALL_SECONDS_MAX });
  await setAll(tx, rows.map((row) => ({ ...row, ringAt: instant(Math.max(row.ringAt, until)) })));
  await store.oweNotBefore(tx, until);
  await lookAgain(needs, tx);
}

async function setAll(tx: Tx, rows: readonly AlarmRow[]): Promise<void> {
  for (const row of rows) await store.setAlarm(tx, row);
}

/** Asked anew once the timers are gone: an alarm that was raised since the others were read has lost its own to us. */
async function lookAgain(needs: Needs, tx: Tx): Promise<undefined> {
  await needs.due.cancel(tx, { subject: HOUSE, kinds: [LOOK] });
  const ringAt = await store.nextRingAt(tx);
  if (ringAt === null) return void (await store.forgetOwed(tx)); // Nothing waits, so nobody is owed a call about it.
  await needs.due.at(tx, { kind: LOOK, subject: HOUSE, at: earliest(ringAt, await store.nextOwed(tx))! });
  return undefined;
}

interface Nobody {
  readonly as: Actor;
  readonly due: readonly Waiting[];
  readonly hindrance: Hindrance;
  readonly at: Instant;
}

/** [NL6] */
async function nobody(needs: Needs, tx: Tx, { as, due, hindrance, at }: Nobody): Promise<undefined> {
  await store.forgetOwed(tx);
  for (const row of due.filter(({ turns }) => turns === 0)) await needs.messages.addEvent(tx, { ...row, at, kind: "alarm", say: sayNobody[hindrance] });
  const [first] = due;
  if (first) {
    await needs.notices.tell(tx, { kind: "nobody-rung", subject: first.message, client: first.client, account: first.account, code: hindrance, by: null, at });
    await needs.audit.record(tx, as, "nightlead.ring", { type: "message", id: first.message, client: first.client }, hindrance);
  }
  await setAll(tx, due.map((row) => ({ ...row, ringAt: nextRing(0, 0, { at }), turns: row.turns + 1 })));
  return lookAgain(needs, tx);
}

/** [NL12] Whoever is on the telephone with us is owed a call from now on; the timeline says so once. */
async function passOver(needs: Needs, tx: Tx, { as, passed, due, at }: { as: Actor; passed: readonly NamedRow[]; due: readonly Waiting[]; at: Instant }): Promise<void> {
  for (const person of passed) {
    await store.owe(tx, { id: person.id, since: at, at: lookAgainAt(at) });
    if (person.owedSince !== null) continue;
    for (const row of due) await tellLine(needs, tx, { as, row, person, answer: "talking", at });
  }
}

/** [NL3] [NL4] The call, and what it leaves: its line on each timeline, and when somebody is rung next. */
async function ringOne(needs: Needs, as: Actor, call: Call): Promise<void> {
  const answer = await needs.line.ring(call.person.number);
  await needs.db.transaction(as.scope, async (tx) => {
    const at = needs.world.now();
    const rows = await standing(needs, tx);
    const about = rows.filter(({ message }) => call.about.some((one) => one.message === message));
    for (const row of about) await tellLine(needs, tx, { as, row, person: call.person, answer, at });
    await setNext(tx, { rows, about, call, answer, at });
    await setOwed(tx, { call, answer, at });
    await lookAgain(needs, tx);
  });
}

interface Told {
  readonly as: Actor;
  readonly row: Waiting;
  readonly person: PersonRow;
  readonly answer: AlarmAnswer | "talking";
  readonly at: Instant;
}

async function tellLine(needs: Needs, tx: Tx, { as, row, person, answer, at }: Told): Promise<void> {
  const say = answer === "talking" ? sayTalking(person) : sayRung(person, answer);
  if (answer === "pressed" || row.turns < TOLD_TURNS_MAX) await needs.messages.addEvent(tx, { ...row, at, kind: "alarm", say });
  await needs.audit.record(tx, as, "nightlead.ring", { type: "message", id: row.message, client: row.client }, answer, { person: person.id });
}

interface Rung {
  readonly rows: readonly AlarmRow[];
  readonly about: readonly AlarmRow[];
  readonly call: Call;
  readonly answer: AlarmAnswer;
  readonly at: Instant;
}

/** [NL2] A pressed key is for what was rung about; anything that fell due meanwhile is rung about at once. */
const setNext = (tx: Tx, { rows, about, call, answer, at }: Rung): Promise<void> =>
  setAll(tx, rows.map((row) => {
    if (!about.includes(row)) return { ...row, ringAt: instant(Math.max(at, Math.min(row.ringAt, plus(at, { minutes: DESK_MINUTES })))) };
    if (answer === "pressed") return { ...row, ringAt: plus(at, { minutes: QUIET_MINUTES }), turns: 0 };
    const turns = row.turns + call.step;
    return { ...row, ringAt: nextRing(call.count, turns, { answer, at }), turns };
  }));

/** [NL12] [NL13] Once somebody knows, nobody is owed a call; else the others' lines are looked at again soon. */
async function setOwed(tx: Tx, { call: { person }, answer, at }: Pick<Rung, "call" | "answer" | "at">): Promise<void> {
  if (answer === "pressed") return void (await store.forgetOwed(tx));
  await store.oweNotAfter(tx, lookAgainAt(at));
  await store.owe(tx, { id: person.id, since: at, at: owedAfter(answer, person, at) });
}
