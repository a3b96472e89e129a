import fc from "fast-check";
import { parsePhoneNumberWithError } from "libphonenumber-js/max";
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
  test("[C120] no area code has two States, and each of the fifty States and the District has at least one, those that ask for all parties among them", () => {
    const all = areaCodes();
    expect(new Set(all).size).toBe(all.length);
    expect(STATES).toHaveLength(51);
    expect(new Set(all.map((code) => stateOfNumber(`+1${code}5550142`)))).toEqual(new Set(STATES));
    expect(STATES).toEqual(expect.arrayContaining([...Object.keys(ALL_PARTY_STATES), "OR", "VT", "HI"]));
  });

  test("[C120] the area codes with a State are those of the numbering plan that belong to a place in the United States, and no others", () => {
    const placed = (code: string): boolean => {
      const number = parsePhoneNumberWithError(`+1${code}2345678`);
      return number.country === "US" && number.getType() === "FIXED_LINE_OR_MOBILE";
    };
    const every = Array.from({ length: 800 }, (_, nth) => String(nth + 200));
    expect(areaCodes().toSorted()).toEqual(every.filter(placed));
  });

  test("[C120] however a number is written, its State is that of its area code, and a number of seven digits or of another country has none", () => {
    fc.assert(fc.property(fc.constantFrom(...areaCodes()), fc.stringMatching(/^[2-9]\d{6}$/), fc.constantFrom("+1", "1", ""), (code, rest, before) => {
      expect(stateOfNumber(`${before}${code}${rest}`)).toBe(stateOfNumber(`+1${code}5550142`));
      expect([stateOfNumber(rest), stateOfNumber(`+44${code}${rest}`)]).toEqual([null, null]);
    }));
  });

  test.each([["+12125550142", "NY"], ["12125550142", "NY"], ["3055550142", "FL"], ["+18005550142", null], ["+442071838750", null], ["100", null], ["anonymous", null], [null, null]] as const)("[C120] %s tells of %s", (number, expected) => {
    expect(stateOfNumber(number)).toBe(expected);
  });
});
