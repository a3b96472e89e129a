import fc from "fast-check";
import { expect, test } from "vitest";
import { whatChanged, type Read } from "./what-changed.ts";

const read = (change: Partial<Read> = {}): Read => ({
  urgency: "routine", callback: { name: "Maria Sample", number: "+12125550142", differsFromCallerId: false },
  lines: [{ label: "Patient", value: "Tobi Sample", spelled: "S-A-M-P-L-E" }, { label: "Call-back", value: "212 555 0142" }, { label: "Reason", value: "Cough" }], ...change,
});

test("[N12] a changed word, a name spelled otherwise, a new urgency, and lines that came and went are each told with what was and what is", () => {
  const after = read({ urgency: "urgent", lines: [{ label: "Patient", value: "Tobi Sample", spelled: "S-A-M-P-E-L" }, { label: "Call-back", value: "(212) 555-0142" }, { label: "Since", value: "noon" }] });
  expect(whatChanged(read(), after)).toEqual([
    { label: "Urgency", was: "routine", now: "urgent" },
    { label: "Patient", was: "Tobi Sample (S-A-M-P-L-E)", now: "Tobi Sample (S-A-M-P-E-L)" },
    { label: "Call-back", was: "212 555 0142", now: "(212) 555-0142" },
    { label: "Since", was: null, now: "noon" },
    { label: "Reason", was: "Cough", now: null },
  ]);
});

test("[N12] a number that no line of the script holds is told by itself", () => {
  const callback = (number: string) => ({ name: null, number, differsFromCallerId: false });
  expect(whatChanged(read({ lines: [], callback: callback("+12125550142") }), read({ lines: [], callback: callback("+12125550199") }))).toEqual([{ label: "Call back", was: "+12125550142", now: "+12125550199" }]);
});

const anyLines = fc.array(fc.record({ label: fc.constantFrom("Reason", "Since", "Patient"), value: fc.string({ minLength: 1, maxLength: 8 }) }), { maxLength: 6 });

test("[N12] the same text has no change, and a change is told in both directions", () => {
  fc.assert(fc.property(anyLines, anyLines, (one, other) => {
    expect(whatChanged(read({ lines: one }), read({ lines: one }))).toEqual([]);
    const turned = whatChanged(read({ lines: other }), read({ lines: one })).map(({ label, was, now }) => ({ label, was: now, now: was }));
    const byAll = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    expect(whatChanged(read({ lines: one }), read({ lines: other })).toSorted(byAll)).toEqual(turned.toSorted(byAll));
  }));
});
