import type { RedFlag, ScriptBody, ScriptItem } from "../../../../contract/scripts.ts";
import { asksToJudge, isJudgement } from "./self-triage.ts";

export interface Fault {
  readonly kind: "sameName" | "sameMeaning" | "meaningMisfit" | "choices" | "saidOnly" | "missing" | "selfTriage" | "sameFlag";
  /** One sentence or two; questions are counted from 1, as the editor shows them. */
  readonly say: string;
  readonly field: string;
}

const MEANING_KINDS: Readonly<Record<NonNullable<ScriptItem["meaning"]>, readonly ScriptItem["kind"][]>> = {
  "caller-name": ["name"],
  "patient-name": ["name"],
  callback: ["phone"],
  "birth-date": ["date-of-birth"],
  reason: ["text", "long-text"],
};

/** [Q3] What nobody can call back without. */
const PATIENT_MEANINGS = [
  { meaning: "callback", say: "A script for patients asks for the call-back number, and it must be answered." },
  { meaning: "reason", say: "A script for patients asks for the reason of the call, and it must be answered." },
] as const;

const CHOICES_MIN = 2;
const SELF_TRIAGE = "asks the caller to judge whether it is an emergency. Callers judge wrongly, and calls are held back that should not be: ask what is going on, and let red-flag words and the clinician decide.";

const again = <T>(list: readonly T[], key: (one: T) => string | undefined): number => {
  const keys = list.map(key);
  return keys.findIndex((one, i) => one !== undefined && keys.indexOf(one) < i);
};

/** [Q1] to [Q5] The first thing that is wrong with a script, or undefined. */
export function faultIn(script: ScriptBody): Fault | undefined {
  return twice(script) ?? first(script.items, itemFault) ?? missing(script) ?? first(script.redFlags, flagFault);
}

const first = <T>(list: readonly T[], faultOf: (one: T, i: number) => Fault | undefined): Fault | undefined =>
  list.map(faultOf).find((fault) => fault !== undefined);

function twice({ items, redFlags }: ScriptBody): Fault | undefined {
  const name = again(items, (item) => item.id);
  if (name >= 0) return { kind: "sameName", say: `Question ${name + 1} has the name of an earlier one.`, field: `items.${name}.id` };
  const meaning = again(items, (item) => item.meaning);
  if (meaning >= 0) return { kind: "sameMeaning", say: `Question ${meaning + 1} is used for what an earlier one is used for.`, field: `items.${meaning}.meaning` };
  const flag = again(redFlags, (one) => one.id);
  return flag >= 0 ? { kind: "sameFlag", say: `Red flag ${flag + 1} has the name of an earlier one.`, field: `redFlags.${flag}.id` } : undefined;
}

function itemFault(item: ScriptItem, i: number): Fault | undefined {
  const no = (kind: Fault["kind"], say: string, field: string): Fault => ({ kind, say: `Question ${i + 1} ${say}`, field: `items.${i}.${field}` });
  if (item.kind === "say" && (item.required || item.meaning !== undefined)) return no("saidOnly", "is only said, so it has no answer that could be required or used.", "kind");
  if (item.meaning !== undefined && !MEANING_KINDS[item.meaning].includes(item.kind)) return no("meaningMisfit", "is not of the kind that fits what its answer is used for.", "meaning");
  if (!choicesFit(item)) return no("choices", "needs at least two different choices if it is a choice, and none otherwise.", "choices");
  const field = judgedField(item);
  return field ? no("selfTriage", SELF_TRIAGE, field) : undefined;
}

function choicesFit({ kind, choices }: ScriptItem): boolean {
  if (kind !== "choice") return choices === undefined || choices.length === 0;
  return new Set(choices).size >= CHOICES_MIN && new Set(choices).size === choices?.length;
}

/** [Q4] Where an item asks the caller to judge: in its words, in its label, or in its choices. */
function judgedField(item: ScriptItem): "ask" | "label" | "choices" | undefined {
  const answered = item.kind !== "say";
  if (asksToJudge(item.ask, answered)) return "ask";
  if (answered && asksToJudge(item.label, true)) return "label";
  return item.choices?.some(isJudgement) ? "choices" : undefined;
}

function missing({ callerType, items }: ScriptBody): Fault | undefined {
  if (callerType !== "patient") return undefined;
  const lacking = PATIENT_MEANINGS.find(({ meaning }) => !items.some((item) => item.meaning === meaning && item.required));
  return lacking && { kind: "missing", say: lacking.say, field: "items" };
}

const flagFault = (flag: RedFlag, i: number): Fault | undefined =>
  asksToJudge(flag.say, false) ? { kind: "selfTriage", say: `Red flag ${i + 1} ${SELF_TRIAGE}`, field: `redFlags.${i}.say` } : undefined;
