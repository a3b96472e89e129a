import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Finish, Job } from "../../../foundation/due/index.ts";
import type { Subscriber } from "../../../foundation/facts/index.ts";
import type { AccountId, ClientId, MessageId } from "../../../foundation/ids.ts";
import { instant, plus, type Instant } from "../../../foundation/time.ts";
import type { AlarmAnswer } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import { sayNobody, sayRung, type Hindrance } from "../rules/say.ts";
import { DESK_MINUTES, nextRing, QUIET_MINUTES, whomNext } from "../rules/whom-next.ts";
import * as sounds from "../store/sound.ts";
import * as store from "../store.ts";
import type { AlarmRow, PersonRow } from "../store.ts";

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
  readonly person: PersonRow;
  readonly about: readonly AlarmRow[];
  readonly count: number;
}

/** What is being rung now, so that a test and a drain can wait for it. */
export function createRinging(needs: Needs) {
  const underWay = new Set<Promise<void>>();

  /** [NL1] [NL2] First transaction: who is rung, about what, and until when the claim holds. The call itself holds no transaction and no lease. */
  async function look(job: Job, finish: Finish): Promise<void> {
    const as = await everyone(needs);
    const call = await needs.db.transaction(as.scope, async (tx) => {
      await finish(tx);
      return decide(needs, tx, as);
    });
    if (!call) return;
    const ringing = ringOne(needs, as, call).catch((error: Error) => needs.log.error("nightlead.ring-failed", { error: error.name, job: job.id }));
    underWay.add(ringing);
    void ringing.finally(() => underWay.delete(ringing));
  }

  return { look, settled: () => Promise.all(underWay) };
}

async function everyone(needs: Needs): Promise<Actor> {
  const clients: readonly ClientId[] = await needs.db.transaction(system("nightlead").scope, (tx) => needs.clients.allIds(tx));
  return system("nightlead", { clients });
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

async function decide(needs: Needs, tx: Tx, as: Actor): Promise<Call | undefined> {
  const at = needs.world.now();
  const rows = await standing(needs, tx);
  const about = rows.filter(({ ringAt }) => ringAt <= at);
  if (about.length === 0) return lookAgain(needs, tx);
  const people = await store.people(tx);
  const person = whomNext(people, Math.max(...about.map(({ turns }) => turns)));
  if (!person || !needs.line.hasTrunk()) {
    await tellNobody(needs, tx, { as, about, hindrance: person ? "no-trunk" : "no-people", at });
    await setAll(tx, about.map((row) => ({ ...row, ringAt: nextRing(0, 0, at), turns: row.turns + 1 })));
    return lookAgain(needs, tx);
  }
  // [NL5] The claim. What falls due during the call waits for its end too: the same person would find their line busy.
  const until = plus(at, { seconds: CALL_SECONDS_MAX });
  await setAll(tx, rows.map((row) => ({ ...row, ringAt: instant(Math.max(row.ringAt, until)) })));
  await lookAgain(needs, tx);
  return { person, about, count: people.length };
}

async function setAll(tx: Tx, rows: readonly AlarmRow[]): Promise<void> {
  for (const row of rows) await store.setAlarm(tx, row);
}

/** Asked anew once the timers are gone: an alarm that was raised since the others were read has lost its own to us. */
async function lookAgain(needs: Needs, tx: Tx): Promise<undefined> {
  await needs.due.cancel(tx, { subject: HOUSE, kinds: [LOOK] });
  const at = await store.nextRingAt(tx);
  if (at !== null) await needs.due.at(tx, { kind: LOOK, subject: HOUSE, at });
  return undefined;
}

/** [NL6] */
async function tellNobody(needs: Needs, tx: Tx, { as, about, hindrance, at }: { as: Actor; about: readonly Waiting[]; hindrance: Hindrance; at: Instant }): Promise<void> {
  for (const row of about.filter(({ turns }) => turns === 0)) await needs.messages.addEvent(tx, { ...row, at, kind: "alarm", say: sayNobody[hindrance] });
  const first = about[0]!;
  await needs.notices.tell(tx, { kind: "nobody-rung", subject: first.message, client: first.client, account: first.account, code: hindrance, by: null, at });
  await needs.audit.record(tx, as, "nightlead.ring", { type: "message", id: first.message, client: first.client }, hindrance);
}

/** [NL3] [NL4] The call, and what it leaves: its line on each timeline, and when somebody is rung next. */
async function ringOne(needs: Needs, as: Actor, call: Call): Promise<void> {
  const answer = await needs.line.ring(call.person.number);
  await needs.db.transaction(as.scope, async (tx) => {
    const at = needs.world.now();
    const rows = await standing(needs, tx);
    const about = rows.filter(({ message }) => call.about.some((one) => one.message === message));
    for (const row of about) await tellCall(needs, tx, { as, row, call, answer, at });
    await setNext(tx, { rows, about, call, answer, at });
    await lookAgain(needs, tx);
  });
}

async function tellCall(needs: Needs, tx: Tx, { as, row, call, answer, at }: { as: Actor; row: Waiting; call: Call; answer: AlarmAnswer; at: Instant }): Promise<void> {
  if (answer === "pressed" || row.turns < TOLD_TURNS_MAX) await needs.messages.addEvent(tx, { ...row, at, kind: "alarm", say: sayRung(call.person, answer) });
  await needs.audit.record(tx, as, "nightlead.ring", { type: "message", id: row.message, client: row.client }, answer, { person: call.person.id });
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
    return { ...row, ringAt: nextRing(call.count, row.turns + 1, at), turns: row.turns + 1 };
  }));
