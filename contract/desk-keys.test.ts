import fc from "fast-check";
import { expect, test } from "vitest";
import { DeskKeysShape, deskActs, keyFault, usualKeys, type DeskAct } from "./desk-keys.ts";

const acts = Object.keys(deskActs) as DeskAct[];

test("[W22] the usual keys of the desk are allowed, and no two are the same", () => {
  expect(keyFault(usualKeys)).toBeUndefined();
  expect(DeskKeysShape.safeParse(usualKeys).success).toBe(true);
});

test("[W22] no act can have the key of another, whichever two they are", () => {
  fc.assert(fc.property(fc.constantFrom(...acts), fc.constantFrom(...acts), (one, other) => {
    fc.pre(one !== other);
    expect(keyFault({ ...usualKeys, [one]: usualKeys[other] })?.say).toContain("is taken");
  }));
});

test("[W22] a bare letter, a browser's key and a screen reader's key are refused", () => {
  for (const key of ["A", "5", "Enter", "Tab", "Escape", " ", "Insert", "Alt Insert", "CapsLock", "Ctrl Alt U", "Shift F10", "F5", "F10", "Ctrl W", "Ctrl C", "Ctrl ←", "Alt F4", "Alt D", ""]) {
    expect(keyFault({ ...usualKeys, answer: key })?.act, key).toBe("answer");
  }
});

test("[W22] a free function key, or Ctrl or Alt with a free key, is taken", () => {
  for (const key of ["Alt B", "Alt 4", "Alt S", "Ctrl M", "Ctrl D", "Alt F2"]) expect(keyFault({ ...usualKeys, answer: key }), key).toBeUndefined();
});

test("[W22] an act that the desk does not have is no set of keys, nor is one that is left out", () => {
  expect(DeskKeysShape.safeParse({ ...usualKeys, launch: "F6" }).success).toBe(false);
  const { answer: _, ...without } = usualKeys;
  expect(DeskKeysShape.safeParse(without).success).toBe(false);
});
