import { z } from "zod";
import { E164, Label, route, TypedNumber, Uuid } from "./common.ts";

/** How a practice's callers are received: what they hear first, who may answer them, and what comes when nobody is free. */
export const Language = z.enum(["en", "es"]);
export type Language = z.infer<typeof Language>;

/** What a key does. `spanish` says the menu again in Spanish; there the same key says it in English. */
export const MenuAct = z.enum(["urgent", "office", "operator", "voicemail", "check-in", "spanish"]);
export type MenuAct = z.infer<typeof MenuAct>;
/** 0 is an operator in every menu, whether it is said or not; # ends a recording. */
export const MenuKey = z.enum(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);

export const Menu = z.object({
  on: z.boolean().describe("off: callers are put in line at once"),
  keys: z.array(z.object({ key: MenuKey, act: MenuAct })).max(9),
  waitSeconds: z.number().int().min(2).max(15).describe("after the last word, before an operator is rung for a caller who pressed nothing"),
  roundsMax: z.number().int().min(1).max(3).describe("how often it is said to a caller who presses keys that do nothing"),
});
export type Menu = z.infer<typeof Menu>;

/** A mailbox answers as a person does, and presses nothing. */
const KeyToTake = z.boolean().describe("whoever answers presses 1 before the caller is with them; off: an answer is enough, and a mailbox has the caller");

/** Another answering service, which takes callers over the trunk when nobody here is ready. They hear of patients, so an agreement with them comes first (45 CFR 164.502(e)). */
export const Partner = z.object({
  name: Label.max(80),
  number: E164,
  agreementSigned: z.iso.date().describe("the day on which the business associate agreement with them was signed, as whoever saves this says it"),
  seconds: z.number().int().min(10).max(300).describe("of waiting with nobody ready, before they are rung"),
  keyToTake: KeyToTake,
});
export type Partner = z.infer<typeof Partner>;

/** What comes one after the other while nobody who fits is free. Seconds of waiting. */
export const Overflow = z.object({
  languageSeconds: z.number().int().min(0).max(120).describe("for a speaker of the caller's language; then anybody, with an interpreter"),
  certifiedSeconds: z.number().int().min(0).max(120).describe("for an operator who knows this practice; then anybody"),
  reserveSeconds: z.number().int().min(0).max(300).describe("then those who answer only when it is busy"),
  partner: Partner.nullable().describe("then another service; null: none"),
  voicemailSeconds: z.number().int().min(30).max(600).describe("then a message, with an alarm"),
});
export type Overflow = z.infer<typeof Overflow>;

/** How long an office is rung for a caller: a few rings, and not so long that its own mailbox answers. */
const RingSeconds = z.number().int().min(10).max(60).nullable();
export const Reception = z.object({
  menu: Menu,
  certified: z.boolean().describe("operators who know this practice come first"),
  whenOpen: z.object({
    forwardTo: E164.nullable().describe("a number to which callers are sent while the office is open; null: to the desk, as at night"),
    ringSeconds: RingSeconds.describe("how long it is rung by us before the caller comes back to the line; null: the carrier sends the call there, and it does not come back"),
    keyToTake: KeyToTake,
  }),
  overflow: Overflow,
});
export type Reception = z.infer<typeof Reception>;

/** As an account is received until it chooses: in line at once, and a message after three minutes. */
export const PLAIN_RECEPTION: Reception = {
  menu: { on: false, keys: [{ key: "1", act: "urgent" }, { key: "2", act: "office" }, { key: "9", act: "spanish" }], waitSeconds: 5, roundsMax: 2 },
  certified: false, whenOpen: { forwardTo: null, ringSeconds: 20, keyToTake: true },
  overflow: { languageSeconds: 20, certifiedSeconds: 30, reserveSeconds: 60, partner: null, voicemailSeconds: 180 },
};

const Typed = Reception.extend({
  whenOpen: Reception.shape.whenOpen.extend({ forwardTo: TypedNumber.nullable() }),
  overflow: Overflow.extend({ partner: Partner.extend({ number: TypedNumber }).nullable() }),
});
export type TypedReception = z.infer<typeof Typed>;
export const ReceptionReply = z.object({ version: z.number().int().describe("0: never changed"), reception: Reception });

/** What an operator can do beyond the ordinary. */
export const Skills = z.object({
  languages: z.array(Language).min(1).max(2),
  accounts: z.array(Uuid).max(1000).nullable().describe("the practices that this operator knows; null: all of them"),
  urgent: z.boolean().describe("is asked first for a caller who chose the urgent key"),
  reserve: z.boolean().describe("answers only when it is busy"),
});
export type Skills = z.infer<typeof Skills>;
export const PLAIN_SKILLS: Skills = { languages: ["en"], accounts: null, urgent: false, reserve: false };

const A = z.object({ account: Uuid });
const OPERATORS_MAX = 1000;
const skills = z.object({ operators: z.array(Skills.extend({ person: Uuid })).max(OPERATORS_MAX) });
export const receptionRoutes = {
  reception: route({ method: "GET", path: "/api/accounts/:account/reception", summary: "The menu, who may answer, and what comes when nobody is free", params: A, reply: ReceptionReply }),
  saveReception: route({ method: "PUT", path: "/api/accounts/:account/reception", summary: "Change how callers are received; each version is kept, and stamped on the calls it received", params: A, body: Typed, reply: ReceptionReply }),
  hearMenu: route({
    method: "POST", path: "/api/menu/hear", summary: "What callers would hear of this menu: 8 kHz µ-law sound (G.711) and the words", body: z.object({ menu: Menu, language: Language }), reply: z.object({ pcmuBase64: z.string(), words: z.string() }),
  }),
  skills: route({ method: "GET", path: "/api/operators/skills", summary: "What each operator can do; those who are not named have no more than English", reply: skills }),
  saveSkills: route({ method: "PUT", path: "/api/operators/:person/skills", summary: "Change what an operator can do; it holds for the next caller", params: z.object({ person: Uuid }), body: Skills, reply: skills }),
};
