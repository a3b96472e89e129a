import { expect, test } from "vitest";
import { PLAIN_SKILLS } from "../../contract/index.ts";
import { operatorsOf, skillWords } from "./skills.tsx";

test("[W231] what an operator can do is said in words, and whoever is not named speaks English and knows every practice", () => {
  expect(skillWords(PLAIN_SKILLS)).toEqual(["English", "Knows every practice"]);
  expect(skillWords({ languages: ["en", "es"], accounts: ["a"], urgent: true, reserve: true })).toEqual(["English and Spanish", "Knows 1 practice", "Urgent calls first", "Only when it is busy"]);
});

test("[W231] those who can be rung at the desk are listed, and nobody who was let go", () => {
  const person = (name: string, role: string, over: object = {}) => ({ id: name, name, disabled: false, memberships: [{ role, client: null }], ...over }) as unknown as Parameters<typeof operatorsOf>[0][number];
  expect(operatorsOf([person("Ana", "operator"), person("Sam", "supervisor"), person("Cy", "compliance-officer"), person("Bo", "operator", { disabled: true })]).map(({ name }) => name)).toEqual(["Ana", "Sam"]);
});
