import fc from "fast-check";
import { expect, test } from "vitest";
import type { Menu, MenuAct } from "../../../../contract/reception.ts";
import { promptWords } from "../../../edge/media/prompts.ts";
import { menuPrompt } from "./menu-words.ts";

const acts: readonly MenuAct[] = ["urgent", "office", "operator", "voicemail", "check-in", "spanish"];
const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
const menus: fc.Arbitrary<Menu> = fc.tuple(fc.shuffledSubarray([...acts]), fc.shuffledSubarray([...digits], { minLength: acts.length })).map(([chosen, keys]) => ({ on: true, keys: chosen.map((act, n) => ({ key: keys[n]!, act })), waitSeconds: 5, roundsMax: 2 }));
const saying = fc.record({ language: fc.constantFrom("en" as const, "es" as const), again: fc.boolean() });

test("[DR21] every menu there can be begins with the emergency sentence, names each of its keys once, and has sound for each part", () => {
  fc.assert(
    fc.property(menus, saying, (menu, how) => {
      const words = promptWords(menuPrompt(menu, how));
      expect(words.startsWith(how.language === "es" ? "Si es una emergencia" : "If this is a life-threatening emergency, hang up and dial 9 1 1.")).toBe(true);
      for (const { key } of menu.keys) expect(words.match(new RegExp(`(press|oprima) ${key}\\.`, "g")), `key ${key} in: ${words}`).toHaveLength(1);
      expect(words.endsWith(how.language === "es" ? "para hablar con un operador." : "on the line for an operator.")).toBe(true);
    }),
  );
});

test("[DR21] who speaks Spanish hears the emergency sentence and the way to the Spanish menu in Spanish, before anything else in English", () => {
  const menu: Menu = { on: true, keys: [{ key: "1", act: "urgent" }, { key: "2", act: "office" }, { key: "9", act: "spanish" }], waitSeconds: 5, roundsMax: 2 };
  expect(promptWords(menuPrompt(menu, { language: "en", again: false }))).toBe(
    "If this is a life-threatening emergency, hang up and dial 9 1 1. Si es una emergencia que pone en peligro la vida, cuelgue y marque el 9 1 1. Para español, oprima 9. " +
      "If it cannot wait until the office opens, press 1. For a message to the office that can wait until it opens, press 2. Or stay on the line for an operator.",
  );
  expect(promptWords(menuPrompt(menu, { language: "es", again: true }))).toContain("Esa tecla no tiene función aquí. For English, press 9.");
});
