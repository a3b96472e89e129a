import type { RedFlag, Script, ScriptBody, ScriptItem } from "../../../contract/index.ts";

export const kindWords: Record<ScriptItem["kind"], string> = { name: "Name, spelled", phone: "Telephone number", "date-of-birth": "Date of birth", "long-text": "Longer text", text: "Short text", choice: "A choice", "yes-no": "Yes or no", say: "Only said" };
export const meaningWords: Record<NonNullable<ScriptItem["meaning"]>, string> = { "caller-name": "Caller's name", "patient-name": "Patient's name", callback: "Call-back number", "birth-date": "Birth date", reason: "Reason of the call" };
export const callerWords: Record<Script["callerType"], string> = { patient: "Patient or family", hospital: "Hospital", pharmacy: "Pharmacy", lab: "Laboratory", physician: "Physician" };
export const hoursWords: Record<Script["hours"], string> = { always: "At all hours", open: "While the office is open", closed: "While the office is closed" };

const callers = Object.keys(callerWords);
/** Patients first, as callers are asked for at the desk; then by hours and name. */
export const inOrder = <S extends Pick<Script, "callerType" | "hours" | "name">>(scripts: readonly S[]): S[] =>
  scripts.toSorted((one, other) => callers.indexOf(one.callerType) - callers.indexOf(other.callerType) || one.hours.localeCompare(other.hours) || one.name.localeCompare(other.name));

/** An id for what has none yet: the words of its label, and a number where two would be the same. */
export function idFor(label: string, taken: readonly string[]): string {
  const base = label.toLowerCase().normalize("NFKD").replace(/\p{M}+/gu, "").replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+|-+$/g, "").slice(0, 34) || "question";
  if (!taken.includes(base)) return base;
  const next = Array.from({ length: taken.length + 1 }, (_, n) => `${base}-${n + 2}`);
  return next.find((one) => !taken.includes(one)) ?? base;
}

export function newScript(callerType: Script["callerType"]): ScriptBody {
  return {
    name: "", callerType, hours: "always", defaultUrgency: "urgent", redFlags: [],
    items: [
      { id: "caller", kind: "name", label: "Caller", ask: "May I have your name?", required: true, meaning: "caller-name" },
      { id: "callback", kind: "phone", label: "Call-back", ask: "On which number can the doctor call you back?", required: true, meaning: "callback" },
      { id: "reason", kind: "long-text", label: "Reason", ask: "What is the call about?", required: true, meaning: "reason" },
    ],
  };
}
export const newItem = (items: readonly ScriptItem[]): ScriptItem => ({ id: idFor("question", items.map(({ id }) => id)), kind: "text", label: "Question", ask: "", required: false });
export const newFlag = (flags: readonly RedFlag[]): RedFlag => ({ id: idFor("flag", flags.map(({ id }) => id)), words: [], urgency: "urgent", say: "" });

/** The words of a red flag as typed, one a comma. */
export const wordsOf = (typed: string): string[] => typed.split(",").map((word) => word.trim()).filter((word) => word.length >= 2);

export function moved<T>(list: readonly T[], at: number, to: number): T[] {
  const rest = list.filter((_, index) => index !== at);
  const item = list[at];
  return item === undefined ? [...list] : [...rest.slice(0, to), item, ...rest.slice(to)];
}

/** The kind decides what may stand beside it: choices only on a choice, and what is only said is never required. */
export function withKind(item: ScriptItem, kind: ScriptItem["kind"]): ScriptItem {
  const { choices, meaning, ...rest } = item;
  const said = kind === "say";
  return { ...rest, kind, required: said ? false : item.required, ...(meaning && !said && { meaning }), ...(kind === "choice" && { choices: choices ?? ["", ""] }) };
}
