/**
 * The music that plays while nobody chose another: ours, made here of notes, so it may be shipped and played to anybody. Sixteen bars of four
 * seconds in G, a broken chord over a soft one, no louder than a quiet voice; its end runs into its beginning. The same on every machine.
 */
import { encodeSample, SAMPLES_PER_SECOND } from "../g711.ts";

const BAR_SECONDS = 4;
const NOTES_PER_BAR = 8;
/** What a plucked string sounds like on a telephone: its partials, each with its part of the strength, gone after these seconds. */
const PARTIALS = [1, 0.35, 0.12];
const RINGS_SECONDS = 2.4;
const PLUCK_AMPLITUDE = 2_300;
const PAD_AMPLITUDE = 580;
/** Half a second for a soft chord to come, and as long to go: nothing begins with a click. */
const PAD_SWELL_SECONDS = 0.5;
/** A plucked note comes within it. */
const ATTACK_SECONDS = 0.012;

/** Half tones above the A of 220 Hz. Nothing lower passes a telephone. */
const CHORDS = {
  G: [-2, 2, 5, 10], Em: [-5, 2, 7, 10], C: [3, 7, 10, 15], D: [5, 9, 12, 17], Bm: [2, 5, 9, 14], Am: [0, 3, 7, 12],
} as const;
const BARS: readonly (keyof typeof CHORDS)[] = ["G", "Em", "C", "G", "Bm", "Em", "Am", "D", "G", "Bm", "C", "G", "Em", "Am", "D", "G"];
/** Which note of the chord is plucked when; a bar of the second kind ends lower. */
const PATTERNS = [[3, 1, 2, 3, 1, 2, 3, 2], [3, 2, 1, 2, 3, 1, 0, 1]] as const;

const hertzOf = (halfTones: number): number => 220 * 2 ** (halfTones / 12);

interface Note { readonly hertz: number; readonly from: number; readonly seconds: number; readonly strengthAt: (time: number) => number }

/** Into the round: what rings beyond the end is heard at the beginning. */
function sound(into: Float64Array, { hertz, from, seconds, strengthAt }: Note): void {
  const step = (2 * Math.PI * hertz) / SAMPLES_PER_SECOND;
  const first = Math.round(from * SAMPLES_PER_SECOND);
  const count = Math.round(seconds * SAMPLES_PER_SECOND);
  for (let at = 0; at < count; at += 1) into[(first + at) % into.length]! += strengthAt(at / SAMPLES_PER_SECOND) * Math.sin(step * at);
}

const plucked = (hertz: number, from: number): Note[] =>
  PARTIALS.map((part, at) => ({
    hertz: hertz * (at + 1), from, seconds: RINGS_SECONDS,
    strengthAt: (time) => PLUCK_AMPLITUDE * part * Math.min(1, time / ATTACK_SECONDS) * Math.exp(-time * (1.6 + at)) * (1 - time / RINGS_SECONDS),
  }));

const soft = (hertz: number, from: number): Note => {
  const seconds = BAR_SECONDS + PAD_SWELL_SECONDS;
  return { hertz, from, seconds, strengthAt: (time) => PAD_AMPLITUDE * Math.min(1, time / PAD_SWELL_SECONDS, (seconds - time) / PAD_SWELL_SECONDS) };
};

function bar(chord: keyof typeof CHORDS, number: number): Note[] {
  const from = number * BAR_SECONDS;
  const notes = CHORDS[chord].map(hertzOf);
  const pattern = PATTERNS[number % 4 === 3 ? 1 : 0]!;
  return [...notes.slice(0, 3).map((hertz) => soft(hertz, from)), ...pattern.flatMap((which, at) => plucked(notes[which]!, from + (at * BAR_SECONDS) / NOTES_PER_BAR))];
}

/** PCMU, 64 seconds. */
export function quietMusic(): Buffer {
  const round = new Float64Array(BARS.length * BAR_SECONDS * SAMPLES_PER_SECOND);
  for (const note of BARS.flatMap(bar)) sound(round, note);
  return Buffer.from(Uint8Array.from(round, (sample) => encodeSample(Math.round(sample))));
}
