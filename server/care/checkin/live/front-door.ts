import { plus } from "../../../foundation/time.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { words, type Endpoint, type Leg, type SpokenCall } from "../../calls/index.ts";
import { beginAttempt, beginAttemptIf, settleAttempt, TELEPHONE, type Attempt } from "../commands/attempts.ts";
import { meOf } from "../commands/who.ts";
import type { Needs } from "../needs.ts";
import { afterTry, NO_TRIES } from "../rules/proving.ts";
import { opening } from "../rules/turn.ts";
import * as say from "../rules/words.ts";
import * as store from "../store.ts";
import { converse, questionOf, type Conversation } from "./converse.ts";

/** Those who are in the dialogue at once; a caller of a practice is never refused for them. */
const AT_ONCE_MAX = 20;
const RETRY_AFTER_SECONDS = 20;
/** [CI5] Nobody's telephone is made to ring all night by whoever knows a code. */
const CALL_BACKS_PER_HOUR_MAX = 3;
const RING_SECONDS_MAX = 40;
const PROOF_KEYS = { keys: "0123456789", digitsMax: say.PIN_DIGITS_MAX, ends: true };

/** The numbers of the service on which clinicians and offices ring in. */
export function createFrontDoor(needs: Needs) {
  const inside = new Set<Promise<void>>();
  const begin = (work: Promise<void>): void => {
    const done = work.catch((error: Error) => needs.log.error("checkin.line-failed", { error: error.name })).finally(() => inside.delete(done));
    inside.add(done);
  };
  const mayTake = (): boolean => inside.size < AT_ONCE_MAX && needs.line.hasVoice();
  return {
    /** [CI7] Fits the telephone's port: true when this call is for the check-in line, which has it from here on. */
    takes: async (leg: Leg): Promise<boolean> => {
      const dialled = needs.directory.normalise(leg.dialled);
      if (dialled === undefined || !(await needs.db.transaction(TELEPHONE.scope, (tx) => store.isLine(tx, dialled)))) return false;
      if (mayTake()) begin(receive(needs, leg));
      else leg.reject(503, RETRY_AFTER_SECONDS);
      return true;
    },
    mayTake,
    /** [CI15] The same, for a caller of a practice who pressed its key and is on the line already. */
    takeUp: (leg: Leg, phone: Endpoint): Promise<boolean> => {
      const proved = goOn(needs, leg, phone);
      begin(proved.then(() => undefined));
      return proved;
    },
    /** Everybody inside has hung up. */
    settled: async (): Promise<void> => void (await Promise.all(inside)),
  };
}

const numberOf = (needs: Needs, { callerNumber }: Leg): string | undefined => (callerNumber === undefined ? undefined : (needs.directory.normalise(callerNumber) ?? callerNumber.slice(0, 32)));

async function goOn(needs: Needs, leg: Leg, phone: Endpoint): Promise<boolean> {
  const call = needs.line.takeUp(leg, phone);
  const attempt = await beginAttempt(needs, { via: "menu", number: numberOf(needs, leg), person: null }).catch(async (error: unknown): Promise<never> => {
    await call.say(words(say.BROKEN));
    call.hangup();
    throw error;
  });
  return talkWith(needs, { call, attempt, claimed: null, failures: 0 });
}

async function receive(needs: Needs, leg: Leg): Promise<void> {
  const attempt = await beginAttempt(needs, { via: "line", number: numberOf(needs, leg), person: null }).catch((error: unknown): never => {
    leg.reject(503, RETRY_AFTER_SECONDS);
    throw error;
  });
  leg.ring();
  const call = await needs.line.take(leg);
  if (!call) return settleAttempt(needs, attempt, { state: "left", person: null, failures: 0 });
  await talkWith(needs, { call, attempt, claimed: null, failures: 0 });
}

/** Whether somebody was proved, on this line or at the number on file. */
async function talkWith(needs: Needs, talk: Conversation): Promise<boolean> {
  await converse(needs, talk, opening("line"));
  return talk.isProved === true || (talk.ringBack !== undefined && (await ringBack(needs, talk.ringBack)));
}

/** Whom a code lets us ring: undefined for a code nobody has, a number too new, and somebody who was rung too often. */
const mayRingCode = (needs: Needs, code: string): Promise<ToRing | undefined> =>
  needs.db.transaction(TELEPHONE.scope, (tx) => needs.identity.telephone.personOfCode(tx, code)).then((person) => person && mayRing(needs, person));

interface ToRing {
  readonly person: PersonId;
  readonly number: string;
  readonly attempt: Attempt;
}

