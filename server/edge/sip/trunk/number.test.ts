import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mayDial, unitsAMinute } from "./destinations.ts";
import { readDialled } from "./number.ts";

const HOME = { allow: [], deny: [], rates: [] };

describe("what is dialled", () => {
  test.each([
    ["+12125550142", "+12125550142"], ["(212) 555-0142", "+12125550142"], ["1.212.555.0142", "+12125550142"], ["tel:+1-212-555-0142", "+12125550142"],
    ["tel:2125550142;phone-context=+1", "+12125550142"], ["011 44 20 7946 0000", "+442079460000"], ["+44 20 7946 0000", "+442079460000"],
  ])("[S70] %s is dialled as %s", (written, e164) => {
    expect(readDialled(written)).toEqual({ kind: "number", e164 });
  });

  test.each(["911", "933", "tel:911", " 9-1-1 "])("[S70] [S84] %s is an emergency number", (written) => {
    expect(readDialled(written)).toMatchObject({ kind: "emergency" });
  });

  test.each([
    "", "5550142", "+1911", "+1 911 555 0142", "+12121550142", "+11125550142", "9911", "2125550142;ext=7", "tel:+12125550142;ext=7", "sip:+12125550142@example.org", "+0123456789", "＋１２１２５５５０１４２", "+1212555014x",
    "+1212555014212345678",
  ])("[S70] %s is not dialled", (written) => {
    expect(readDialled(written)).toBeUndefined();
  });

  test("[S70] whatever is written, it is read or refused, in time, and what is read is digits alone", () => {
    const piece = fc.constantFrom("+", "1", "911", "212", "5550142", "-", "(", ")", " ", ";ext=1", "tel:", "\r\n", "@", "é", "\u0000");
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(piece).map((parts) => parts.join(""))), (written) => {
        const read = readDialled(written);
        if (read) expect(read.kind === "number" ? read.e164 : `+1${read.code}`).toMatch(/^\+[1-9]\d+$/);
      }),
    );
    expect(readDialled("+1 ".repeat(1_000_000))).toBeUndefined();
  });
});

describe("where we call", () => {
  test.each(["+12125550142", "+14165550142", "+17875550142", "+16715550142", "+18005550142", "+18885550142"])("[S81] %s in North America is called without any setting", (number) => {
    expect(mayDial(HOME, number)).toBe(true);
  });

  test.each(["+19005550142", "+12129765555", "+18095550142", "+18765550142", "+12425550142", "+17005550142", "+15005550142", "+442079460000", "+525555550142"])("[S81] %s is not", (number) => {
    expect(mayDial(HOME, number)).toBe(false);
  });

  test("[S81] an installation opens and closes by prefix: the longest decides, and its own word stands before ours", () => {
    const own = { ...HOME, allow: ["+52", "+1809", "+1809555"], deny: ["+1212", "+18095550142", "+5255"] };
    expect(["+528112345678", "+18095550143", "+18095559999"].map((number) => mayDial(own, number))).toEqual([true, true, true]);
    expect(["+12125550142", "+18095550142", "+525555550142"].map((number) => mayDial(own, number))).toEqual([false, false, false]);
    expect(mayDial({ ...HOME, allow: ["+1809"], deny: ["+1809"] }, "+18095550143")).toBe(false);
  });

  test("[S81] a minute abroad costs ten units unless told otherwise, one at home", () => {
    expect([unitsAMinute(HOME, "+12125550142"), unitsAMinute(HOME, "+442079460000")]).toEqual([1, 10]);
    expect(unitsAMinute({ ...HOME, rates: [{ prefix: "+44", value: 3 }, { prefix: "+447", value: 7 }] }, "+447700900000")).toBe(7);
  });
});
