import { PLAIN_SKILLS, type Language, type Menu, type Skills } from "../../../contract/reception.ts";
import type { Tx } from "../../foundation/db/db.ts";
import type { AccountId, PersonId } from "../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../foundation/refusal.ts";
import type { Instant } from "../../foundation/time.ts";
import { readReceptionOf, receptionOf, saveReception, type Received } from "./commands/save-reception.ts";
import { readSkills, saveSkills } from "./commands/save-skills.ts";
import type { Needs } from "./needs.ts";
import { refusals } from "./refusals.ts";
import { isOpen } from "./rules/hours.ts";
import { menuPrompt } from "./rules/menu-words.ts";
import * as store from "./store.ts";
import * as receptions from "./store/reception.ts";

/** How callers are received. */
export const receptionDoor = (needs: Needs) => ({
  read: readReceptionOf(needs),
  save: saveReception(needs),
  /** [DR21] Tried on the screen: nothing is stored, and nobody is named. */
  hear: async (menu: Menu, language: Language): Promise<Outcome<{ pcmuBase64: string; words: string }>> => {
    if (!needs.prompts) return refuse(refusals.noPrompts);
    const prompt = menuPrompt(menu, { language, again: false });
    return done({ pcmuBase64: needs.prompts.sound(prompt).toString("base64"), words: needs.prompts.words(prompt) });
  },
  /** What a call is stamped with as it rings, and whether the office is open. */
  stampFor: async (tx: Tx, id: AccountId, at: Instant): Promise<Received & { readonly open: boolean }> => {
    const [row] = await store.accounts(tx, id);
    return { ...(await receptionOf(tx, id)), open: row !== undefined && isOpen(row, at) };
  },
});

export const skillsDoor = (needs: Needs) => ({
  read: readSkills(needs),
  save: saveSkills(needs),
  /** [DR22] Of whoever is not named: English, every practice, no more. */
  of: async (tx: Tx, people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Skills>> => {
    const named = new Map((await receptions.skills(tx, people)).map(({ person, ...skills }) => [person, skills as Skills]));
    return new Map(people.map((person) => [person, named.get(person) ?? PLAIN_SKILLS]));
  },
});
