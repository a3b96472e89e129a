import { randomInt } from "node:crypto";
import { tone } from "../../server/edge/media/g711.ts";

/** Something that no file and no line may show. */
export interface Marker {
  readonly label: string;
  /** What it may look like before anything encodes it. */
  readonly looks: readonly Buffer[];
}

const LETTERS = "abcdefghijkmnopqrstuvwxyz";
/** 25^14 words: none is met by chance. */
const WORD_LETTERS = 14;
/** A window of sound this long, cut anywhere in a frame, is still this run's own. */
const SOUND_WINDOW_BYTES = 32;

export interface Book {
  readonly planted: () => readonly Marker[];
  word(label: string): string;
  /** One word whose letters are spelled with hyphens. */
  spelled(label: string): string;
  /** A number that is not in service (555-01xx) in an area where the demonstration has none. */
  number(label: string, area: string): { e164: string; typed: string };
  birthDate(label: string): string;
  digits(label: string): string;
  /** 20 ms of µ-law sound. */
  sound(label: string): Buffer;
}

const text = (...looks: string[]): Buffer[] => looks.map((look) => Buffer.from(look, "utf8"));
const letters = (count: number): string => Array.from({ length: count }, () => LETTERS[randomInt(LETTERS.length)]!).join("");
const twoDigits = (least: number, past: number): string => String(randomInt(least, past)).padStart(2, "0");

/** Makes the markers and remembers each, so that what is planted and what is searched are the same. */
export function openBook(): Book {
  const planted: Marker[] = [];
  const plant = (label: string, looks: Buffer[]): void => void planted.push({ label, looks });
  return {
    planted: () => planted,
    word: (label) => {
      const word = `K${letters(WORD_LETTERS)}`;
      plant(label, text(word));
      return word;
    },
    spelled: (label) => {
      const spelled = [...letters(WORD_LETTERS).toUpperCase()].join("-");
      plant(label, text(spelled, spelled.replaceAll("-", "")));
      return spelled;
    },
    number: (label, area) => {
      const line = `01${twoDigits(0, 100)}`;
      const typed = `${area} 555 ${line}`;
      plant(label, text(`${area}555${line}`, typed, `(${area}) 555-${line}`, `${area}-555-${line}`));
      return { e164: `+1${area}555${line}`, typed };
    },
    birthDate: (label) => {
      const [year, month, day] = [`19${twoDigits(1, 20)}`, twoDigits(1, 13), twoDigits(1, 29)];
      plant(label, text(`${year}-${month}-${day}`, `${month}/${day}/${year}`));
      return `${year}-${month}-${day}`;
    },
    digits: (label) => {
      const digits = Array.from({ length: 12 }, () => randomInt(10)).join("");
      plant(label, text(digits));
      return digits;
    },
    sound: (label) => {
      const frame = tone(randomInt(400, 3000), 20, randomInt(3000, 9000));
      plant(label, Array.from({ length: Math.floor(frame.length / SOUND_WINDOW_BYTES) }, (_, at) => frame.subarray(at * SOUND_WINDOW_BYTES, (at + 1) * SOUND_WINDOW_BYTES)));
      return frame;
    },
  };
}
