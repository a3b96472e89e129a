import type { Draft } from "./calls.ts";
import type { Urgency } from "./common.ts";
import type { RedFlag, ScriptBody } from "./scripts.ts";

/** Where a red-flag word stands in an answer, in the text's NFC form. */
export interface FlagHit { readonly flag: RedFlag; readonly start: number; readonly end: number }
/** A flag that an answer raised; `word` as the operator typed it. */
export interface RaisedFlag { readonly flag: RedFlag; readonly item: string; readonly word: string }

const order: readonly Urgency[] = ["emergency", "urgent", "routine"];
export const gravest = (...urgencies: readonly Urgency[]): Urgency => order.find((urgency) => urgencies.includes(urgency)) ?? "routine";

const APOSTROPHES = /['’‘ʼ`´]/g;
const GAPS = /[\s\u2010-\u2015-]+/u;
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** Accents of Latin, Greek and Cyrillic letters. Marks of other scripts are vowels, without which words become others. */
const ACCENTS = /[\u0300-\u036f]/g;

// oxlint-disable-next-line no-control-regex -- ASCII begins with them.
const ASCII = /^[\x00-\x7f]*$/;

/** The text without accents, and for each of its units the place in the NFC text from which it came. */
function plain(text: string): { readonly text: string; readonly placeOf: (unit: number) => number } {
  if (ASCII.test(text)) return { text, placeOf: (unit) => unit };
  let bare = "";
  let place = 0;
  const places: number[] = [];
  for (const letter of text) {
    const folded = letter.normalize("NFD").replaceAll(ACCENTS, "");
    for (let i = 0; i < folded.length; i++) places.push(place);
    bare += folded;
    place += letter.length;
  }
  places.push(place);
  return { text: bare, placeOf: (unit) => places[unit]! };
}

/**
 * A phrase as it may be typed: without case or accents, any space or hyphen between its words, apostrophes of any form or none,
 * and never inside a longer word. "No chest pain" matches "chest pain": a denied word is still read by a person.
 */
function pattern(phrase: string): RegExp {
  const known = patterns.get(phrase);
  if (known) return known;
  if (patterns.size >= PATTERNS_MAX) patterns.clear();
  const made = compiled(phrase);
  patterns.set(phrase, made);
  return made;
}
const PATTERNS_MAX = 5000;
const patterns = new Map<string, RegExp>();

function compiled(phrase: string): RegExp {
  const words = plain(phrase.normalize("NFC")).text.trim().split(GAPS).filter(Boolean);
  if (words.length === 0) return /(?!)/g; // A phrase of accents alone is found nowhere, rather than everywhere.
  const body = words.map((word) => word.split(APOSTROPHES).map(escaped).join("['’‘ʼ`´]?")).join("[\\s\\u2010-\\u2015-]+");
  return new RegExp(`(?<![\\p{L}\\p{N}])${body}(?![\\p{L}\\p{N}])`, "giu");
}

/** Every red-flag word in one text, first to last; where two overlap, the one that begins first and is longer. */
export function flagHits(flags: readonly RedFlag[], text: string): FlagHit[] {
  const typed = plain(text.normalize("NFC"));
  const hits = flags.flatMap((flag) => flag.words.flatMap((word) => [...typed.text.matchAll(pattern(word))].map((found) => ({ flag, start: typed.placeOf(found.index), end: typed.placeOf(found.index + found[0].length) }))));
  return hits.toSorted((one, other) => one.start - other.start || other.end - one.end);
}

/** The flags that the answers of this script raise, each once, in the order of the questions. */
export function raisedFlags(script: Pick<ScriptBody, "items" | "redFlags">, answers: Draft["answers"]): RaisedFlag[] {
  const raised = new Map<string, RaisedFlag>();
  for (const item of script.items) {
    const text = answers[item.id]?.value.normalize("NFC") ?? "";
    for (const hit of flagHits(script.redFlags, text)) {
      if (!raised.has(hit.flag.id)) raised.set(hit.flag.id, { flag: hit.flag, item: item.id, word: text.slice(hit.start, hit.end) });
    }
  }
  return [...raised.values()];
}

/** The least urgency the raised flags allow; undefined when none is raised. */
export const urgencyFloor = (raised: readonly RaisedFlag[]): Urgency | undefined => (raised.length === 0 ? undefined : gravest(...raised.map(({ flag }) => flag.urgency)));

/** The urgency a draft has: chosen, or the script's own, and never below what its red flags force. */
export function urgencyOf(script: Pick<ScriptBody, "items" | "redFlags" | "defaultUrgency">, draft: Pick<Draft, "answers" | "urgency">): Urgency {
  const floor = urgencyFloor(raisedFlags(script, draft.answers));
  const chosen = draft.urgency ?? script.defaultUrgency;
  return floor ? gravest(chosen, floor) : chosen;
}
