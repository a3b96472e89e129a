import { raisedFlags, urgencyOf, type Draft, type ScriptBody, type ScriptItem, type Urgency } from "../../../../contract/index.ts";
import { callbackNumber } from "./callback-number.ts";
import { whichDigitsDiffer } from "./which-digits-differ.ts";

/** One thing that stands between a draft and a message. `field` is its name in the contract's Draft. */
export interface Left {
  readonly what: "answer" | "choice" | "said" | "names" | "reason" | "number" | "number-invalid" | "number-again" | "numbers-differ";
  readonly field: string;
}
export type Script = Pick<ScriptBody, "items" | "redFlags" | "defaultUrgency" | "callerType">;

const answered = (draft: Draft, item: ScriptItem): string => draft.answers[item.id]?.value.trim() ?? "";
/** A line to read aloud asks nothing. */
const asks = (item: ScriptItem): boolean => item.kind !== "say";
const withMeaning = (script: Script, meaning: ScriptItem["meaning"]): ScriptItem | undefined => script.items.find((item) => item.meaning === meaning);

/** The number as typed the first time: the read-back's own entry, or else the script's answer. */
export function typedNumber(draft: Draft, script: Script): string {
  const item = withMeaning(script, "callback");
  return draft.readBack.numberFirst.trim() || (item ? answered(draft, item) : "");
}

/** [N4] Everything that is missing, in the order an operator works. Empty: the message may be sent. */
export function leftToDo(draft: Draft, script: Script): Left[] {
  const urgency = urgencyOf(script, draft);
  return [...answersLeft(draft, script), ...sentencesLeft(draft, script), ...readBackLeft(draft, script), ...numberLeft(draft, script, urgency)];
}

function answersLeft(draft: Draft, script: Script): Left[] {
  return script.items.filter(asks).flatMap((item): Left[] => {
    const field = `answers.${item.id}`;
    const value = item.meaning === "callback" ? typedNumber(draft, script) : answered(draft, item);
    if (value === "") return item.required ? [{ what: "answer", field }] : [];
    const wrong = wrongAnswer(item, value);
    return wrong ? [{ what: wrong, field }] : [];
  });
}

function wrongAnswer(item: ScriptItem, value: string): "choice" | "number-invalid" | undefined {
  if (item.kind === "choice" && item.choices && !item.choices.includes(value)) return "choice";
  // The call-back number has its own place in the read-back.
  return item.kind === "phone" && item.meaning !== "callback" && callbackNumber(value) === undefined ? "number-invalid" : undefined;
}

function sentencesLeft(draft: Draft, script: Script): Left[] {
  return raisedFlags(script, draft.answers)
    .filter(({ flag }) => !draft.said.includes(flag.id))
    .map(({ flag }) => ({ what: "said", field: `said.${flag.id}` }));
}

function readBackLeft(draft: Draft, script: Script): Left[] {
  const given = (item: ScriptItem): boolean => answered(draft, item) !== "";
  const names = script.items.some((item) => item.kind === "name" && given(item));
  const reason = script.items.some((item) => item.meaning === "reason" && given(item));
  return [
    ...(names && !draft.readBack.names ? [{ what: "names", field: "readBack.names" } as const] : []),
    ...(reason && !draft.readBack.reason ? [{ what: "reason", field: "readBack.reason" } as const] : []),
  ];
}

/** Urgent and emergency need a number, entered twice without seeing the first; whatever the urgency, a number given must exist. */
function numberLeft(draft: Draft, script: Script, urgency: Urgency): Left[] {
  const first = typedNumber(draft, script);
  const twice = urgency !== "routine" || draft.readBack.numberAgain.trim() !== "";
  if (first === "") return twice ? [{ what: "number", field: "readBack.numberFirst" }] : [];
  if (contradicted(draft, script, first)) return [{ what: "numbers-differ", field: "readBack.numberFirst" }];
  if (callbackNumber(first) === undefined) return [{ what: "number-invalid", field: "readBack.numberFirst" }];
  return twice ? secondLeft(first, draft.readBack.numberAgain.trim()) : [];
}

function secondLeft(first: string, again: string): Left[] {
  if (again === "") return [{ what: "number-again", field: "readBack.numberAgain" }];
  return differ(first, again) ? [{ what: "numbers-differ", field: "readBack.numberAgain" }] : [];
}

/** The script asked for the number as well, and another one stands there. */
function contradicted(draft: Draft, script: Script, first: string): boolean {
  const item = withMeaning(script, "callback");
  const answer = item ? answered(draft, item) : "";
  return answer !== "" && differ(answer, first);
}

const differ = (a: string, b: string): boolean => whichDigitsDiffer(a, b).kind !== "same";
