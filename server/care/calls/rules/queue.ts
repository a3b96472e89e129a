import type { PersonId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { CallState } from "./call-machine.ts";

export type OperatorState = "ready" | "ringing" | "on-a-call" | "wrap-up" | "break" | "finishing" | "away";
export interface Operator {
  readonly person: PersonId;
  readonly state: OperatorState;
  readonly since: Instant;
}

/** How long one operator's phone rings before the call is offered to the next. */
export const OFFER_SECONDS_MAX = 20;
/** With operators at work but none free, a caller waits this long before voicemail is offered. */
export const QUEUE_SECONDS_MAX = 180;
/** With nobody at work at all, a desk that is just being reloaded gets this long. */
export const NOBODY_SECONDS_MAX = 6;

interface Waiting<Id> {
  readonly id: Id;
  readonly state: CallState;
}

/** Calls that lost their operator first, then the longest waiting. */
const byTurn = <Id>(a: Waiting<Id>, b: Waiting<Id>): number => Number(b.state.returned) - Number(a.state.returned) || a.state.since - b.state.since;

/** [C4] Who is offered which call now: each waiting call to the operator who has been free the longest and has not passed it on. */
export function nextOffers<Id>(calls: readonly Waiting<Id>[], operators: readonly Operator[]): { call: Id; operator: PersonId }[] {
  const free = operators.filter((o) => o.state === "ready").toSorted((a, b) => a.since - b.since).map((o) => o.person);
  const taken = new Set<PersonId>();
  const offers: { call: Id; operator: PersonId }[] = [];
  const waiting = calls.filter((c) => c.state.phase === "waiting" && c.state.offeredTo === null).toSorted(byTurn);
  for (const call of waiting) {
    const left = free.filter((person) => !taken.has(person));
    // When all who are free have passed it on, it goes round again: better a second ring than a caller forgotten.
    const operator = left.find((person) => !call.state.passedBy.includes(person)) ?? left[0];
    if (operator === undefined) break;
    taken.add(operator);
    offers.push({ call: call.id, operator });
  }
  return offers;
}

const AT_WORK: readonly OperatorState[] = ["ready", "ringing", "on-a-call", "wrap-up", "finishing"];

/** [C4] [C7] What time alone does to a call that waits. It is not offered for ever to people who do not answer. */
export function overdue(state: CallState, operators: readonly Operator[], at: Instant): "offer-expired" | "nobody" | undefined {
  if (state.phase !== "waiting") return undefined;
  if (state.offeredTo !== null) return overdueOffer(state, at);
  const patience = operators.some((o) => AT_WORK.includes(o.state)) ? QUEUE_SECONDS_MAX : NOBODY_SECONDS_MAX;
  return at >= plus(state.since, { seconds: patience }) ? "nobody" : undefined;
}

/** Whoever is being rung as patience ends has their whole ring; a ring that ends after it is the last. */
function overdueOffer({ since, offeredAt }: CallState, at: Instant): "offer-expired" | "nobody" | undefined {
  if (at >= plus(since, { seconds: QUEUE_SECONDS_MAX + OFFER_SECONDS_MAX })) return "nobody";
  if (offeredAt === null || at < plus(offeredAt, { seconds: OFFER_SECONDS_MAX })) return undefined;
  return at >= plus(since, { seconds: QUEUE_SECONDS_MAX }) ? "nobody" : "offer-expired";
}

/** [C14] So many calls in a row that rang out, and the operator is not at the desk, whatever their lamp says. */
export const MISSED_OFFERS_MAX = 2;
