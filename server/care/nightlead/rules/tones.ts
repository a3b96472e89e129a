export const TONES_MIN = 2;
export const TONES_MAX = 6;

/** [NL11] How many tones are played next: never as many as just now, so that a guess made before is no answer. `chance`: a random byte. */
export function tonesAfter(before: number | null, chance: number): number {
  const all = Array.from({ length: TONES_MAX - TONES_MIN + 1 }, (_, i) => TONES_MIN + i).filter((count) => count !== before);
  return all[chance % all.length]!;
}
