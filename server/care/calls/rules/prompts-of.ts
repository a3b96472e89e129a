import { menuPrompt } from "../../directory/index.ts";
import type { CallState, Sound } from "./call-words.ts";

type Heard = Pick<CallState, "choosing" | "news" | "reception" | "wants">;

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
  "office-ringing": "office-ringing",
  "ringing": "ringing",
  "office-no-answer": "office-no-answer",
  "office-busy": "office-busy",
  "office-unreached": "office-unreached",
  "partner-ringing": "partner-ringing",
  "partner-unreached": "partner-unreached",
};

const TONES: ReadonlySet<Sound> = new Set(["hold-tone", "ringing"]);

function menuFor({ choosing, reception, wants }: Heard): string {
  return menuPrompt(reception.menu, choosing ?? { language: wants.language, again: false });
}

/** [C95] What a caller hears, in the language that they chose; the menu is their account's own. */
export function promptFor(sound: Sound, state: Heard): string {
  if (sound === "news") return state.news?.prompt ?? promptOf["hold-tone"];
  if (sound === "menu") return menuFor(state);
  const inSpanish = state.wants.language === "es" && !TONES.has(sound);
  return inSpanish ? `${promptOf[sound]}.es` : promptOf[sound];
}
