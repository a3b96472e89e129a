import { z } from "zod";

/** What a key of the desk can do, with the words that say so, and the key it has until a person chooses another. */
export const deskActs = {
  answer: { say: "Answer the offered call", key: "F4" },
  state: { say: "Ready, break, finishing", key: "F2" },
  pass: { say: "Pass the offer on", key: "F8" },
  patch: { say: "Call somebody, join them, leave them", key: "F6" },
  another: { say: "Call one more into the talk", key: "Alt O" },
  inOrOut: { say: "Into the talk, and out of it", key: "Alt T" },
  park: { say: "Park the caller; take a parked one", key: "Alt P" },
  hold: { say: "Hold, and back", key: "F7" },
  help: { say: "Call 911", key: "Alt 0" },
  end: { say: "End the call", key: "F9" },
  send: { say: "Send", key: "Ctrl Enter" },
  find: { say: "Find practice, clinician, caller number", key: "Ctrl K" },
  said: { say: "911 advice said", key: "Alt 9" },
  why: { say: "Why this clinician", key: "Alt W" },
  urgency: { say: "Urgency, then arrows", key: "Alt U" },
  readBack: { say: "Read-back", key: "Alt R" },
  checkIn: { say: "Check-in: says that they are ours", key: "Alt I" },
  remind: { say: "Remind me of this", key: "Alt M" },
  alarmPage: { say: "Alarm: page again", key: "Alt 1" },
  alarmGive: { say: "Alarm: give to a free operator", key: "Alt 2" },
  alarmQuiet: { say: "Alarm: quiet", key: "Alt 3" },
  ringReached: { say: "Asked to ring: reached, has it", key: "Alt 5" },
  ringMissed: { say: "Asked to ring: not reached", key: "Alt 6" },
  columnBefore: { say: "Column before", key: "Alt ←" },
  columnAfter: { say: "Column after", key: "Alt →" },
} as const;
export type DeskAct = keyof typeof deskActs;
const acts = Object.keys(deskActs) as [DeskAct, ...DeskAct[]];
export type DeskKeys = Readonly<Record<DeskAct, string>>;
export const usualKeys = Object.fromEntries(acts.map((act) => [act, deskActs[act].key])) as Record<DeskAct, string>;

/** A function key, or Ctrl or Alt with one other key. Never a bare letter: those are for typing, and screen readers read by them. */
const CHORD = /^(?:F(?:[1-9]|1[0-2])|(?:Ctrl|Alt) (?:[A-Z0-9]|Enter|←|→|↑|↓|F(?:[1-9]|1[0-2])))$/;

/**
 * Keys that a browser, a text field or a screen reader needs. F1 help, F3 and Ctrl F find, F5 reload, F10 menu and its Shift form, F11
 * full screen, F12 tools; clipboard, undo, tabs, windows and zoom; Ctrl with arrows moves by word; Alt D, E, F lead to the browser's own
 * bar, Alt F4 closes it; Alt ↑ ↓ open a list. Insert, Caps Lock and Ctrl Alt, which screen readers listen for, have no form here at all.
 */
const RESERVED = new Set([
  "F1", "F3", "F5", "F10", "F11", "F12",
  ..."ABCFGHIJLNOPQRSTUVWXYZ".split("").map((letter) => `Ctrl ${letter}`), ..."0123456789".split("").map((digit) => `Ctrl ${digit}`),
  ...["←", "→", "↑", "↓", "F4", "F5", "F6"].map((key) => `Ctrl ${key}`), ...["D", "E", "F", "F4", "Enter", "↑", "↓"].map((key) => `Alt ${key}`),
]);

export interface KeyFault { readonly act: DeskAct; readonly say: string }

const freeFault = (act: DeskAct, key: string): KeyFault | undefined => {
  if (!CHORD.test(key)) return { act, say: "Choose a function key, or Ctrl or Alt with one other key. A bare letter is for typing." };
  return RESERVED.has(key) ? { act, say: `${key} is needed by the browser, by typing, or by a screen reader. Choose another.` } : undefined;
};

/** What is wrong with a whole set of keys: the first act that has no usable key, or one that another act has too. */
export function keyFault(keys: DeskKeys): KeyFault | undefined {
  const taken = new Map<string, DeskAct>();
  for (const act of acts) {
    const key = keys[act];
    const fault = freeFault(act, key);
    const other = taken.get(key);
    if (fault) return fault;
    if (other) return { act, say: `${key} is taken: ${deskActs[other].say}. Choose another.` };
    taken.set(key, act);
  }
  return undefined;
}

export const DeskKeysShape = z.record(z.enum(acts), z.string().min(1).max(16));
