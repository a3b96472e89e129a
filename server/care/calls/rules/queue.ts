import { PLAIN_SKILLS, type Skills } from "../../../../contract/index.ts";
import type { AccountId, PersonId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { CallState } from "./call-machine.ts";

export type OperatorState = "ready" | "ringing" | "on-a-call" | "wrap-up" | "break" | "finishing" | "away";
export interface Operator {
  readonly person: PersonId;
  readonly state: OperatorState;
  readonly since: Instant;
  /** Left out: no more than everybody can. */
  readonly skills?: Skills;
}

/** How long one operator's phone rings before the call is offered to the next. */
export const OFFER_SECONDS_MAX = 20;
/** With nobody at work at all, a desk that is just being reloaded gets this long. */
export const NOBODY_SECONDS_MAX = 6;
/** An urgent call goes before one that is not as if it had come so much earlier: no more, or the others would never be answered. */
export const URGENT_SECONDS = 120;
/** So does the call of somebody who rang before and hung up before anybody spoke. */
export const RANG_BEFORE_SECONDS = 60;

export interface Waiting<Id> {
  readonly id: Id;
  readonly state: CallState;
  /** Whose operators come first where the account wants that. */
  readonly account?: AccountId;
}

/** The instant at which a call stands in line: calls are answered in this order. */
export function turnOf({ since, wants }: CallState): Instant {
  return plus(since, { seconds: -(wants.urgent ? URGENT_SECONDS : 0) - (wants.rangBefore ? RANG_BEFORE_SECONDS : 0) });
}

/** [C4] [C92] Calls that lost their operator first, then by their place in the line. */
export const byTurn = <Id>(a: Waiting<Id>, b: Waiting<Id>): number => Number(b.state.returned) - Number(a.state.returned) || turnOf(a.state) - turnOf(b.state);

export const AT_WORK: readonly OperatorState[] = ["ready", "ringing", "on-a-call", "wrap-up", "finishing"];
const skillsOf = (operator: Operator): Skills => operator.skills ?? PLAIN_SKILLS;
const speaks = (operator: Operator, { wants }: CallState): boolean => skillsOf(operator).languages.includes(wants.language);
const knows = (operator: Operator, account: AccountId | undefined): boolean => {
  const { accounts } = skillsOf(operator);
  return accounts === null || (account !== undefined && accounts.includes(account));
};

/** What a call asks of whoever answers it, each for so many seconds and only while somebody at work has it. */
interface Condition {
  readonly seconds: number;
  readonly meets: (operator: Operator) => boolean;
}
function conditionsOf<Id>({ state, account }: Waiting<Id>): Condition[] {
  const { certified, overflow } = state.reception;
  return [
    { seconds: overflow.reserveSeconds, meets: (operator) => !skillsOf(operator).reserve },
    { seconds: overflow.languageSeconds, meets: (operator) => speaks(operator, state) },
    ...(certified ? [{ seconds: overflow.certifiedSeconds, meets: (operator: Operator) => knows(operator, account) }] : []),
  ];
}

/**
 * [C93] Who may be rung for a call now. A condition that nobody at work meets holds nobody up, and none holds for longer than the
 * account says; a caller who lost their operator has waited enough.
 */
export function mayTake<Id>(call: Waiting<Id>, operators: readonly Operator[], at: Instant): (operator: Operator) => boolean {
  if (call.state.returned) return () => true;
  const atWork = operators.filter(({ state }) => AT_WORK.includes(state));
  const holding = conditionsOf(call).filter(({ seconds, meets }) => at < plus(call.state.since, { seconds }) && atWork.some(meets));
  return (operator) => holding.every(({ meets }) => meets(operator));
}

/** Smaller is better, the first difference decides: who has not passed it on, who speaks the language and knows the practice, who is kept for others, who is free the longest. */
function ranking<Id>({ state, account }: Waiting<Id>): (operator: Operator) => readonly number[] {
  const bad = (is: boolean): number => (is ? 1 : 0);
  return (operator) => {
    const skills = skillsOf(operator);
    const spare = skills.languages.length - 1 + bad(skills.urgent !== state.wants.urgent);
    return [bad(state.passedBy.includes(operator.person)), bad(!speaks(operator, state)), bad(!knows(operator, account)), bad(skills.reserve), spare, operator.since];
  };
}

function best(operators: readonly Operator[], rank: (operator: Operator) => readonly number[]): Operator | undefined {
  const less = (a: readonly number[], b: readonly number[]): number => a.map((one, n) => one - b[n]!).find((difference) => difference !== 0) ?? 0;
  return operators.toSorted((a, b) => less(rank(a), rank(b)))[0];
}

/**
 * [C4] [C92] [C93] Who is offered which call now: each waiting call, in turn, to the best of those who may take it. When all who are
 * free have passed it on, it goes round again: better a second ring than a caller forgotten.
 */
export function nextOffers<Id>(calls: readonly Waiting<Id>[], operators: readonly Operator[], at: Instant): { call: Id; operator: PersonId }[] {
  const waiting = calls.filter(({ state }) => state.phase === "waiting" && state.offeredTo === null).toSorted(byTurn);
  const offers: { call: Id; operator: PersonId }[] = [];
  let free = operators.filter((operator) => operator.state === "ready");
  for (const call of waiting) {
    if (free.length === 0) break;
    const operator = best(free.filter(mayTake(call, operators, at)), ranking(call));
    if (!operator) continue;
    free = free.filter((one) => one !== operator);
    offers.push({ call: call.id, operator: operator.person });
  }
  return offers;
}

/** [C93] Nobody who speaks the caller's language had it: whoever answers needs an interpreter, and is told so. */
export const needsInterpreter = ({ wants }: CallState, skills: Skills | undefined): boolean => !(skills ?? PLAIN_SKILLS).languages.includes(wants.language);

/** [C4] [C7] What time alone does to a call that waits. It is not offered for ever to people who do not answer. */
export function overdue(state: CallState, operators: readonly Operator[], at: Instant): "offer-expired" | "nobody" | undefined {
  if (state.phase !== "waiting") return undefined;
  const due = state.offeredTo === null ? patienceEnds(state, operators, at) : overdueOffer(state, at);
  if (due !== "nobody" || state.others.length === 0) return due;
  return state.offeredTo === null ? undefined : "offer-expired"; // [C154] A partner service rings for them: nobody is led to the recorder meanwhile.
}

function patienceEnds({ since, reception }: CallState, operators: readonly Operator[], at: Instant): "nobody" | undefined {
  const patience = operators.some((o) => AT_WORK.includes(o.state)) ? reception.overflow.voicemailSeconds : NOBODY_SECONDS_MAX;
  return at >= plus(since, { seconds: patience }) ? "nobody" : undefined;
}

/** Whoever is being rung as patience ends has their whole ring; a ring that ends after it is the last. */
function overdueOffer({ since, offeredAt, reception }: CallState, at: Instant): "offer-expired" | "nobody" | undefined {
  const patience = reception.overflow.voicemailSeconds;
  if (at >= plus(since, { seconds: patience + OFFER_SECONDS_MAX })) return "nobody";
  if (offeredAt === null || at < plus(offeredAt, { seconds: OFFER_SECONDS_MAX })) return undefined;
  return at >= plus(since, { seconds: patience }) ? "nobody" : "offer-expired";
}

/** [C14] So many calls in a row that rang out, and the operator is not at the desk, whatever their lamp says. */
export const MISSED_OFFERS_MAX = 2;
