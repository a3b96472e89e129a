export type CueKind = "ring-back" | "voicemail" | "reply" | "turned-away" | "unfinished";

/** What a cue says. Fixed words: nothing of the caller is in them. */
export const cueWords: Readonly<Record<CueKind, string>> = {
  "ring-back": "Ring back: hung up before anyone spoke",
  "voicemail": "Hear the voicemail",
  "reply": "The clinician replied: read it",
  "unfinished": "Left unfinished: take it over and send what was typed",
  "turned-away": "A call was turned away: the agreement is not in force",
};

/** The gravest first: when there are more than a desk shows, those behind are left out first. What strangers can cause stands last. */
export const FOR_ALL: readonly CueKind[] = ["unfinished", "reply", "voicemail", "ring-back"];
export const FOR_SUPERVISORS: readonly CueKind[] = ["turned-away"];

/** What a cue says: its words, how often it happened, and why a number that should stand there does not. */
export function sayCue({ kind, times }: { readonly kind: CueKind; readonly times: number }, erased: boolean): string {
  const said = times > 1 ? `${cueWords[kind]} (${times} calls)` : cueWords[kind];
  return erased ? `${said}. The number was erased` : said;
}
