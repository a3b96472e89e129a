import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { areaCodes, STATES, stateOfNumber } from "./area-codes.ts";
import { ALL_PARTY_STATES, consentLaw, FEDERAL, type PartyStates } from "./consent.ts";

const state = fc.option(fc.constantFrom(...STATES), { nil: null });
const states: fc.Arbitrary<PartyStates> = fc.record({ caller: state, account: state, operator: state });
const isStrict = (one: string | null): boolean => one === null || one in ALL_PARTY_STATES;

describe("which law a recorded call is under", () => {
  test("[C120] the strictest of caller, account and operator decides, and what is not known is the strictest", () => {
    fc.assert(fc.property(states, (all) => {
      expect(consentLaw(all).law).toBe(Object.values(all).some(isStrict) ? "all-party" : "one-party");
    }));
  });

  test("[C120] to know less never makes the law milder, and no order of the three changes it", () => {
    fc.assert(fc.property(states, fc.constantFrom("caller", "account", "operator"), (all, who) => {
      const less = consentLaw({ ...all, [who]: null });
      expect(less.law).toBe("all-party");
      expect(consentLaw({ caller: all.operator, account: all.caller, operator: all.account }).law).toBe(consentLaw(all).law);
    }));
  });

  test("[C120] the decision names whose State it was and the statute", () => {
    expect(consentLaw({ caller: "NY", account: "NY", operator: "FL" })).toEqual({ law: "all-party", because: "operator", state: "FL", citation: "Fla. Stat. 934.03(2)(d)" });
    expect(consentLaw({ caller: null, account: "WA", operator: "NY" })).toEqual({ law: "all-party", because: "account", state: "WA", citation: "Wash. Rev. Code 9.73.030" });
    expect(consentLaw({ caller: null, account: "NY", operator: "NY" })).toEqual({ law: "all-party", because: "caller", state: null, citation: null });
    expect(consentLaw({ caller: "NY", account: "OR", operator: "TX" })).toEqual({ law: "one-party", because: null, state: null, citation: FEDERAL });
  });

  test("[C120] thirteen States ask for all parties, each with its statute", () => {
    expect(Object.keys(ALL_PARTY_STATES).toSorted()).toEqual(["CA", "CT", "DE", "FL", "IL", "MA", "MD", "MI", "MT", "NH", "NV", "PA", "WA"]);
    expect(Object.values(ALL_PARTY_STATES).every((citation) => /\d/.test(citation))).toBe(true);
  });
});

describe("the State of a number", () => {
  test("[C120] every area code stands once, and is one of the plan", () => {
    const all = areaCodes();
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((code) => /^[2-9][0-8]\d$/.test(code))).toBe(true);
    expect(STATES).toHaveLength(51);
  });

  test.each([["+12125550142", "NY"], ["12125550142", "NY"], ["3055550142", "FL"], ["+18005550142", null], ["+442071838750", null], ["100", null], ["anonymous", null], [null, null]] as const)("[C120] %s tells of %s", (number, expected) => {
    expect(stateOfNumber(number)).toBe(expected);
  });
});
