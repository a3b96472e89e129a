import { expect, test } from "vitest";
import { wantsWords } from "./wants.tsx";

const plain = { choosing: false, language: "en", urgent: false, choice: null, needsInterpreter: false } as const;
const said = (wants: Partial<Parameters<typeof wantsWords>[0]>) => wantsWords({ ...plain, ...wants }).map(([, say]) => say);

test("[K80] the row of a call says what cannot wait first, then the language, then what was chosen", () => {
  expect(said({})).toEqual([]);
  expect(said({ urgent: true, choice: "urgent", language: "es", needsInterpreter: true })).toEqual(["Cannot wait", "Spanish: needs an interpreter"]);
  expect(said({ choice: "office", language: "es" })).toEqual(["Spanish", "For the office"]);
  expect(said({ choosing: true })).toEqual(["Hears the menu"]);
  expect(said({ choice: "none" })).toEqual([]);
});
