import { ask, HOME_KEYS, task, type Onward, type Told } from "./orders.ts";
import type { Event, Item, Said, State, Turn } from "./script.ts";
import * as words from "./words.ts";

type At = "fetching" | "reading" | "acting";
type Hearing = Told<At, Event>;

/** [CI10] Messages one by one, the urgent first. */
export function reading({ state, me, event }: Hearing): Onward {
  if (event.kind === "item") return event.item ? readOut({ state, me, event }, event.item, []) : { home: words.NO_MORE };
  if (event.kind === "did") return after({ state, me, event }, event.say);
  return event.kind === "digits" && state.item ? pressed({ state, me, event }, state.item, event.digits) : { home: "" };
}

const readOut = ({ state, me }: Hearing, item: Item, first: readonly Said[]): Turn => ({
  state: { ...state, me, at: "reading", item },
  order: ask([...first, item.words, words.READING[state.list]], HOME_KEYS),
});

/** What was done to a message is told. It is not read out again; its caller can still be rung. */
function after({ state, me }: Hearing, say: string): Turn {
  const seen = state.item ? [...new Set([...state.seen, state.item.message])] : state.seen;
  const joining = state.list === "mine" && state.item?.hasNumber ? [words.JOINING] : [];
  return { state: { ...state, me, at: "reading", seen }, order: ask([say, ...joining, words.ONWARD], HOME_KEYS) };
}

const CONNECT: Press = (told, item) => (item.hasNumber ? act(told, task({ task: "connect", item })) : readOut(told, item, ["There is no number to ring."]));

type Press = (told: Hearing, item: Item) => Onward;
const act = ({ state, me }: Hearing, order: Turn["order"]): Turn => ({ state: { ...state, me, at: "acting" }, order });

const TAKE: Press = (told, item) => act(told, task({ task: "take", list: told.state.list, item }));
const AGAIN: Press = (told, item) => readOut(told, item, []);
const PRESSES: Readonly<Record<"mine" | "held", Readonly<Record<string, Press>>>> = {
  mine: {
    "1": TAKE,
    "2": (told, item) => act(told, task({ task: "pass", item })),
    "3": CONNECT,
    "4": AGAIN,
  },
  held: { "1": TAKE, "4": AGAIN },
};

const AFTERWARDS: typeof PRESSES = { mine: { "3": (told, item) => (item.hasNumber ? CONNECT(told, item) : wrongKey(told, item)) }, held: {} };

function pressed(told: Hearing, item: Item, key: string): Onward {
  if (key === "0") return { home: "" };
  if (key === "5") return next(told, item);
  const press = told.state.seen.includes(item.message) ? AFTERWARDS[told.state.list][key] : PRESSES[told.state.list][key];
  return press ? press(told, item) : wrongKey(told, item);
}

function next({ state, me }: Hearing, item: Item): Turn {
  const seen = [...new Set([...state.seen, item.message])];
  return { state: { ...state, me, at: "fetching", seen, item: null }, order: task({ task: "next", list: state.list, seen }) };
}

/** What somebody has taken is not read out anew because of a slip. */
const wrongKey = (told: Hearing, item: Item): Turn => (told.state.seen.includes(item.message) ? after(told, words.NO_SUCH_KEY) : readOut(told, item, [words.NO_SUCH_KEY]));

/** [CI10] What was being read when nobody pressed a key any more, and nothing was done about it. */
export const leftUndecided = (state: State): Item | undefined =>
  state.at === "reading" && state.item !== null && !state.seen.includes(state.item.message) ? state.item : undefined;
