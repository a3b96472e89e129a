import { describe, expect, it } from "vitest";
import type { Role, ScriptItem } from "../../contract/index.ts";
import { emptyBody, firstFault, slugOf } from "./account.tsx";
import { cutOffActs, mayCutOff } from "./cut-off.tsx";
import { nextTwoAtNight } from "./ladder-preview.tsx";
import { stepOf } from "./ladder-step.tsx";
import { minutesToAlarm, minutesWord } from "./ladders.tsx";
import { found, rolesToGive } from "./people.tsx";
import { idFor, inOrder, moved, newItem, newScript, withKind, wordsOf } from "./scripts/draft.ts";
import { faultIn } from "./scripts/editor.tsx";

const item = (change: Partial<ScriptItem>): ScriptItem => ({ id: "reason", kind: "text", label: "Reason", ask: "What is it about?", required: true, ...change });

describe("the script editor", () => {
  it("[W28] a question is moved to its new place and nothing else changes its order", () => {
    expect(moved(["a", "b", "c", "d"], 3, 0)).toEqual(["d", "a", "b", "c"]);
    expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
    expect(moved(["a"], 4, 0)).toEqual(["a"]);
  });

  it("[W28] two questions of one name have ids of their own", () => {
    expect(idFor("Reason", [])).toBe("reason");
    expect(idFor("Reason", ["reason", "reason-2"])).toBe("reason-3");
    expect(idFor("  123 Été!", [])).toBe("ete");
    const items = [newItem([])];
    expect(newItem(items).id).not.toBe(items[0]?.id);
  });

  it("[W28] what is only said is never required and means nothing; a choice begins with two", () => {
    expect(withKind(item({ meaning: "reason" }), "say")).toEqual({ id: "reason", kind: "say", label: "Reason", ask: "What is it about?", required: false });
    expect(withKind(item({}), "choice").choices).toEqual(["", ""]);
    expect(withKind(item({ kind: "choice", choices: ["Yes", "No"] }), "text").choices).toBeUndefined();
  });

  it("[W28] red-flag words are parted by commas, without empty ones", () => {
    expect(wordsOf("chest pain, , can't breathe ,a")).toEqual(["chest pain", "can't breathe"]);
  });

  it("[W28] the first thing missing is said at its field, in words", () => {
    const whole = { ...newScript("patient"), name: "Night script" };
    expect(faultIn(whole)).toBeUndefined();
    expect(faultIn({ ...whole, name: " " })).toEqual({ field: "name", say: "Give the script a name." });
    expect(faultIn({ ...whole, items: [...whole.items, item({ id: "x", ask: "" })] })).toEqual({ field: "items.3.ask", say: "Write what the operator says." });
    expect(faultIn({ ...whole, redFlags: [{ id: "flag", words: [], urgency: "urgent", say: "Hang up and dial 911." }] })).toEqual({ field: "redFlags.0.words", say: "Write at least one word." });
  });

  it("[W28] scripts stand as callers do at the desk: patients first", () => {
    const of = (callerType: "patient" | "lab" | "physician", name: string) => ({ callerType, hours: "always" as const, name });
    expect(inOrder([of("physician", "P"), of("lab", "L"), of("patient", "B"), of("patient", "A")]).map(({ name }) => name)).toEqual(["A", "B", "L", "P"]);
  });
});

