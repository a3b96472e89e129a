/**
 * The fixed things callers and operators hear: `prompts/NAME.ulaw`, raw PCMU. Made by `prompts/make.ts` with espeak-ng
 * and sox, which only that script needs. What a caller hears without having asked begins with the emergency sentence: it is
 * kept once, and put before the rest when a prompt is loaded, so that none can be made without it.
 */
import { readFileSync } from "node:fs";

export const EMERGENCY_SENTENCE = "If this is a life-threatening emergency, hang up and dial 9 1 1.";

export interface Spoken {
  readonly say: string;
  /** `unasked`: the caller may hear it as the first thing. `mid-call`: only after one of those. `sample`: no caller hears it. */
  readonly heard: "unasked" | "mid-call" | "sample";
}

export const spokenPrompts = {
  "greeting-wait": { heard: "unasked", say: "Thank you for calling. Please stay on the line. An operator will be with you shortly." },
  "nobody-ready": { heard: "unasked", say: "All of our operators are helping other callers. Please stay on the line, or leave a message when you are asked." },
  "voicemail-notice": { heard: "unasked", say: "No operator is free at the moment. Please leave your name, your telephone number, and your message. This call is recorded from the tone until you hang up." },
  "agreement-ended": { heard: "unasked", say: "This answering service no longer takes calls for the office you have dialed. Please call the office directly. Goodbye." },
  "cannot-take-calls": { heard: "unasked", say: "We cannot take your call right now because of a technical problem. Please call again in a few minutes." },
  "other-gone": { heard: "unasked", say: "The other person has left the call. If you are done, you may hang up. If you need anything else, please hold. You are next in line." },
  "operator-gone": { heard: "unasked", say: "We are sorry, the connection to your operator was lost. Please hold. You are next in line." },
  "goodbye": { heard: "mid-call", say: "Thank you for calling. Goodbye." },
  "emergency-notice": { heard: "unasked", say: "Our computers are out of order, so no operator can answer you. Please say your name, your telephone number, and your message after the tone. The call is recorded. A person will call you back as soon as we can." },
  "night-alarm": { heard: "mid-call", say: "Compline alarm. Press 1." },
  "alarm-taken": { heard: "mid-call", say: "Thank you. Please look at the desk now." },
  "recording-notice": { heard: "unasked", say: "This call may be recorded." },
  // What `npm run ring` says for a caller.
  "ring-caller": { heard: "sample", say: "Hello. My name is Maria Sample. My son has had a fever since this afternoon, and now he has a rash. Could the doctor call me back, please? My number is 5 5 5, 0 1 0 0." },
} as const satisfies Record<string, Spoken>;

export const tonePrompts = ["hold", "record-tone", "operator-alert"] as const;

export type KnownPrompt = keyof typeof spokenPrompts | (typeof tonePrompts)[number];

export const promptNames: readonly KnownPrompt[] = [...(Object.keys(spokenPrompts) as (keyof typeof spokenPrompts)[]), ...tonePrompts];

const loaded = new Map<string, Buffer>();

/** The PCMU bytes of a prompt. Throws for a name that is not in the table: that is a bug. */
export function promptSound(name: string): Buffer {
  const known = promptNames.find((each) => each === name);
  if (known === undefined) throw new RangeError("no such prompt");
  const sound = loaded.get(known) ?? Buffer.concat([isUnasked(known) ? fileOf("emergency") : Buffer.alloc(0), fileOf(known)]);
  loaded.set(known, sound);
  return sound;
}

const fileOf = (name: string): Buffer => readFileSync(new URL(`./prompts/${name}.ulaw`, import.meta.url));
const isUnasked = (name: KnownPrompt): boolean => name in spokenPrompts && spokenPrompts[name as keyof typeof spokenPrompts].heard === "unasked";
