import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyDraft, type Draft } from "../../contract/index.ts";
import { labScript, nightScript, typedDraft } from "../testing/scenes.ts";
import { forSending, placeOf, spelled, standing } from "./left-to-do.ts";

const at = (seconds: number) => new Date(Date.UTC(2027, 0, 14) + seconds * 1000).toISOString();
const night = nightScript(at);
const whats = (draft: Draft, script = night) => standing(script, draft).todo.map(({ what }) => what);
const finished: Draft = { ...typedDraft, said: ["breathing"], answers: { ...typedDraft.answers, since: { value: "midnight" } }, readBack: { names: true, reason: true, numberFirst: "212 555 0142", numberAgain: "2125550142" } };

describe("what is left to do", () => {
  it("[W8] it stands in the order an operator works: advice, questions, read-back", () => {
    expect(whats(typedDraft)).toEqual(["911 advice", "since", "reason", "number"]);
  });

  it("[W8] nothing is left of a finished message, and any one thing taken away is left again", () => {
    expect(whats(finished)).toEqual([]);
    expect(whats({ ...finished, said: [] })).toEqual(["911 advice"]);
    for (const { id, required, label } of night.items) {
      const { [id]: _, ...rest } = finished.answers;
      if (required) expect(whats({ ...finished, answers: rest })).toContain(label.toLowerCase());
    }
  });

  it("[W7] a routine message needs its number once; a red-flag word makes it twice", () => {
    const routine: Draft = { ...finished, urgency: "routine", said: [], answers: { ...finished.answers, reason: { value: "refill" } }, readBack: { ...finished.readBack, numberAgain: "" } };
    expect(whats(routine)).toEqual([]);
    expect(whats({ ...routine, answers: { ...routine.answers, reason: { value: "now breathing fast" } } })).toEqual(["911 advice", "number"]);
  });

  it("[W7] an urgent message needs a number also where the script asks none, and there is a place to type it", () => {
    const silent = { ...night, items: night.items.filter(({ meaning }) => meaning !== "callback") };
    const draft = { ...finished, readBack: { ...finished.readBack, numberFirst: "", numberAgain: "" } };
    expect(standing(silent, draft).todo).toEqual([{ what: "number", place: "number-first" }]);
    expect(standing(silent, { ...draft, readBack: { ...draft.readBack, numberFirst: "212 555 0142" } }).todo).toEqual([{ what: "number", place: "number-again" }]);
  });

  it("[W6] no choice of the operator goes below what a red flag forces", () => {
    fc.assert(fc.property(fc.constantFrom("emergency", "urgent", "routine" as const), (urgency) => { expect(standing(night, { ...finished, urgency }).urgency).not.toBe("routine"); }));
  });

  it("[W1] only the answers of the script in use go out, with the urgency that stands", () => {
    const sent = forSending(labScript(at), { ...emptyDraft("lab"), answers: { ...finished.answers, critical: { value: "Yes" } } });
    expect(Object.keys(sent.answers)).toEqual(["caller", "patient", "critical", "reason", "callback"]);
    expect(sent.urgency).toBe("urgent");
    expect(sent.readBack.numberFirst).toBe("212 555 0142");
  });

  it("[W1] a name is spelled by its last part, as it is read aloud", () => {
    expect(spelled("Marta Oyelaran, mother")).toBe("O-Y-E-L-A-R-A-N");
    expect(spelled("Zoë Núñez")).toBe("N-Ú-Ñ-E-Z");
    expect(spelled("")).toBe("");
  });

  it("[W8] the field a refusal names has a place on the screen", () => {
    const whole = standing(night, finished);
    expect(["answers.reason", "said.breathing", "readBack.names", "readBack.numberFirst", "readBack.numberAgain"].map((field) => placeOf(field, whole))).toEqual(["item:reason", "said:breathing", "names", "item:callback", "number-again"]);
  });
});
