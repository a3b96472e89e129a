import fc from "fast-check";
import { expect, test } from "vitest";
import { isInNumberingPlan, normalise } from "./number.ts";

const digit = (min: number) => fc.integer({ min, max: 9 });
const american = fc.tuple(digit(2), digit(0), digit(0), digit(2), digit(0), digit(0), digit(0), digit(0), digit(0), digit(0)).map((digits) => digits.join(""));

test("[DR1] however a North American number is typed, it is one number", () => {
  fc.assert(
    fc.property(american, (n) => {
      const [area, exchange, line] = [n.slice(0, 3), n.slice(3, 6), n.slice(6)];
      const forms = [n, `1${n}`, `+1${n}`, `(${area}) ${exchange}-${line}`, `${area}.${exchange}.${line}`, `1 ${area} ${exchange} ${line}`, `+1 (${area}) ${exchange}-${line}`, ` ${area} ${exchange}${line} `];
      expect(new Set(forms.map(normalise))).toEqual(new Set([`+1${n}`]));
    }),
  );
});

test("[DR1] what was normalised once stays as it is", () => {
  const typed = fc.oneof(fc.string({ maxLength: 40 }), fc.stringMatching(/^[+]?[0-9 ().-]{5,20}$/));
  fc.assert(
    fc.property(typed, (text) => {
      const once = normalise(text);
      if (once === undefined) return;
      expect(once).toMatch(/^\+[1-9]\d{6,14}$/);
      expect(normalise(once)).toBe(once);
    }),
    { numRuns: 2000 },
  );
});

test("[DR1] too short, too long, with an extension, with letters or with an area code that cannot be is no number", () => {
  for (const text of ["", "911", "555-0142", "12125550142999", "212-555-0142 x12", "lakeside", "+1 112 555 0142", "+1 212 155 0142", "1".repeat(500)]) expect(normalise(text), text).toBeUndefined();
});

test("[DR1] numbers of other countries keep their own country code", () => {
  expect(normalise("+44 20 7946 0958")).toBe("+442079460958");
  expect(normalise("011 44 20 7946 0958")).toBe("+442079460958");
});

test("[DR1] a number whose range is not in use can be stored as a caller's, not given to an account", () => {
  expect(isInNumberingPlan("+12125550142")).toBe(true);
  expect(isInNumberingPlan("+15552345678")).toBe(false);
});