/** [CI5] Counted and written down in one transaction, so that many who ask at once ring no more often. */
export async function mayRing(needs: Needs, person: PersonId): Promise<ToRing | undefined> {
  const onFile = await needs.db.transaction(TELEPHONE.scope, (tx) => needs.identity.telephone.onFile(tx, person));
  if (!onFile?.settled) return undefined;
  const { number } = onFile;
  const attempt = await beginAttemptIf(needs, { via: "call-back", number, person }, async (tx) => {
    await store.oneRingAtATime(tx, person);
    const isFree = (await store.callBacksSince(tx, { person, since: plus(needs.world.now(), { hours: -1 }) })) < CALL_BACKS_PER_HOUR_MAX;
    await needs.audit.record(tx, TELEPHONE, "checkin.call-back", { type: "person", id: person }, isFree ? "yes" : "too-often");
    return isFree;
  });
  return attempt && { person, number, attempt };
}

/** [CI5] The number on file is rung, whoever asked for it; who answers there still says the PIN, or the code. */
async function ringBack(needs: Needs, code: string): Promise<boolean> {
  const whom = await mayRingCode(needs, code);
  if (!whom) return false;
  const proof = await proveAtNumber(needs, { ...whom, code, prompt: say.CALLED_BACK });
  if (proof.kind !== "right") return false;
  await converse(needs, proof.talk, opening("proved", await meOf(needs, whom.person)));
  return true;
}

interface AtNumber extends ToRing {
  readonly code: string;
  readonly prompt: string;
}
type ProvedAt = { readonly kind: "right"; readonly talk: Conversation } | { readonly kind: "failed" | "not-reached" | "not-checked" };

/** Rings a stored number and asks whoever answers for the PIN or the code. Right: the line is still up. */
export async function proveAtNumber(needs: Needs, at: AtNumber): Promise<ProvedAt> {
  const { person, number, attempt } = at;
  const placed = await needs.line.dial({ to: number, purpose: "call-back", ringSecondsMax: RING_SECONDS_MAX });
  if (placed.kind !== "up") return settleAttempt(needs, attempt, { state: "left", person, failures: 0 }).then(() => ({ kind: "not-reached" }));
  const { call } = placed;
  return askThere(needs, at, call).catch((error: unknown): never => {
    call.hangup(); // What failed is in the log of whoever asked; nobody is left on a silent line.
    throw error;
  });
}

async function askThere(needs: Needs, at: AtNumber, call: SpokenCall): Promise<ProvedAt> {
  const { person, attempt, prompt } = at;
  const settle = (state: "proved" | "failed" | "left", failures: number) => settleAttempt(needs, attempt, { state, person, failures });
  for (let [tries, asked] = [NO_TRIES, prompt]; ; ) {
    const keys = await keyed(call, asked);
    if (keys === undefined) return end(call).then(() => settle("left", tries.wrong)).then(() => ({ kind: "not-reached" }));
    const came = await proofOf(needs, at, keys);
    if (came === "right") return settle("proved", tries.wrong).then(() => ({ kind: "right", talk: { call, attempt, claimed: person, failures: tries.wrong } }));
    const after = afterTry(tries, came);
    if (after.kind !== "again") return turnAway(call, after.kind, (failed) => (failed ? settle("failed", tries.wrong + 1) : settle("left", tries.wrong)));
    [tries, asked] = [after.tries, `${after.say} ${prompt}`];
  }
}

/** The code proves it here, and nowhere else: having the telephone on file is the other half. */
async function proofOf({ identity }: Needs, { person, number, attempt, code }: AtNumber, keys: string): Promise<"right" | "not-proved" | "not-checked"> {
  if (keys === code) return "right";
  const { kind } = await identity.checkPin({ who: { person }, way: "rung", pin: keys, number, call: attempt.id });
  return kind === "right" ? kind : kind === "busy" ? "not-checked" : "not-proved";
}

/** [CI4] [CI23] Whoever was wrong too often is told to a supervisor; whoever could not be checked has done nothing. */
async function turnAway(call: SpokenCall, why: "turned-away" | "never-checked", settle: (failed: boolean) => Promise<void>): Promise<ProvedAt> {
  await call.say(words(why === "turned-away" ? say.TURNED_AWAY : say.NEVER_CHECKED));
  await end(call);
  await settle(why === "turned-away");
  return { kind: why === "turned-away" ? "failed" : "not-checked" };
}

async function keyed(call: SpokenCall, prompt: string): Promise<string | undefined> {
  const heard = await call.ask(words(prompt), questionOf(PROOF_KEYS));
  return heard.kind === "digits" ? heard.digits : undefined;
}

async function end(call: SpokenCall): Promise<void> {
  call.hangup();
  await call.over;
}
