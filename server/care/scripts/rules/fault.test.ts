import fc from "fast-check";
import { expect, test } from "vitest";
import type { ScriptBody, ScriptItem } from "../../../../contract/scripts.ts";
import { ScriptBody as Shape } from "../../../../contract/scripts.ts";
import { faultIn } from "./fault.ts";
import { plainScripts } from "./plain-scripts.ts";
import { fitting, leavesPatientsOut, type Serving } from "./serving.ts";

const callback: ScriptItem = { id: "callback", kind: "phone", label: "Call-back", ask: "Your number?", required: true, meaning: "callback" };
const reason: ScriptItem = { id: "reason", kind: "long-text", label: "Reason", ask: "What is going on?", required: true, meaning: "reason" };
const script = (items: ScriptItem[], over: Partial<ScriptBody> = {}): ScriptBody => ({ name: "Night", callerType: "patient", hours: "always", items, redFlags: [], defaultUrgency: "urgent", ...over });
const text = (over: Partial<ScriptItem>): ScriptItem => ({ id: "more", kind: "text", label: "More", ask: "What else?", required: false, ...over });
const found = (items: ScriptItem[], over: Partial<ScriptBody> = {}) => {
  const fault = faultIn(script(items, over));
  return fault && `${fault.kind} ${fault.field}`;
};

test("[Q1] two questions of one name or one meaning are refused at the second", () => {
  expect(found([callback, reason, text({ id: "reason" })])).toBe("sameName items.2.id");
  expect(found([callback, reason, text({ meaning: "reason" })])).toBe("sameMeaning items.2.meaning");
});

test("[Q1] a call-back number is a telephone number, and a birth date a date", () => {
  expect(found([reason, text({ meaning: "callback", required: true })])).toBe("meaningMisfit items.1.meaning");
  expect(found([callback, reason, text({ meaning: "birth-date" })])).toBe("meaningMisfit items.2.meaning");
});

test("[Q2] a choice has two choices or more, each once, and nothing else has any", () => {
  expect(found([callback, reason, text({ kind: "choice" })])).toBe("choices items.2.choices");
  expect(found([callback, reason, text({ kind: "choice", choices: ["Refill"] })])).toBe("choices items.2.choices");
  expect(found([callback, reason, text({ kind: "choice", choices: ["Refill", "Refill"] })])).toBe("choices items.2.choices");
  expect(found([callback, reason, text({ choices: ["Refill", "Result"] })])).toBe("choices items.2.choices");
  expect(found([callback, reason, text({ kind: "choice", choices: ["Refill", "Result"] })])).toBeUndefined();
});

test("[Q2] what is only said is not required", () => {
  expect(found([callback, reason, text({ kind: "say", ask: "Thank you.", required: true })])).toBe("saidOnly items.2.kind");
});

test("[Q3] a script for patients without a required call-back or reason is refused; one for hospitals is not", () => {
  expect(found([reason])).toBe("missing items");
  expect(found([callback, { ...reason, required: false }])).toBe("missing items");
  expect(found([reason], { callerType: "hospital" })).toBeUndefined();
});

test("[Q4] self-triage is found in the words, the label, the choices and what a red flag says", () => {
  expect(found([callback, reason, text({ kind: "yes-no", ask: "Is this an emergency?" })])).toBe("selfTriage items.2.ask");
  expect(found([callback, reason, text({ label: "Urgency" })])).toBe("selfTriage items.2.label");
  expect(found([callback, reason, text({ kind: "choice", ask: "What kind of call is it?", choices: ["Urgent", "Routine"] })])).toBe("selfTriage items.2.choices");
  expect(found([callback, reason], { redFlags: [{ id: "x", words: ["fever"], urgency: "urgent", say: "Do you think this is urgent?" }] })).toBe("selfTriage redFlags.0.say");
  expect(faultIn(script([callback, reason, text({ ask: "Can this wait until morning?" })]))?.say).toContain("Question 3 asks the caller to judge whether it is an emergency. Callers judge wrongly");
});

test("[Q5] two red flags of one name are refused", () => {
  const flag = { id: "fever", words: ["fever"], urgency: "urgent" as const, say: "Dial 911 if they get worse." };
  expect(found([callback, reason], { redFlags: [flag, flag] })).toBe("sameFlag redFlags.1.id");
});

test("[Q10] the plain scripts keep every rule and the form of the contract, and serve every caller", () => {
  for (const plain of plainScripts) expect(faultIn(Shape.parse(plain)), plain.name).toBeUndefined();
  expect(fitting(plainScripts, true)).toHaveLength(5);
});

const serving = fc.record({ callerType: fc.constantFrom("patient", "hospital", "lab" as const), hours: fc.constantFrom("always", "open", "closed" as const) });
const live = fc.uniqueArray(serving, { maxLength: 9, selector: (one) => `${one.callerType} ${one.hours}` });

test("[Q8] at any hours each caller type has one script at most, and the one for these hours goes first", () => {
  fc.assert(
    fc.property(live, fc.boolean(), (scripts: Serving[], open) => {
      const found = fitting(scripts, open);
      expect(new Set(found.map((one) => one.callerType)).size).toBe(found.length);
      for (const one of scripts) {
        const chosen = found.find((other) => other.callerType === one.callerType);
        if (one.hours === (open ? "open" : "closed")) expect(chosen).toBe(one);
        if (one.hours === "always") expect(chosen).toBeDefined();
      }
      expect(found.some((one) => one.hours === (open ? "closed" : "open"))).toBe(false);
    }),
  );
});

test("[Q9] patients are left out exactly when some hour loses its script", () => {
  const all: Serving[] = [{ callerType: "patient", hours: "always" }];
  const both: Serving[] = [{ callerType: "patient", hours: "open" }, { callerType: "patient", hours: "closed" }];
  expect(leavesPatientsOut(all, both)).toBe(false);
  expect(leavesPatientsOut(both, both.slice(1))).toBe(true);
  expect(leavesPatientsOut(all, [])).toBe(true);
  expect(leavesPatientsOut([], both.slice(1))).toBe(false);
});
