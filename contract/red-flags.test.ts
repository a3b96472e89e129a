import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flagHits, gravest, raisedFlags, urgencyFloor, urgencyOf } from "./red-flags.ts";
import type { RedFlag, ScriptBody } from "./scripts.ts";

const flag = (id: string, words: string[], urgency: RedFlag["urgency"] = "urgent"): RedFlag => ({ id, words, urgency, say: "Hang up and call 911." });
const breathing = flag("breathing", ["breathing fast", "can't breathe"]);
const chest = flag("chest", ["chest pain"], "emergency");
const script = (redFlags: RedFlag[]): ScriptBody => ({
  name: "Night", callerType: "patient", hours: "always", defaultUrgency: "routine", redFlags,
  items: [{ id: "who", kind: "name", label: "Patient", ask: "Who?", required: true }, { id: "why", kind: "long-text", label: "Reason", ask: "Why?", required: true, meaning: "reason" }],
});
const why = (value: string) => ({ why: { value } });
const marked = (text: string) => flagHits([breathing, chest], text).map((hit) => text.slice(hit.start, hit.end));

describe("red-flag words", () => {
  it("[R1] a red-flag phrase is found whatever its case, spacing, hyphens and apostrophes", () => {
    expect(marked("Cough, now Breathing  FAST")).toEqual(["Breathing  FAST"]);
    expect(marked("breathing-fast")).toEqual(["breathing-fast"]);
    expect(marked("she can’t breathe, she cant breathe")).toEqual(["can’t breathe", "cant breathe"]);
  });

  it("[R2] a word inside a longer word is no red flag", () => {
    expect(marked("chest pains and outbreathing fast")).toEqual([]);
    expect(marked("chestpain")).toEqual([]);
  });

  it("[R3] a denied red flag is still raised, because a person decides", () => {
    expect(marked("no chest pain")).toEqual(["chest pain"]);
  });

  it("[R4] each flag is raised once and names the question and the word as typed", () => {
    const raised = raisedFlags(script([breathing, chest]), why("CHEST pain, again chest pain"));
    expect(raised.map(({ flag: { id }, item, word }) => ({ id, item, word }))).toEqual([{ id: "chest", item: "why", word: "CHEST pain" }]);
  });

  it("[R5] answers to questions that are not in this script raise nothing", () => {
    expect(raisedFlags(script([chest]), { other: { value: "chest pain" } })).toEqual([]);
  });

  it("[R6] the urgency is never below what a red flag forces, and a graver choice stands", () => {
    const urgency = fc.constantFrom("emergency", "urgent", "routine" as const);
    fc.assert(fc.property(urgency, fc.boolean(), fc.boolean(), (chosen, fast, pain) => {
      const answers = why([fast ? "breathing fast" : "", pain ? "chest pain" : ""].join(" and "));
      const floor = urgencyFloor(raisedFlags(script([breathing, chest]), answers));
      const got = urgencyOf(script([breathing, chest]), { answers, urgency: chosen });
      expect(got).toBe(floor ? gravest(floor, chosen) : chosen);
      if (pain) expect(got).toBe("emergency");
      else if (fast) expect(got).not.toBe("routine");
    }));
  });

  it("[R7] a phrase among any other words is found, and its place is exact", () => {
    const other = fc.string({ unit: "binary" });
    fc.assert(fc.property(other, other, (before, after) => {
      const text = `${before} chest pain ${after}`.normalize("NFC");
      expect(flagHits([chest], text).some((hit) => text.slice(hit.start, hit.end).toLowerCase() === "chest pain")).toBe(true);
      for (const hit of flagHits([chest], text)) expect(text.slice(hit.start, hit.end).toLowerCase()).toMatch(/^chest[\s\u2010-\u2015-]+pain$/u);
    }));
  });

  it("[R1] accents that are typed or left out hide nothing, and the word is shown as it was typed", () => {
    const pressure = flag("pressure", ["presión en el pecho"]);
    for (const typed of ["presión en el pecho", "Presion en el pecho", "PRESIO\u0301N EN EL PECHO", "presion  en el péchó"]) {
      const text = `Ella dice: ${typed}, desde ayer`;
      expect(flagHits([pressure], text).map((hit) => text.normalize("NFC").slice(hit.start, hit.end))).toEqual([typed.normalize("NFC")]);
    }
    expect(flagHits([flag("accents", ["\u0301\u0301"])], "any text at all")).toEqual([]);
  });

  it("[R1] a phrase is found with any accents on any of its letters", () => {
    const accent = fc.constantFrom("", "\u0301", "\u0308", "\u0303");
    fc.assert(fc.property(fc.array(accent, { minLength: 10, maxLength: 10 }), (accents) => {
      const typed = [..."chest pain"].map((letter, i) => (letter === " " ? letter : letter + accents[i])).join("");
      const text = `é ${typed} é`.normalize("NFC");
      expect(flagHits([chest], text).map((hit) => text.slice(hit.start, hit.end))).toEqual([typed.normalize("NFC")]);
    }));
  });

  it("[R8] any phrase an account may write is matched as written, with no character read as a pattern", () => {
    const phrase = fc.string({ minLength: 2, maxLength: 60 }).filter((text) => /^[\p{L}\p{N}].*[\p{L}\p{N}]$/u.test(text.trim()) && text.trim().length > 1);
    fc.assert(fc.property(phrase, (words) => { expect(flagHits([flag("any", [words])], `so ${words.trim()} now`).length).toBeGreaterThan(0); }));
  });
});
