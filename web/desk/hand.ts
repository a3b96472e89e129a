import { useEffect, useRef, useState } from "react";
import type { Draft, Script, ScriptItem } from "../../contract/index.ts";
import { serverToday } from "../ui/index.ts";
import { readBirthDate } from "./birth-date.ts";
import { fieldId } from "./field.tsx";
import { spelled, type Place, type Standing } from "./left-to-do.ts";

/** What is stored when a field is left: a date of birth in its one form, anything else as typed. */
export const settled = (item: ScriptItem, value: string): string => (item.kind === "date-of-birth" ? (readBirthDate(value, serverToday()) ?? value) : value);

/** A new answer, with what follows from it: spelling, the first entry of the number, and a second entry made blind again. */
export function answered(draft: Draft, item: ScriptItem, value: string): Draft {
  const answer = item.kind === "name" ? { value, spelled: spelled(value).slice(0, 120) } : { value };
  const readBack = item.meaning === "callback" ? { ...draft.readBack, numberFirst: value.slice(0, 32), numberAgain: "" } : draft.readBack;
  return { ...draft, answers: { ...draft.answers, [item.id]: answer }, readBack };
}

const focusOn = (id: string) => document.getElementById(id)?.focus();
const focusIn = (id: string) => document.getElementById(id)?.querySelector("input")?.focus();

export interface Hand {
  /** The question under the hand; null when it is elsewhere. */
  readonly now: string | null;
  readonly open: (item: string) => void;
  readonly goTo: (place: Place) => void;
  /** False when there is nowhere to go that way. */
  readonly move: (step: 1 | -1) => boolean;
}

/** Where typing goes on after a reload: the first question still open, or the first of all. */
const firstOpen = (script: Script, whole: Standing): string | null => script.items.find(({ id }) => whole.todo.some(({ place }) => place === `item:${id}`))?.id ?? script.items[0]?.id ?? null;

/** Which question is under the hand. The focus moves only because a key was pressed or something was chosen. */
export function useHand({ script, whole, depart }: { readonly script: Script; readonly whole: Standing; readonly depart: (item: ScriptItem) => void }): Hand {
  const [now, setNow] = useState<string | null>(() => firstOpen(script, whole));
  const wanted = useRef<string | null>(now);
  // Another caller type has other questions.
  const known = now !== null && !script.items.some((item) => item.id === now) ? firstOpen(script, whole) : now;
  useEffect(() => {
    if (wanted.current) focusOn(fieldId(wanted.current));
    wanted.current = null;
  }, [now]);
  // A field that leaves the page is not left in the browser's sense: nothing else would settle and save it.
  const leave = () => { const item = script.items.find(({ id }) => id === known); if (item) depart(item); };
  const open = (item: string) => { leave(); wanted.current = item; setNow(item); focusOn(fieldId(item)); };
  const goTo = (place: Place) => {
    if (place.startsWith("item:")) return open(place.slice(5));
    leave();
    setNow(null);
    if (place.startsWith("said:")) focusIn(`said-${place.slice(5)}`);
    else if (place === "number-again" || place === "number-first") focusOn(place);
    else focusIn(place);
  };
  const past = () => {
    const after = whole.todo.find(({ place }) => place !== `item:${known}`);
    if (after) return goTo(after.place);
    leave();
    setNow(null);
    focusOn("send");
  };
  const move = (step: 1 | -1): boolean => {
    const next = script.items[script.items.findIndex((item) => item.id === known) + step];
    if (next) open(next.id);
    else if (step === 1) past();
    return next !== undefined || step === 1;
  };
  return { now: known, open, goTo, move };
}
