import fc from "fast-check";
import { expect, test } from "vitest";
import type { MessageDetail } from "../../../../contract/index.ts";
import { instant } from "../../../foundation/time.ts";
import { allCameOf, told } from "./came-of.ts";
import { nextInLine } from "./line-up.ts";
import { afterPin, NO_TRIES, PIN_TRIES_MAX } from "./pin.ts";
import { hindrance, type Standing } from "./telephone.ts";
import { readingOf, sayBusy, sayClosed, sayGone, sayGoodbye, sayGreeting, sayWrongPin, spellNumber } from "./words.ts";

const detail = (given: Partial<MessageDetail> = {}): MessageDetail => ({
  urgency: "urgent", accountName: "Lakeside", patient: "Tobi Marker", reason: "Cough since the evening", lines: [{ label: "Doctor", value: "Dr Lee" }], said: ["chest pain"],
  callback: { name: "Maria Marker", number: "+12125550142", differsFromCallerId: true }, recording: null, ...given,
} as MessageDetail);
const alone = { index: 1, of: 1 };

test.each([["+12125550142", "two one two, five five five, zero one four two"], ["2125550142", "two one two, five five five, zero one four two"], ["+442079460000", "four four two, zero seven nine, four six zero, zero zero zero"], ["0", "zero"], ["", ""]])("[VD3] the number %s is said as %j", (number, said) => {
  expect(spellNumber(number)).toBe(said);
});

test("[VD3] every digit of a number is said once and in its order, however it is grouped", () => {
  const words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
  fc.assert(fc.property(fc.stringMatching(/^[2-9]\d{0,13}$/), (number) => {
    expect(spellNumber(number).replaceAll(",", "").split(" ").map((word) => words.indexOf(word)).join("")).toBe(number);
  }));
});

test("[VD3] a message is read whole: urgency and practice first, the call-back number last and spelled", () => {
  expect(readingOf(detail(), alone)).toBe(
    "Urgent message for Lakeside. Patient: Tobi Marker. Reason: Cough since the evening. Doctor: Dr Lee. The caller said: chest pain. Call back: Maria Marker. Call-back number: two one two, five five five, zero one four two. The caller rang from another number.");
  expect(readingOf(detail({ patient: null, reason: null, lines: [], said: [], callback: { name: null, number: null, differsFromCallerId: true }, recording: "0192c9a0-0000-7000-8000-000000000001" }), { index: 2, of: 3 })).toBe("Message 2 of 3. Urgent message for Lakeside. It is a voicemail: hear the recording in the inbox.");
});

test("[VD3] a corrected message says so first, with what was changed", () => {
  const corrected = { at: "2027-01-01T00:00:00Z", by: null, changed: [{ label: "Call-back number", was: "1", now: "2" }, { label: "Reason", was: null, now: "x" }] };
  expect(readingOf(detail({ corrected }), alone)).toMatch(/^Corrected\. Urgent message for Lakeside\. What was changed: Call-back number; Reason\. The whole message: Patient: Tobi Marker\./);
});

test("[VD1] nothing that is said before the PIN can be about a patient: it is made of the practice's name and counts alone", () => {
  const before = [sayGreeting({ account: "Lakeside", messages: 2, repeat: true }), sayWrongPin(2), sayWrongPin(1), sayBusy, sayClosed, sayGone, sayGoodbye];
  expect(before[0]).toBe("Repeat call. This is the answering service of Lakeside, with 2 messages for you. Please enter your PIN, then press the hash key.");
  for (const said of before) expect(said).not.toMatch(/patient|reason|number|urgent/i);
});

test("[VD2] whatever is answered about PINs in whatever order: open only after a right one, and closed after three wrong ones at the latest", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom<"right" | "wrong" | "locked" | "busy">("right", "wrong", "locked", "busy"), { minLength: 1, maxLength: 12 }), (answers) => {
    let [tries, asked] = [NO_TRIES, 0];
    for (const answer of answers) {
      const after = afterPin(tries, answer);
      asked += 1;
      expect(after.kind === "right").toBe(answer === "right");
      if (after.kind !== "again") {
        const same = answers.slice(0, asked).filter((one) => one === answer).length;
        if (after.kind === "refused") expect(answer === "locked" || (answer === "wrong" && same === PIN_TRIES_MAX)).toBe(true);
        if (after.kind === "pin-unheard") expect([answer, same]).toEqual(["busy", 3]);
        return;
      }
      tries = after.tries;
    }
    expect([answers.filter((one) => one === "wrong").length < 3, answers.filter((one) => one === "busy").length < 3]).toEqual([true, true]);
  }));
});

test("[VD7] only a person's key is accepted; everything else moves the ladder on, and only what is wrong with the way itself closes the way", () => {
  const accepted = allCameOf.filter((came) => told(came).answer.kind === "accepted");
  expect(accepted).toEqual(["acknowledged", "acknowledged-connected", "passed", "refused"]);
  const faults = allCameOf.filter((came) => "fault" in told(came).answer);
  expect(faults).toEqual(["trunk-fault", "challenged-for-ever", "no-trunk"]);
  const silent = allCameOf.filter((came) => told(came).say === null);
  expect(silent).toEqual(["not-wanted"]);
  expect(new Set(allCameOf.map((came) => told(came).say)).size).toBe(allCameOf.length);
});

const at = instant(1_000_000);
const ready: Standing = { allowed: true, onFile: "+16465550173", proved: "+16465550173", hasPin: true, closedUntil: null };
test.each([
  ["is ready", {}, undefined],
  ["was not allowed by the office", { allowed: false }, "not-allowed"],
  ["has no number on file", { onFile: null }, "not-proved"],
  ["never heard a code", { proved: null }, "not-proved"],
  ["changed the number since", { onFile: "+16465550174" }, "not-proved"],
  ["took the number away that was proved", { onFile: null, proved: null }, "not-proved"],
  ["has no PIN", { hasPin: false }, "no-pin"],
  ["was closed by wrong PINs", { closedUntil: instant(1_000_001) }, "closed"],
  ["was closed until now", { closedUntil: at }, undefined],
] as const)("[VD10] a person who %s", (_, given, why) => {
  expect(hindrance({ ...ready, ...given }, at)).toBe(why);
});

test("[VD8] the gravest is read first, of equals the first to come, and the order does not depend on how they stand", () => {
  const anyone = fc.record({ urgency: fc.constantFrom<"emergency" | "urgent" | "routine">("emergency", "urgent", "routine"), claimedAt: fc.nat({ max: 5 }), id: fc.uuid() });
  fc.assert(fc.property(fc.uniqueArray(anyone, { minLength: 1, maxLength: 8, selector: ({ id }) => id }), (waiting) => {
    const first = nextInLine(waiting)!;
    expect(nextInLine(waiting.toReversed())).toBe(first);
    const rank = { emergency: 0, urgent: 1, routine: 2 };
    for (const one of waiting) expect(rank[first.urgency] < rank[one.urgency] || (first.urgency === one.urgency && first.claimedAt <= one.claimedAt)).toBe(true);
  }));
  expect(nextInLine([])).toBeUndefined();
});
