// @vitest-environment jsdom
import { expect, it } from "vitest";
import { inGroups } from "../sign-in/my-telephone.tsx";
import { sayFailed } from "../office/check-ins.tsx";
import { sayCard } from "./check-in.tsx";

const card = { person: "00000000-0000-7000-8000-000000000001", state: "claimed", how: null, triesLeft: 3 } as const;

it("[W161] while it is not proved the card says to tell nothing, and after three wrong tries as well; only a proof says otherwise", () => {
  expect(sayCard(card, "Dr Amy Lee")).toBe("Says that they are Dr Amy Lee. Not proved: tell nothing. Until it is, you open no message.");
  expect(sayCard({ ...card, state: "failed", triesLeft: 0 }, "Dr Amy Lee")).toMatch(/Tell this caller nothing/);
  expect(sayCard({ ...card, state: "verified", how: "pin" }, "Dr Amy Lee")).toBe("Dr Amy Lee is verified by their PIN. You may tell them what is theirs.");
  expect(sayCard({ ...card, state: "verified", how: "number" }, "Dr Amy Lee")).toMatch(/at the number on file/);
});

it("[W162] a failed check-in is said with the name that was claimed and the place; a code that nobody has is that of nobody", () => {
  expect(sayFailed({ name: "Dr Amy Lee", via: "operator" })).toBe("In the name of Dr Amy Lee, at a desk");
  expect(sayFailed({ name: null, via: "line" })).toBe("With a code that nobody has, on the check-in line");
});

it("[W160] a person code is shown in groups, as it is keyed", () => {
  expect(inGroups("4829175")).toBe("482 91 75");
});
