import { NO_TRIES, proving } from "./proving.ts";
import { onDuty, onNote, onPlace } from "./at-practice.ts";
import { ask, HOME_KEYS, task } from "./orders.ts";
import { reading } from "./reading.ts";
import type { Aim, Event, InMenu, Me, Place, State, Turn } from "./script.ts";
import * as words from "./words.ts";

/**
 * The dialogue of the check-in line. Pure: each event gives the next question or the next thing to do. Nothing of a practice is said and
 * nothing is done for anybody until somebody is proved; that is not a rule it keeps but one it is built on, since every state behind
 * "home" carries who was proved.
 */
export const opening = (how: "line" | "proved", me?: Me): Turn =>
  how === "proved" && me ? counted(me) : { state: { at: "code", tries: NO_TRIES }, order: ask([words.GREETING, words.ASK_CODE], { keys: "0123456789", digitsMax: words.CODE_DIGITS, ends: true }) };

const over = (say: string): Turn => ({ state: { at: "over" }, order: { do: "end", say } });
const counted = (me: Me): Turn => ({ state: { at: "counting", me }, order: task({ task: "count" }) });
const home = (me: Me, say: string): Turn => ({ state: { at: "home", me }, order: ask([say], HOME_KEYS) });

/** [CI2] What comes of one event. Whoever presses nothing, three times over, has gone. */
export function turn(state: State, event: Event): Turn {
  if (event.kind === "no-key") return { state: { at: "over" }, order: { do: "end", say: words.GOODBYE } };
  if (!("me" in state)) {
    const next = proving(state, event);
    return next === undefined ? over(words.GOODBYE) : "me" in next ? counted(next.me) : next;
  }
  return inMenu(state, state.me, event);
}

const AREAS = {
  fetching: reading, reading, acting: reading,
  choosing: onPlace, closing: onPlace,
  "asking-duty": onDuty, duty: onDuty, "finding-person": onDuty, person: onDuty, until: onDuty,
  reason: onNote, "note-until": onNote, "finding-stand-in": onNote, "stand-in": onNote,
} as const;

/** A part of the menu answers with its next turn, or "home" with what is to be said on the way. */
function inMenu(state: InMenu, me: Me, event: Event): Turn {
  if (state.at === "counting") return event.kind === "counted" ? home(me, `${me.name}. ${words.sayHome(me, event)}`) : over(words.GOODBYE);
  if (state.at === "doing") return home(me, `${event.kind === "did" ? event.say : ""} ${words.sayChoices(me)}`.trim());
  if (state.at === "home") return event.kind === "digits" ? chosen(me, event.digits) : over(words.GOODBYE);
  const next = AREAS[state.at]({ state: state as never, me, event });
  return "home" in next ? home(me, `${next.home} ${words.sayChoices(me)}`.trim()) : next;
}

type Choice = (me: Me) => Turn | undefined;
const CHOICES: Readonly<Record<string, Choice>> = {
  "1": (me) => (me.clinics.length > 0 ? { state: { at: "fetching", me, list: "mine", seen: [], item: null }, order: task({ task: "next", list: "mine", seen: [] }) } : undefined),
  "2": (me) => practice(me, "duty", everyPlace(me)),
  "3": (me) => practice(me, "note", me.clinics),
  "4": (me) => (me.offices.length > 0 ? { state: { at: "fetching", me, list: "held", seen: [], item: null }, order: task({ task: "next", list: "held", seen: [] }) } : undefined),
  "5": (me) => practice(me, "close", me.offices),
  "0": (me) => practice(me, "operator", everyPlace(me)),
  "9": () => over(words.GOODBYE),
};

const chosen = (me: Me, key: string): Turn => CHOICES[key]?.(me) ?? home(me, `${words.NO_SUCH_KEY} ${words.sayChoices(me)}`);

const everyPlace = (me: Me): Place[] => [...me.offices, ...me.clinics.filter(({ account }) => !me.offices.some((one) => one.account === account))];

/** One practice needs no question. More than nine are not read out: the first nine by name. */
function practice(me: Me, aim: Aim, places: readonly Place[]): Turn | undefined {
  if (places.length === 0) return undefined;
  const state = { at: "choosing", me, aim, places: places.slice(0, 9) } as const;
  if (places.length > 1) return { state, order: ask([words.sayPlaces(aim, state.places)], HOME_KEYS) };
  return inMenu(state, me, { kind: "digits", digits: "1" });
}