describe("the practice's own pages", () => {
  it("[W27] how long until the alarm is the patience of all rungs with their repeats", () => {
    const rung = (who: "on-duty" | "backup" | "desk-alarm", patienceMinutes: number, repeats: number) => ({ who, patienceMinutes, repeats });
    expect(minutesToAlarm([rung("on-duty", 5, 1), rung("backup", 2.5, 0), rung("desk-alarm", 1, 0)])).toBe(12.5);
    expect(minutesWord(12.5)).toBe("12 min 30 s");
    expect(minutesWord(8)).toBe("8 min");
  });

  it("[W27] a step keeps only what belongs to it: another choice of who forgets which backup, role or person it was", () => {
    const backup = stepOf({ who: "backup", patienceMinutes: 5, repeats: 1 }, { nth: 2 });
    expect(backup).toEqual({ who: "backup", nth: 2, patienceMinutes: 5, repeats: 1 });
    expect(stepOf(backup, { who: "on-duty" })).toEqual({ who: "on-duty", patienceMinutes: 5, repeats: 1 });
    expect(stepOf(stepOf(backup, { who: "operator-calls" }), { rings: "role", role: "Cardiology" })).toEqual({ who: "operator-calls", rings: "role", role: "Cardiology", patienceMinutes: 5, repeats: 1 });
    expect(stepOf(backup, { by: ["voice"] })).toEqual({ ...backup, by: ["voice"] });
    expect([stepOf(stepOf(backup, { by: ["voice"] }), { by: ["inbox"] }), stepOf(stepOf(backup, { by: ["voice"] }), { who: "operator-calls" })].some((step) => "by" in step)).toBe(false);
    expect(stepOf(stepOf(backup, { who: "person", person: "lee" }), { who: "nurse-triage" })).toEqual({ who: "nurse-triage", patienceMinutes: 5, repeats: 1 });
  });

  it("[W27] the preview begins at the coming two at night, by the practice's own clock", () => {
    expect(nextTwoAtNight("America/New_York", Date.parse("2027-01-14T20:00:00Z"))).toBe("2027-01-15T02:00");
    expect(nextTwoAtNight("America/New_York", Date.parse("2027-01-15T06:30:00Z"))).toBe("2027-01-15T02:00");
  });

  it("[W22] an account says what is missing at its field, and takes its short name from its name", () => {
    expect(firstFault(emptyBody)?.field).toBe("name");
    expect(firstFault({ ...emptyBody, name: "Northside", slug: "northside", greeting: "Northside, hello" })).toBeUndefined();
    expect(firstFault({ ...emptyBody, name: "Northside", slug: "northside", greeting: "Hello", fallback: "+12" })?.field).toBe("fallback");
    expect(slugOf("St. Mary’s Émile Clinic")).toBe("st-mary-s-emile-clinic");
  });

  it("[W30] a manager gives the practice's roles, a supervisor operators too, an administrator all, a clinician none", () => {
    const held = (...roles: Role[]) => rolesToGive(roles.map((role) => ({ role })));
    expect(held("clinician")).toEqual([]);
    expect(held("client-manager")).toEqual(["clinician", "client-manager"]);
    expect(held("supervisor")).toEqual(["clinician", "client-manager", "operator"]);
    expect(held("operator", "administrator")).toContain("administrator");
  });

  it("[W30] whoever may give every role of a person may cut that person off, and nobody themselves", () => {
    const person = (...roles: Role[]) => ({ id: "lee", memberships: roles.map((role) => ({ id: role, client: null, clientName: null, role, from: "2027-01-01T00:00:00Z", until: null })) });
    expect(mayCutOff("mia", person("clinician"), rolesToGive([{ role: "client-manager" }]))).toBe(true);
    expect(mayCutOff("mia", person("clinician", "operator"), rolesToGive([{ role: "client-manager" }]))).toBe(false);
    expect(mayCutOff("lee", person("clinician"), rolesToGive([{ role: "administrator" }]))).toBe(false);
    expect(mayCutOff("mia", person(), rolesToGive([{ role: "administrator" }]))).toBe(false);
    expect(cutOffActs({ disabled: true })).toEqual(["enable"]);
    expect(cutOffActs({ disabled: false })).toEqual(["reset", "forget", "sign-out", "disable"]);
  });

  it("[W30] a person is found by name, address, role or place, all words together", () => {
    const person = (name: string, role: Role, clientName: string | null) => ({ id: name, name, email: `${name}@demo.example`.toLowerCase(), zone: "America/New_York", signedIn: false, disabled: false, memberships: [{ id: "m", client: clientName && "c", clientName, role, from: "2027-01-01T00:00:00Z", until: null }] });
    const people = [person("Ana", "operator", null), person("Lee", "clinician", "Lakeside Medical Group"), person("Brandt", "clinician", "Riverside")];
    const names = (words: string) => found(people, words).map(({ name }) => name);
    expect(names("clinician lake")).toEqual(["Lee"]);
    expect(names("ANA@")).toEqual(["Ana"]);
    expect(names("service")).toEqual(["Ana"]);
    expect(names(" ")).toHaveLength(3);
    expect(names("nobody")).toEqual([]);
  });
});
