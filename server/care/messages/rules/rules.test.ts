import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyDraft, urgencyOf, type Draft, type ScriptBody } from "../../../../contract/index.ts";
import { callbackNumber, differsFromCallerId } from "./callback-number.ts";
import { contentOf } from "./content.ts";
import { leftToDo } from "./left-to-do.ts";
import { whichDigitsDiffer } from "./which-digits-differ.ts";

const script: ScriptBody = {
  name: "Night", callerType: "patient", hours: "always", defaultUrgency: "routine",
  items: [
    { id: "hello", kind: "say", label: "Opening", ask: "How may I help?", required: true },
    { id: "caller", kind: "name", label: "Caller", ask: "Your name?", required: true, meaning: "caller-name" },
    { id: "callback", kind: "phone", label: "Call-back", ask: "Your number?", required: true, meaning: "callback" },
    { id: "reason", kind: "long-text", label: "Reason", ask: "What is it about?", required: true, meaning: "reason" },
    { id: "fever", kind: "choice", label: "Fever", ask: "Is there fever?", required: false, choices: ["none", "high"] },
  ],
  redFlags: [{ id: "chest-pain", words: ["chest pain"], urgency: "emergency", say: "Hang up and call 911." }],
};
const complete: Draft = {
  callerType: "patient", urgency: "urgent", said: [],
  answers: { caller: { value: "Marta Example", spelled: "M-A-R-T-A" }, callback: { value: "212 555 0142" }, reason: { value: "Cough since the evening" } },
  readBack: { names: true, reason: true, numberFirst: "(212) 555-0142", numberAgain: "1 212 555 0142" },
};
const left = (change: Partial<Draft>): string[] => leftToDo({ ...complete, ...change }, script).map((one) => `${one.what} ${one.field}`);
const readBack = (change: Partial<Draft["readBack"]>): string[] => left({ readBack: { ...complete.readBack, ...change } });

test("[N4] a complete draft has nothing left to do, and an empty one names everything in the order of the work", () => {
  expect(left({})).toEqual([]);
  expect(leftToDo({ ...emptyDraft("patient"), urgency: "urgent" }, script).map((one) => one.field)).toEqual([
    "answers.caller", "answers.callback", "answers.reason", "readBack.numberFirst",
  ]);
});

test("[N4] names and reason have to be read back", () => {
  expect(readBack({ names: false })).toEqual(["names readBack.names"]);
  expect(readBack({ reason: false })).toEqual(["reason readBack.reason"]);
});

test("[N4] a red-flag word asks for its sentence, and for nothing once it is said", () => {
  const answers = { ...complete.answers, reason: { value: "Chest  pain since midnight" } };
  expect(left({ answers })).toEqual(["said said.chest-pain"]);
  expect(left({ answers, said: ["chest-pain"] })).toEqual([]);
});

test("[N4] an urgent message needs the number twice, equal, and one that exists", () => {
  expect(readBack({ numberAgain: "" })).toEqual(["number-again readBack.numberAgain"]);
  expect(readBack({ numberAgain: "212 555 0124" })).toEqual(["numbers-differ readBack.numberAgain"]);
  expect(left({ answers: { ...complete.answers, callback: { value: "999 555 0142" } }, readBack: { ...complete.readBack, numberFirst: "", numberAgain: "999 555 0142" } })).toEqual(["number-invalid readBack.numberFirst"]);
  expect(readBack({ numberFirst: "212 555 0143", numberAgain: "212 555 0143" })).toEqual(["numbers-differ readBack.numberFirst"]);
});

test("[N4] a routine message needs the number once, and refuses one that does not exist", () => {
  expect(left({ urgency: "routine", readBack: { ...complete.readBack, numberFirst: "", numberAgain: "" } })).toEqual([]);
  expect(left({ urgency: "routine", answers: { ...complete.answers, callback: { value: "555 0142" } }, readBack: { ...complete.readBack, numberFirst: "", numberAgain: "" } })).toEqual(["number-invalid readBack.numberFirst"]);
});

test("[N4] an answer outside the choices of the script is named", () => {
  expect(left({ answers: { ...complete.answers, fever: { value: "green" } } })).toEqual(["choice answers.fever"]);
});

test("[N5] red-flag words force the urgency up, whatever was chosen", () => {
  const answers = { ...complete.answers, reason: { value: "no chest pain" } };
  expect(urgencyOf(script, { ...complete, answers, urgency: "routine" })).toBe("emergency");
  expect(urgencyOf(script, { ...complete, urgency: "routine" })).toBe("routine");
});

test("[N2] the places that differ are counted from the end of the number", () => {
  expect(whichDigitsDiffer("(212) 555-0142", "+1 212 555 0142")).toEqual({ kind: "same" });
  expect(whichDigitsDiffer("212 555 0142", "212 555 0124")).toEqual({ kind: "digits", fromTheEnd: [1, 2] });
  expect(whichDigitsDiffer("212 555 0142", "212 555 014")).toEqual({ kind: "length", first: 10, again: 9 });
});

test("[N2] whatever the grouping, a number equals itself, and one changed digit is found at its place", () => {
  const tenDigits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 10, maxLength: 10 });
  fc.assert(fc.property(tenDigits, fc.nat(9), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
    const text = number.join("");
    expect(whichDigitsDiffer(text, `1 (${text.slice(0, 3)}) ${text.slice(3)}`)).toEqual({ kind: "same" });
    const wrong = number.map((digit, place) => (place === at ? (digit + by) % 10 : digit)).join("");
    expect(whichDigitsDiffer(text, wrong)).toEqual({ kind: "digits", fromTheEnd: [10 - at] });
  }));
});

test("[N4] a draft whose two numbers differ is never complete when it is urgent", () => {
  const number = fc.stringMatching(/^[2-9]\d{9}$/);
  fc.assert(fc.property(number, number, fc.constantFrom("urgent" as const, "emergency" as const), (first, again, urgency) => {
    fc.pre(first !== again);
    expect(left({ urgency, answers: { ...complete.answers, callback: { value: first } }, readBack: { ...complete.readBack, numberFirst: first, numberAgain: again } })).not.toEqual([]);
  }));
});

test("[N11] a call-back number other than the caller's own is marked, a withheld one is not", () => {
  expect(differsFromCallerId("+12125550142", "+12125550142")).toBe(false);
  expect(differsFromCallerId("+12125550142", "2125550142")).toBe(false);
  expect(differsFromCallerId("+12125550142", "+13125550199")).toBe(true);
  expect(differsFromCallerId("+12125550142", null)).toBe(false);
  expect(callbackNumber("555 0142")).toBeUndefined();
});

test("[N7] what is sealed can be read without the script it was taken down with", () => {
  const { content, urgency } = contentOf(complete, script, "+13125550199");
  expect(urgency).toBe("urgent");
  expect(content).toMatchObject({
    v: 1, patient: "Marta Example", reason: "Cough since the evening", readBack: true,
    callback: { name: "Marta Example", number: "+12125550142", differsFromCallerId: true },
    lines: [{ label: "Caller", value: "Marta Example", spelled: "M-A-R-T-A" }, { label: "Call-back" }, { label: "Reason" }],
  });
});
