/**
 * The fixed things callers and operators hear: `prompts/NAME.ulaw`, raw PCMU. Made by `prompts/make.ts` with espeak-ng
 * and sox, which only that script needs. What a caller hears without having asked begins with the emergency sentence: it is
 * kept once, and put before the rest when a prompt is loaded, so that none can be made without it.
 */
import { readFileSync } from "node:fs";
import { EMERGENCY_SENTENCE, EMERGENCY_SENTENCE_ES, english, others, spanish } from "./prompts/words.ts";

export { EMERGENCY_SENTENCE, EMERGENCY_SENTENCE_ES };
export const spokenPrompts = { ...english, ...spanish, ...others };

/** "hold" is the music that plays while nobody chose another; "silence" is what a caller who speaks to the recorder is sent: a line on which nothing comes looks dead to what stands between. */
export const HOLD_MUSIC = "hold";
export const tonePrompts = [HOLD_MUSIC, "ringing", "record-tone", "operator-alert", "silence"] as const;

export type KnownPrompt = keyof typeof spokenPrompts | (typeof tonePrompts)[number];

export const promptNames: readonly KnownPrompt[] = [...(Object.keys(spokenPrompts) as (keyof typeof spokenPrompts)[]), ...tonePrompts];

/** Parts of one prompt are joined by it: a menu is made of the keys that an account has. */
export const JOINED_BY = "+";
/** The longest menu has nine keys of two parts, in two languages, and a few sentences around. */
const PARTS_MAX = 48;

const files = new Map<string, Buffer>();
const fileOf = (name: string): Buffer => {
  const sound = files.get(name) ?? readFileSync(new URL(`./prompts/${name}.ulaw`, import.meta.url));
  files.set(name, sound);
  return sound;
};

function known(name: string): KnownPrompt {
  const found = promptNames.find((each) => each === name);
  if (found === undefined) throw new RangeError("no such prompt");
  return found;
}
const spokenOf = (name: KnownPrompt) => (name in spokenPrompts ? spokenPrompts[name as keyof typeof spokenPrompts] : undefined);
const isSpanish = (name: string): boolean => name.endsWith(".es");

/** What goes before the first part, when a caller may hear it unasked: the emergency sentence, in the language of what follows. */
const emergencyBefore = (first: KnownPrompt): readonly string[] => (spokenOf(first)?.heard === "unasked" ? [isSpanish(first) ? "emergency.es" : "emergency"] : []);

function partsOf(prompt: string): readonly string[] {
  const names = prompt.split(JOINED_BY);
  if (names.length > PARTS_MAX) throw new RangeError("a prompt of too many parts");
  const [first, ...rest] = names.map((name) => (isEmergency(name) ? name : known(name)));
  return [...(isEmergency(first!) ? [first!] : [...emergencyBefore(first as KnownPrompt), first!]), ...rest];
}
const isEmergency = (name: string): boolean => name === "emergency" || name === "emergency.es";

/** The PCMU bytes of a prompt, or of several that are joined. Throws for a name that is not in the table: that is a bug. */
export function promptSound(prompt: string): Buffer {
  const parts = partsOf(prompt).map(fileOf);
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/**
 * A practice's own greeting stands between the emergency sentence and what comes next: there is no way to make its sound without that
 * sentence, which is ours. In each language in which the prompt has it, else in the one in which it is said.
 */
export function greetedSound(prompt: string, greeting: Buffer): Buffer {
  const parts = partsOf(prompt);
  const next = parts.filter((name) => !isEmergency(name));
  const before = parts.length > next.length ? parts.filter(isEmergency) : [isSpanish(next[0] ?? "") ? "emergency.es" : "emergency"];
  return Buffer.concat([...before.map(fileOf), greeting, ...next.map(fileOf)]);
}

const wordsOfPart = (name: string): string => (isEmergency(name) ? (isSpanish(name) ? EMERGENCY_SENTENCE_ES : EMERGENCY_SENTENCE) : (spokenOf(name as KnownPrompt)?.say ?? ""));
/** The same in words, for a screen. */
export const promptWords = (prompt: string): string => partsOf(prompt).map(wordsOfPart).filter(Boolean).join(" ");
