import { plus, type Instant } from "../../../foundation/time.ts";
import type { CallState, Instead } from "./call-words.ts";
import { AT_WORK, byTurn, mayTake, type Operator, type Waiting } from "./queue.ts";

/** A caller who waits hears something true this often. */
const NEWS_SECONDS = 30;
/** Fewer answers than these in the last half hour say nothing about the next one. */
const ANSWERS_MIN = 5;
const ANSWERS_MINUTES = 30;
/** Beyond it no number is said. */
const SAID_MAX = 9;

/** All who wait, all who are there, and when calls were answered lately. */
export interface Line<Id> {
  readonly calls: readonly Waiting<Id>[];
  readonly operators: readonly Operator[];
  readonly answers: readonly Instant[];
}

export interface Told {
  readonly prompt: string;
  readonly instead: readonly Instead[];
}

export const isNewsDue = ({ phase, since, news }: CallState, at: Instant): boolean => phase === "waiting" && at >= plus(news?.at ?? since, { seconds: NEWS_SECONDS });

/** [C96] The place in line, 1 is next; undefined while somebody at work may not take this call, so that one behind it could be answered first. */
export function placeOf<Id>(call: Waiting<Id>, { calls, operators }: Line<Id>, at: Instant): number | undefined {
  const atWork = operators.filter(({ state }) => AT_WORK.includes(state));
  if (!atWork.every(mayTake(call, operators, at))) return undefined;
  const order = calls.filter(({ state }) => state.phase === "waiting").toSorted(byTurn);
  return order.findIndex(({ id }) => id === call.id) + 1;
}

/** [C96] Seconds until the call at this place is answered, at the pace of the last half hour; undefined: nobody can say. */
export function expectedSeconds(place: number, answers: readonly Instant[], at: Instant): number | undefined {
  const recent = answers.filter((answer) => answer <= at && answer > plus(at, { minutes: -ANSWERS_MINUTES }));
  return recent.length < ANSWERS_MIN ? undefined : ((ANSWERS_MINUTES * 60) / recent.length) * place;
}

const BUSY: ReadonlySet<Operator["state"]> = new Set(["ringing", "on-a-call", "wrap-up"]);
function whatHappens({ offeredTo }: CallState, operators: readonly Operator[]): string {
  if (offeredTo !== null) return "news-ringing";
  const atWork = operators.filter(({ state }) => AT_WORK.includes(state));
  return atWork.length > 0 && atWork.every(({ state }) => BUSY.has(state)) ? "news-busy" : "news-still";
}

const placeWords = (place: number): string[] => (place === 1 ? ["news-next"] : place <= SAID_MAX ? ["news-place", `digit-${place}`] : []);
function waitWords(seconds: number | undefined): string[] {
  if (seconds === undefined) return [];
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 1 ? ["news-minute"] : minutes <= SAID_MAX ? ["news-minutes", `digit-${minutes}`] : [];
}

/** Whoever lost their operator is next, and has somebody who knows what they said: nothing else is put before them. */
const insteadOf = ({ returned, wants }: CallState): Instead[] => (returned ? [] : wants.hasNumber ? ["message", "call-back"] : ["message"]);

/** [C96] [C97] What a caller is told of the line, in their language; each part only while it is true. */
export function newsFor<Id>(call: Waiting<Id>, line: Line<Id>, at: Instant): Told {
  const { state } = call;
  const place = state.offeredTo === null ? placeOf(call, line, at) : undefined;
  const instead = insteadOf(state);
  const parts = ["news", whatHappens(state, line.operators), ...(place === undefined ? [] : [...placeWords(place), ...waitWords(expectedSeconds(place, line.answers, at))]), ...instead.map((wish) => `news-${wish}`)];
  return { prompt: parts.map((part) => (state.wants.language === "es" ? `${part}.es` : part)).join("+"), instead };
}
