import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "../../../foundation/time.ts";
import { pinStrength } from "./pin-strength.ts";
import { PIN_BRAKES, pressed, waitUntil, type Pressure } from "./throttle.ts";

const NOBODY = { digits: [] };
const sixDigits = fc.integer({ min: 0, max: 999_999 }).map((n) => String(n).padStart(6, "0"));

test("[I25] what is tried first is refused, and says why", () => {
  const why: Record<string, readonly string[]> = {
    "not-digits": ["12345", "1234567890123", "12a456", "", "١٢٣٤٥٦"],
    "repeats": ["111111", "121212", "112211", "123123", "48484848", "907907907"],
    "in-a-row": ["123456", "987654", "890123", "135791", "123457", "998765", "246802"],
    "a-date": ["198407", "071984", "120485", "851204", "311299", "19840712", "20011130"],
  };
  for (const [code, pins] of Object.entries(why)) for (const pin of pins) expect([pin, pinStrength(pin, NOBODY)]).toEqual([pin, code]);
});

test("[I25] digits of the person's own number or code are refused, forwards and backwards, however the number is written", () => {
  const her = { digits: ["(646) 555-0173", "4829175"] };
  for (const pin of ["550173", "640173", "017364", "371064", "829175", "917504"]) expect([pin, pinStrength(pin, her)]).toEqual([pin, "the-telephone"]);
  expect(pinStrength("640137", her)).toBe("strong");
});

test("[I25] most of the million are left to choose from, so that the rules help nobody to guess", () => {
  let strong = 0;
  for (let n = 0; n < 1_000_000; n += 7) if (pinStrength(String(n).padStart(6, "0"), { digits: ["+16465550173", "4829175"] }) === "strong") strong++;
  expect(strong / Math.ceil(1_000_000 / 7)).toBeGreaterThan(0.8);
});

test("[I25] no PIN is taken that holds the last four of any number of the person", () => {
  fc.assert(fc.property(fc.stringMatching(/^\+1[2-9]\d{2}[2-9]\d{6}$/), fc.integer({ min: 0, max: 2 }), fc.stringMatching(/^\d{2}$/), (number, at, rest) => {
    const pin = rest.slice(0, at) + number.slice(-4) + rest.slice(at);
    return pinStrength(pin, { digits: [number] }) !== "strong";
  }));
});

test("[I25] what is judged depends on the digits alone, never on the order of what is known", () => {
  fc.assert(fc.property(sixDigits, fc.array(sixDigits, { maxLength: 4 }), (pin, known) => pinStrength(pin, { digits: known }) === pinStrength(pin, { digits: known.toReversed() }) || pinStrength(pin, NOBODY) !== "strong"));
});

test("[I26] the third wrong PIN closes for a quarter of an hour; whoever goes on for a month is heard some six times a day", () => {
  let level: Pressure | undefined;
  const start = instant(1_800_000_000_000);
  const heard: number[] = [];
  for (let minute = 0; minute < 30 * 24 * 60; minute++) {
    const at = instant(start + minute * 60_000);
    if (waitUntil(PIN_BRAKES.pin, level, at) !== undefined) continue;
    level = pressed(PIN_BRAKES.pin, level, at);
    heard.push(minute);
  }
  expect(heard.slice(0, 4)).toEqual([0, 1, 2, 17]);
  expect(heard.length / 30).toBeLessThan(7);
});

test("[I26] many failures together make nobody wait", () => {
  let level: Pressure | undefined;
  for (let i = 0; i < 1000; i++) {
    const at = instant(1_800_000_000_000 + i);
    expect(waitUntil(PIN_BRAKES.everyPin, level, at)).toBeUndefined();
    level = pressed(PIN_BRAKES.everyPin, level, at);
  }
});
