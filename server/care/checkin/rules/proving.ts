import { ask, task } from "./orders.ts";
import type { Event, Me, State, Turn } from "./script.ts";
import * as words from "./words.ts";

/** [CI4] So many wrong tries, and the call is over and somebody is told. */
export const FAILURES_MAX = 3;
const CODE_KEYS = { keys: "0123456789", digitsMax: words.CODE_DIGITS, ends: true };
/** A star in it asks to be rung back. */
const PIN_KEYS = { keys: "0123456789*", digitsMax: words.PIN_DIGITS_MAX, ends: true };

type Unproved = Exclude<State, { me: Me }>;

/** [CI1] [CI3] Who somebody is. Undefined: nothing more is to be said. */
export function proving(state: Unproved, event: Event): Turn | { readonly me: Me } | undefined {
  if (state.at === "turned-away") return { state: { at: "over" }, order: { do: "end", say: words.TURNED_AWAY } };
  if (state.at === "to-be-rung") return { state: { at: "over" }, order: { do: "end", say: words.WILL_RING } };
  if (state.at === "proving") return event.kind === "proved" ? { me: event.me } : failed(state.failures + 1);
  if (event.kind !== "digits") return undefined;
  if (state.at === "pin") return keyed(state, event.digits);
  return state.at === "over" ? undefined : { state: { at: "pin", failures: state.failures, code: event.digits }, order: ask([words.ASK_PIN], PIN_KEYS) };
}

const keyed = ({ code, failures }: Extract<Unproved, { at: "pin" }>, digits: string): Turn =>
  digits.includes("*")
    ? { state: { at: "to-be-rung" }, order: task({ task: "call-back", code }) }
    : { state: { at: "proving", failures }, order: task({ task: "prove", code, pin: digits }) };

const failed = (failures: number): Turn =>
  failures >= FAILURES_MAX
    ? { state: { at: "turned-away" }, order: task({ task: "note-failed" }) }
    : { state: { at: "code", failures }, order: ask([words.NOT_PROVED, words.ASK_CODE], CODE_KEYS) };
