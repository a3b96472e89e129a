/** G.711 µ-law at 8 kHz: the one codec of the telephone side. One byte is one sample, 160 bytes are 20 ms. */

export const SAMPLES_PER_SECOND = 8000;
export const SAMPLES_PER_FRAME = 160;
export const FRAME_MS = 20;
/** µ-law zero. */
export const SILENCE = 0xff;

const BIAS = 0x84;
const CLIP = 32_635;

const linearOf = Int16Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + BIAS) << ((bits & 0x70) >> 4)) - BIAS;
  return bits & 0x80 ? -magnitude : magnitude;
});

export const decodeSample = (code: number): number => linearOf[code & 0xff]!;

/** One 16-bit sample to its µ-law byte (ITU-T G.711, table 2a). */
export function encodeSample(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const biased = Math.min(Math.abs(sample), CLIP) + BIAS;
  const segment = Math.max(0, 24 - Math.clz32(biased));
  return ~(sign | (segment << 4) | ((biased >> (segment + 3)) & 0x0f)) & 0xff;
}

/** Root mean square of the linear samples, 0 to 32,124: how loud a stretch of sound is. */
export function rms(pcmu: Uint8Array): number {
  let sum = 0;
  for (const code of pcmu) sum += decodeSample(code) ** 2;
  return Math.sqrt(sum / Math.max(1, pcmu.length));
}

/** A pure tone, for tests and measurements. */
export function tone(hertz: number, ms: number, amplitude = 8000): Buffer {
  const step = (2 * Math.PI * hertz) / SAMPLES_PER_SECOND;
  return Buffer.from(Uint8Array.from({ length: (ms * SAMPLES_PER_SECOND) / 1000 }, (_, at) => encodeSample(Math.round(amplitude * Math.sin(step * at)))));
}

/** How strong one frequency is in a stretch of sound (Goertzel), as an amplitude comparable with `tone`. */
export function strengthOf(hertz: number, pcmu: Uint8Array): number {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / SAMPLES_PER_SECOND);
  let [one, two] = [0, 0];
  for (const code of pcmu) [one, two] = [decodeSample(code) + turn * one - two, one];
  return (2 * Math.sqrt(Math.max(0, one * one + two * two - turn * one * two))) / Math.max(1, pcmu.length);
}
