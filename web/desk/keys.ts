import { useEffect, useRef } from "react";

/** What a key of the desk does. The table is the design's; rebinding will change the right-hand side only. */
export const keys = {
  answer: "F4", state: "F2", pass: "F8", hold: "F7", end: "F9", send: "Ctrl Enter", find: "Ctrl K", said: "Alt 9", why: "Alt W", urgency: "Alt U", readBack: "Alt R",
  alarmPage: "Alt 1", alarmGive: "Alt 2", alarmQuiet: "Alt 3", columnBefore: "Alt ←", columnAfter: "Alt →",
} as const;
export type Act = keyof typeof keys;

const arrows: Record<string, string> = { ArrowLeft: "←", ArrowRight: "→" };

/** The place of the key, not its letter: Alt with a digit types something else on many keyboards. */
function keyName(event: KeyboardEvent): string {
  const place = /^(?:Digit|Key|Numpad)(\w)$/.exec(event.code)?.[1];
  return arrows[event.key] ?? place ?? event.key;
}

/** "Ctrl Enter", "Alt 9", "F4". Empty while a key of writing is pressed alone. */
export function chord(event: KeyboardEvent): string {
  const name = keyName(event);
  if (event.ctrlKey || event.metaKey) return event.altKey ? "" : `Ctrl ${name}`;
  return event.altKey ? `Alt ${name}` : name;
}

const acts = new Map<string, Act>(Object.entries(keys).map(([act, keyed]) => [keyed, act as Act]));

/** Listens for the whole desk. An act that is absent now lets its key through to the browser. */
export function useKeys(does: Partial<Record<Act, () => void>>): void {
  const now = useRef(does);
  useEffect(() => { now.current = does; });
  useEffect(() => {
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
  }, []);
}
