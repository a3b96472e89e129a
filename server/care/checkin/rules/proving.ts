import { ask, task } from "./orders.ts";
import type { Event, Me, State, Tries, Turn } from "./script.ts";
import * as words from "./words.ts";

/** [CI4] So many wrong tries, and the call is over and somebody is told. */
export const FAILURES_MAX = 3;
/** [CI23] So many that could not be checked, and the call is over: a line that is full for so long is full for the next minute too. */
export const UNCHECKED_MAX = 3;
export const NO_TRIES: Tries = { wrong: 0, unchecked: 0 };

const CODE_KEYS = { keys: "0123456789", digitsMax: words.CODE_DIGITS, ends: true };
/** A star in it asks to be rung back. */
const PIN_KEYS = { keys: "0123456789*", digitsMax: words.PIN_DIGITS_MAX, ends: true };

type Unproved = Exclude<State, { me: Me }>;

type AfterTry =
  | { readonly kind: "again"; readonly tries: Tries; readonly say: string }
  /** No more is asked: it was wrong too often, or could not be looked at. */
  | { readonly kind: "turned-away" | "never-checked" };

/** [CI4] [CI23] What a try that proved nothing makes of the call: at the line, and at the number on file. */
export function afterTry({ wrong, unchecked }: Tries, came: "not-proved" | "not-checked"): AfterTry {
  if (came === "not-proved") return wrong + 1 >= FAILURES_MAX ? { kind: "turned-away" } : { kind: "again", tries: { wrong: wrong + 1, unchecked }, say: words.NOT_PROVED };
  return unchecked + 1 >= UNCHECKED_MAX ? { kind: "never-checked" } : { kind: "again", tries: { wrong, unchecked: unchecked + 1 }, say: words.NOT_CHECKED };
}

/** [CI1] [CI3] Who somebody is. Undefined: nothing more is to be said. */
export function proving(state: Unproved, event: Event): Turn | { readonly me: Me } | undefined {
  if (state.at === "turned-away") return over(words.TURNED_AWAY);
  if (state.at === "to-be-rung") return over(words.WILL_RING);
  if (state.at === "proving") return event.kind === "proved" ? { me: event.me } : unproved(state, event);
  if (event.kind !== "digits") return undefined;
  if (state.at === "pin") return keyed(state, event.digits);
  return state.at === "over" ? undefined : { state: { at: "pin", tries: state.tries, code: event.digits }, order: ask([words.ASK_PIN], PIN_KEYS) };
}

const over = (say: string): Turn => ({ state: { at: "over" }, order: { do: "end", say } });

const keyed = ({ code, tries }: Extract<Unproved, { code: string }>, digits: string): Turn =>
  digits.includes("*")
    ? { state: { at: "to-be-rung" }, order: task({ task: "call-back", code }) }
    : { state: { at: "proving", tries, code }, order: task({ task: "prove", code, pin: digits }) };

/** What did not fit is asked for anew, all of it; of what could not be checked the code is known, and the PIN is kept nowhere. */
function unproved({ code, tries }: Extract<Unproved, { code: string }>, event: Event): Turn {
  const came = event.kind === "not-checked" ? event.kind : "not-proved";
  const after = afterTry(tries, came);
  if (after.kind !== "again") return after.kind === "never-checked" ? over(words.NEVER_CHECKED) : { state: { at: "turned-away" }, order: task({ task: "note-failed" }) };
  return came === "not-proved"
    ? { state: { at: "code", tries: after.tries }, order: ask([after.say, words.ASK_CODE], CODE_KEYS) }
    : { state: { at: "pin", tries: after.tries, code }, order: ask([after.say, words.ASK_PIN], PIN_KEYS) };
}
