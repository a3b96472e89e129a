import { menuPrompt } from "../../directory/index.ts";
import type { CallState, Sound } from "./call-words.ts";

/** Each sound of the machine and the prompt that plays it. */
const promptOf: Record<Exclude<Sound, "menu" | "news">, string> = {
  "greeting": "greeting-wait",
  "recording-greeting": "recording-notice",
  "hold-tone": "hold",
  "operator-gone": "operator-gone",
  "other-gone": "other-gone",
  "nobody-ready": "voicemail-notice",
  "goodbye": "goodbye",
  "cannot-record": "cannot-take-calls",
  "connecting": "connecting",
  "message-wanted": "message-wanted",
  "call-back": "call-back",
};

/** [C85] What a caller hears, in the language that they chose; the menu is their account's own. */
export function promptFor(sound: Sound, state: Pick<CallState, "choosing" | "news" | "reception" | "wants">): string {
  if (sound === "news") return state.news?.prompt ?? promptOf["hold-tone"];
  if (sound === "menu") return menuPrompt(state.reception.menu, { language: state.choosing?.language ?? state.wants.language, again: state.choosing?.again ?? false });
  const name = promptOf[sound];
  return state.wants.language === "en" || sound === "hold-tone" ? name : `${name}.es`;
}
