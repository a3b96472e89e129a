export type CueKind = "ring-back" | "voicemail" | "reply" | "turned-away" | "unfinished";

/** What a cue says. Fixed words: nothing of the caller is in them. */
export const cueWords: Readonly<Record<CueKind, string>> = {
  "ring-back": "Ring back: hung up before anyone spoke",
  "voicemail": "Hear the voicemail",
  "reply": "The clinician replied: read it",
  "unfinished": "Left unfinished: take it over and send what was typed",
  "turned-away": "A call was turned away: the agreement is not in force",
};

/** Cues that only a supervisor sees. */
export const forSupervisors: ReadonlySet<CueKind> = new Set<CueKind>(["turned-away"]);
