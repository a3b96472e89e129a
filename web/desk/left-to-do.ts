import { raisedFlags, urgencyOf, type Draft, type RaisedFlag, type Script, type ScriptItem, type Urgency } from "../../contract/index.ts";
import { difference, isDialable } from "./numbers.ts";

/** One thing that stands between the operator and Send; `place` is where the focus goes. */
export interface Todo { readonly what: string; readonly place: Place }
export type Place = `item:${string}` | `said:${string}` | "names" | "reason" | "number-first" | "number-again";

/** Everything the card shows that follows from script and draft. */
export interface Standing {
  readonly raised: readonly RaisedFlag[];
  readonly urgency: Urgency;
  readonly floor: Urgency | undefined;
  readonly callback: ScriptItem | undefined;
  /** The call-back number is entered twice, blind. */
  readonly twice: boolean;
  readonly readBack: { readonly names: boolean; readonly reason: boolean };
  readonly todo: readonly Todo[];
}

const answered = (item: ScriptItem, draft: Draft): boolean => {
  const value = draft.answers[item.id]?.value.trim() ?? "";
  if (item.kind === "phone") return value === "" ? !item.required : isDialable(value);
  if (item.kind === "date-of-birth" && value !== "") return /^\d{4}-\d{2}-\d{2}$/.test(value);
  return value !== "" || !item.required;
};

const itemTodo = (item: ScriptItem, draft: Draft): Todo[] => (answered(item, draft) ? [] : [{ what: item.label.toLowerCase(), place: `item:${item.id}` }]);
const lowest = (script: Script, draft: Draft): Urgency | undefined => {
  const raised = raisedFlags(script, draft.answers);
  return raised.length === 0 ? undefined : urgencyOf(script, { answers: draft.answers, urgency: "routine" });
};

/** The number's first entry: the script's answer, or the read-back's own where the script does not ask. */
export const firstEntry = (draft: Draft, callback: ScriptItem | undefined): string => (callback ? (draft.answers[callback.id]?.value ?? "") : draft.readBack.numberFirst);

function numberTodo(draft: Draft, callback: ScriptItem | undefined, twice: boolean): Todo[] {
  if (!twice) return [];
  const first = firstEntry(draft, callback);
  // A number that the script asks for is already on the list while it is wrong.
  if (!isDialable(first)) return callback && (callback.required || first.trim() !== "") ? [] : [{ what: "number", place: callback ? `item:${callback.id}` : "number-first" }];
  return difference(first, draft.readBack.numberAgain) === undefined ? [] : [{ what: "number", place: "number-again" }];
}

export function standing(script: Script, draft: Draft): Standing {
  const raised = raisedFlags(script, draft.answers);
  const urgency = urgencyOf(script, draft);
  const callback = script.items.find((item) => item.meaning === "callback");
  const twice = urgency !== "routine";
  const given = (item: ScriptItem) => item.required || (draft.answers[item.id]?.value.trim() ?? "") !== "";
  const readBack = { names: script.items.some((item) => item.kind === "name" && given(item)), reason: script.items.some((item) => item.meaning === "reason" && given(item)) };
  const todo: Todo[] = [
    ...raised.filter(({ flag }) => !draft.said.includes(flag.id)).map(({ flag }): Todo => ({ what: "911 advice", place: `said:${flag.id}` })),
    ...script.items.flatMap((item) => itemTodo(item, draft)),
    ...(readBack.names && !draft.readBack.names ? [{ what: "names", place: "names" } as const] : []),
    ...(readBack.reason && !draft.readBack.reason ? [{ what: "reason", place: "reason" } as const] : []),
    ...numberTodo(draft, callback, twice),
  ];
  return { raised, urgency, floor: lowest(script, draft), callback, twice, readBack, todo };
}

/** O-Y-E-L-A-R-A-N: the last name, letter by letter, to read aloud. */
export function spelled(name: string): string {
  const last = name.split(",")[0]?.trim().split(/\s+/).at(-1) ?? "";
  return [...last.replace(/[^\p{L}]/gu, "")].join("-").toUpperCase();
}

const readBackPlaces: Record<string, Place> = { "readBack.names": "names", "readBack.reason": "reason", "readBack.numberAgain": "number-again", "readBack.numberFirst": "number-first" };

/** Where the field of a refusal is on the screen. */
export function placeOf(field: string, { callback }: Pick<Standing, "callback">): Place | undefined {
  if (field === "readBack.numberFirst" && callback) return `item:${callback.id}`;
  if (field.startsWith("answers.")) return `item:${field.slice("answers.".length)}`;
  return field.startsWith("said.") ? `said:${field.slice("said.".length)}` : readBackPlaces[field];
}

/** What goes out: only the answers of the script in use, names with their spelling. */
export function forSending(script: Script, draft: Draft): Draft {
  const answers: Draft["answers"] = {};
  for (const item of script.items) {
    const answer = draft.answers[item.id];
    if (answer && answer.value.trim() !== "") answers[item.id] = answer;
  }
  const callback = script.items.find((item) => item.meaning === "callback");
  const urgency = urgencyOf(script, draft);
  const readBack = { ...draft.readBack, numberFirst: firstEntry(draft, callback).slice(0, 32), numberAgain: urgency === "routine" ? "" : draft.readBack.numberAgain };
  return { ...draft, answers, urgency, readBack };
}
