import type { Language, Menu } from "../../../../contract/reception.ts";

/** Parts of one prompt are joined by it. */
const JOINED_BY = "+";
const suffix = (language: Language): string => (language === "en" ? "" : ".es");

export interface Saying {
  readonly language: Language;
  /** After a key that does nothing. */
  readonly again: boolean;
}

/** The key that changes the language is said in the language that it leads to, and first: whoever needs it does not understand the rest. */
function otherLanguage(menu: Menu, language: Language): string[] {
  const entry = menu.keys.find(({ act }) => act === "spanish");
  if (!entry) return [];
  return language === "en" ? ["menu-spanish.es", `digit-${entry.key}.es`] : ["menu-english", `digit-${entry.key}`];
}

/** [DR21] What a caller hears of a menu, as the names of its parts: the emergency sentence first, in each language in which the menu can be heard. */
export function menuPrompt(menu: Menu, { language, again }: Saying): string {
  const end = suffix(language);
  const bilingual = menu.keys.some(({ act }) => act === "spanish");
  const emergency = language === "es" ? ["emergency.es"] : bilingual ? ["emergency", "emergency.es"] : ["emergency"];
  const keys = menu.keys.filter(({ act }) => act !== "spanish").flatMap(({ key, act }) => [`menu-${act}${end}`, `digit-${key}${end}`]);
  return [...emergency, ...(again ? [`menu-wrong${end}`] : []), ...otherLanguage(menu, language), ...keys, `menu-else${end}`].join(JOINED_BY);
}
