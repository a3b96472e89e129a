/**
 * Who must agree before a telephone call is recorded. Federal law is content with one party (18 U.S.C. 2511(2)(d)); thirteen
 * States are not. A call between States is judged by the strictest of them, and what is not known is the strictest.
 */
import { STATES } from "./area-codes.ts";

export const FEDERAL = "18 U.S.C. 2511(2)(d)";
/** Bumped with every change of the table: a stored decision says by which it was made. */
export const LAWS_VERSION = "2026-11-2";

/** States in which all parties must agree or be told, each with its statute. Where statute and court, or two statutes, disagree, the stricter reading stands. */
export const ALL_PARTY_STATES: Readonly<Record<string, string>> = {
  CA: "Cal. Penal Code 632, 632.7", CT: "Conn. Gen. Stat. 52-570d", DE: "11 Del. C. 1335(a)(4)", FL: "Fla. Stat. 934.03(2)(d)", IL: "720 ILCS 5/14-2",
  MD: "Md. Code, Cts. & Jud. Proc. 10-402", MA: "Mass. Gen. Laws ch. 272, 99", MI: "Mich. Comp. Laws 750.539c", MT: "Mont. Code 45-8-213", NV: "Nev. Rev. Stat. 200.620",
  NH: "N.H. Rev. Stat. 570-A:2", PA: "18 Pa. C.S. 5703, 5704(4)", WA: "Wash. Rev. Code 9.73.030",
};

export type Who = "caller" | "account" | "operator";
export type PartyStates = Readonly<Record<Who, string | null>>;

export interface ConsentLaw {
  readonly law: "all-party" | "one-party";
  /** Whose State decided; null: none of the three asks for more than federal law. */
  readonly because: Who | null;
  /** The State that decided; null with `because`: it is not known. */
  readonly state: string | null;
  readonly citation: string | null;
}

const ORDER: readonly Who[] = ["caller", "account", "operator"];

/** [C120] The strictest of three States. A State that is known to ask more is named before one that is merely not known. */
export function consentLaw(states: PartyStates): ConsentLaw {
  const strict = ORDER.find((who) => Object.hasOwn(ALL_PARTY_STATES, states[who] ?? ""));
  if (strict) return { law: "all-party", because: strict, state: states[strict], citation: ALL_PARTY_STATES[states[strict]!]! };
  const unknown = ORDER.find((who) => !STATES.includes(states[who] ?? ""));
  if (unknown) return { law: "all-party", because: unknown, state: null, citation: null };
  return { law: "one-party", because: null, state: null, citation: FEDERAL };
}

/** What the caller presses who does not want to be recorded, as the notice says it. */
export const DECLINE_KEY = "9";
