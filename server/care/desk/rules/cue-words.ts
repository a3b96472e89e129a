export type CueKind = "ring-back" | "voicemail" | "reply" | "turned-away" | "unfinished" | "reminder" | "call-back" | "digest";

/** What a cue says. Fixed words: nothing of the caller is in them. */
export const cueWords: Readonly<Record<CueKind, string>> = {
  "ring-back": "Ring back: nobody spoke with them",
  "voicemail": "Hear the voicemail",
  "reply": "The clinician replied: read it",
  "unfinished": "Left unfinished: take it over and send what was typed",
  "reminder": "You asked to be reminded",
  "call-back": "Nobody has written down a call-back: ask the clinician",
  "digest": "Ring the office: nobody there has opened this morning's digest",
  "turned-away": "A call was turned away: the agreement is not in force",
};

/** The gravest first: when there are more than a desk shows, those behind are left out first. What strangers can cause stands last. */
export const FOR_ALL: readonly CueKind[] = ["unfinished", "reminder", "call-back", "digest", "reply", "voicemail", "ring-back"];
export const FOR_SUPERVISORS: readonly CueKind[] = ["turned-away"];

/** [K62] A reminder is its operator's as long as they are at a desk; then it is handed over to all who are. */
export const isShownTo = (owner: string | null, { person, isAtDesk }: { readonly person: string; readonly isAtDesk: (person: string) => boolean }): boolean =>
  owner === null || owner === person || !isAtDesk(owner);

export const HANDED_OVER = "Handed over: a colleague asked to be reminded";

/** What a cue says: its words, how often it happened, and why a number that should stand there does not. */
export function sayCue({ kind, times }: { readonly kind: CueKind; readonly times: number }, erased: boolean): string {
  const said = times > 1 ? `${cueWords[kind]} (${times} calls)` : cueWords[kind];
  return erased ? `${said}. The number was erased` : said;
}
