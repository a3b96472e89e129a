import { raisedFlags, urgencyOf, type CallerType, type Draft, type ScriptItem, type Urgency } from "../../../../contract/index.ts";
import { callbackNumber, differsFromCallerId } from "./callback-number.ts";
import { typedNumber, type Script } from "./left-to-do.ts";

/**
 * What one revision seals, whole: it can be read without the script it was taken down with, which may have changed since.
 * `v` is the version of this shape; sealed content is never rewritten.
 */
export interface Content {
  readonly v: 1;
  readonly callerType: CallerType;
  readonly patient: string | null;
  readonly reason: string | null;
  readonly callback: { readonly name: string | null; readonly number: string | null; readonly differsFromCallerId: boolean };
  readonly lines: readonly { readonly label: string; readonly value: string; readonly spelled?: string }[];
  /** The sentences that were said to the caller. */
  readonly said: readonly string[];
  readonly readBack: boolean;
  readonly callerNumber: string | null;
  /** The draft as it was sent, so that a correction begins from it. */
  readonly draft: Draft | null;
}

/** Only of a draft that has nothing left to do. */
export function contentOf(draft: Draft, script: Script, callerNumber: string | null): { content: Content; urgency: Urgency } {
  const number = callbackNumber(typedNumber(draft, script)) ?? null;
  const meant = (meaning: ScriptItem["meaning"]): string | null => {
    const item = script.items.find((one) => one.meaning === meaning);
    return (item && draft.answers[item.id]?.value.trim()) || null;
  };
  const content: Content = {
    v: 1,
    callerType: draft.callerType,
    // A patient who rings in person is asked for one name only.
    patient: meant("patient-name") ?? (draft.callerType === "patient" ? meant("caller-name") : null),
    reason: meant("reason"),
    callback: { name: meant("caller-name"), number, differsFromCallerId: differsFromCallerId(number ?? undefined, callerNumber) },
    lines: script.items.flatMap((item) => lineOf(item, draft)),
    said: raisedFlags(script, draft.answers).map(({ flag }) => flag.say),
    readBack: draft.readBack.names || draft.readBack.reason || draft.readBack.numberAgain !== "",
    callerNumber,
    draft,
  };
  return { content, urgency: urgencyOf(script, draft) };
}

function lineOf(item: ScriptItem, draft: Draft): Content["lines"] {
  const answer = draft.answers[item.id];
  const value = answer?.value.trim() ?? "";
  if (item.kind === "say" || value === "") return [];
  return [{ label: item.label, value, ...(answer?.spelled?.trim() ? { spelled: answer.spelled.trim() } : {}) }];
}

/** A caller who could only leave a voicemail: the words are in the recording. */
export const voicemailContent = (callerNumber: string | null): Content => ({
  v: 1,
  callerType: "patient",
  patient: null,
  reason: null,
  callback: { name: null, number: callerNumber, differsFromCallerId: false },
  lines: [],
  said: [],
  readBack: false,
  callerNumber,
  draft: null,
});
