import type { MenuAct } from "../../../../contract/index.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import { gone, ignored, into, moved, noOffer, type CallEvent, type CallState, type Choosing, type Instead, type On, type Verdict } from "./call-words.ts";

type Pressed = Extract<CallEvent, { kind: "digit" }>;

/** 0 is an operator in every menu, whether it is said or not. */
const OPERATOR_KEY = "0";
/** Changes of language and wrong keys together: then an operator is rung, whatever is pressed. */
const TURNS_MAX = 6;
/** However long a menu is: a caller is never kept in it for longer than this. */
export const CHOOSING_SECONDS_MAX = 120;
/** Keys of a caller who waits, as the prompts say them. */
const INSTEAD: Readonly<Record<string, Instead>> = { 7: "message", 8: "call-back" };

/** The menu from its beginning: what was pressed before it began counts as much as what is pressed while it is said. */
export const sayMenu = (state: CallState, change: Partial<Choosing>): Verdict =>
  moved({ ...state, choosing: { ...state.choosing!, listeningSince: null, again: false, ...change } }, { do: "play", sound: "menu", loop: false });

/** The last word was said: from now on the caller has a few seconds. */
export const menuHeard = (state: CallState, at: Instant): Verdict => moved({ ...state, choosing: { ...state.choosing!, listeningSince: at } });

/** [C90] Into the line, with what they want. */
function toOperator(state: CallState, choice: MenuAct | "none", at: Instant): Verdict {
  const wants = { ...state.wants, language: state.choosing!.language, urgent: choice === "urgent", choice };
  return moved(into("waiting", at)(state, { wants, choosing: null }), { do: "play", sound: state.recording ? "recording-greeting" : "connecting", loop: false });
}

function toMessage(state: CallState, at: Instant): Verdict {
  const wants = state.choosing ? { ...state.wants, language: state.choosing.language, choice: "voicemail" as const } : state.wants;
  return moved(into("leaving-voicemail", at)(state, { ...noOffer, wants, choosing: null }), { do: "play", sound: "message-wanted", loop: false });
}

/** [C91] A key that does nothing: the menu again, as often as the account says; then an operator. */
function wrongKey(state: CallState, choosing: Choosing, at: Instant): Verdict {
  const turns = choosing.turns + 1;
  return turns > Math.min(state.reception.menu.roundsMax, TURNS_MAX) ? toOperator(state, "none", at) : sayMenu(state, { turns, again: true });
}

function changeLanguage(state: CallState, choosing: Choosing, at: Instant): Verdict {
  const turns = choosing.turns + 1;
  return turns > TURNS_MAX ? toOperator(state, "none", at) : sayMenu(state, { turns, language: choosing.language === "en" ? "es" : "en" });
}

const CHECKED_IN = "checked-in";
/** [C157] A call that goes on in the check-in dialogue is over here; whoever is not proved there is rung back. While nobody can be proved there, they are in line as a doctor or as somebody of the office. */
function toCheckIn(state: CallState, isOpen: boolean, at: Instant): Verdict {
  if (!isOpen) return toOperator(state, "check-in", at);
  return moved(gone({ ...state, wants: { ...state.wants, language: state.choosing!.language, choice: "check-in" }, choosing: null }, CHECKED_IN, at), { do: "check-in" });
}

/** [C90] [C91] Before, while and after the menu is said. */
function choose(state: CallState, { digit, checkInOpen = false }: Pressed, at: Instant): Verdict {
  const choosing = state.choosing!;
  const act = digit === OPERATOR_KEY ? "operator" : state.reception.menu.keys.find(({ key }) => key === digit)?.act;
  if (act === undefined) return wrongKey(state, choosing, at);
  if (act === "spanish") return changeLanguage(state, choosing, at);
  if (act === "check-in") return toCheckIn(state, checkInOpen, at);
  return act === "voicemail" ? toMessage(state, at) : toOperator(state, act, at);
}

/** [C97] What a caller who waits may do instead, once they were told so. */
function instead(state: CallState, digit: string, at: Instant): Verdict {
  const wish = INSTEAD[digit];
  if (wish === undefined || !state.news?.instead.includes(wish)) return ignored;
  if (wish === "message") return toMessage(state, at);
  return moved(into("saying-goodbye", at)(state, noOffer), { do: "play", sound: "call-back", loop: false });
}

const digit: On<"digit"> = (state, event, at) => {
  if (state.phase === "choosing") return choose(state, event, at);
  return state.phase === "waiting" ? instead(state, event.digit, at) : ignored;
};

/** [C91] A telephone without keys, or a caller who does not want to choose: an operator. */
const menuOver: On<"menu-over"> = (state, _event, at) => (state.phase === "choosing" ? toOperator(state, "none", at) : ignored);

/** [C96] Heard over the tone; the tone goes on after it. */
const news: On<"news"> = (state, { prompt, instead: keys }, at) =>
  state.phase === "waiting" ? moved({ ...state, news: { at, prompt, instead: keys } }, { do: "play", sound: "news", loop: false }) : ignored;

export const menuTurns = { digit, "menu-over": menuOver, news };

/** [C91] Time alone ends a menu: a few seconds after its last word, or, whatever became of its sound, two minutes after the caller came. */
export function menuIsOver({ phase, since, choosing, reception }: CallState, at: Instant): boolean {
  if (phase !== "choosing" || !choosing) return false;
  const heard = choosing.listeningSince;
  return at >= plus(since, { seconds: CHOOSING_SECONDS_MAX }) || (heard !== null && at >= plus(heard, { seconds: reception.menu.waitSeconds }));
}

export const menuEnds = (state: CallState, at: Instant): "menu-over" | undefined => (menuIsOver(state, at) ? "menu-over" : undefined);
