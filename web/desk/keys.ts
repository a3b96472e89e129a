import { createContext, useContext, useEffect, useRef } from "react";
import { usualKeys, type DeskAct, type DeskKeys } from "../../contract/index.ts";

const Bound = createContext<DeskKeys>(usualKeys);
export const KeysProvider = Bound.Provider;
/** The keys of this person, to show on what they do. */
export const useBound = (): DeskKeys => useContext(Bound);

const arrows: Record<string, string> = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };

/** The place of the key, not its letter: Alt with a digit types something else on many keyboards. */
function keyName(event: KeyboardEvent): string {
  const place = /^(?:Digit|Key|Numpad)(\w)$/.exec(event.code)?.[1];
  return arrows[event.key] ?? place ?? event.key;
}

/** "Ctrl Enter", "Alt 9", "F4". Empty with Shift or two of the others, which are the browser's and the screen reader's. */
export function chord(event: KeyboardEvent): string {
  const control = event.ctrlKey || event.metaKey;
  if (event.shiftKey || (control && event.altKey)) return "";
  const name = keyName(event);
  if (control) return `Ctrl ${name}`;
  return event.altKey ? `Alt ${name}` : name;
}

/** Listens for the whole desk. An act that is absent now lets its key through to the browser. */
export function useKeys(does: Partial<Record<DeskAct, () => void>>): void {
  const bound = useBound();
  const now = useRef(does);
  useEffect(() => { now.current = does; });
  useEffect(() => {
    const acts = new Map(Object.entries(bound).map(([act, key]) => [key, act as DeskAct]));
    const press = (event: KeyboardEvent) => {
      const act = acts.get(chord(event));
      const run = act && now.current[act];
      if (!run) return;
      event.preventDefault();
      // A key held down must not answer, then pass, then end.
      if (!event.repeat) run();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [bound]);
}
