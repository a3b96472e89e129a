/** To the 8 kHz of a telephone: a windowed sinc (Hann), so that nothing above what a telephone can say comes back as another note. */
import { setImmediate } from "node:timers/promises";
import { SAMPLES_PER_SECOND } from "../g711.ts";
import type { Wave } from "./wave.ts";

/** Hertz, the middle of the slope: above it a telephone carries nothing. */
const CUTOFF = 3_500;
/** Crossings of zero on each side: more make the slope steeper. */
const LOBES = 12;
/** Samples between two breaths: calls are signalled by the same process. */
const SAMPLES_AT_ONCE = 1_000;

/** How much each neighbour counts, by its distance in parts of a sample. Made once for a rate: 1/32 of a sample is finer than 8 bits hear. */
const PARTS = 32;
interface Kernel { readonly reach: number; readonly weights: Float64Array }

function kernelFor(rate: number): Kernel {
  const width = (2 * CUTOFF) / rate;
  const reach = Math.ceil(LOBES / width);
  const weights = Float64Array.from({ length: reach * PARTS + 1 }, (_, at) => {
    const distance = at / PARTS;
    const phase = Math.PI * width * distance;
    const sinc = at === 0 ? 1 : Math.sin(phase) / phase;
    return width * sinc * 0.5 * (1 + Math.cos((Math.PI * distance) / reach));
  });
  return { reach, weights };
}

function sampleAt({ samples }: Wave, { reach, weights }: Kernel, place: number): number {
  const last = Math.min(samples.length - 1, Math.floor(place + reach));
  let sum = 0;
  for (let at = Math.max(0, Math.ceil(place - reach)); at <= last; at += 1) sum += samples[at]! * weights[Math.round(Math.abs(place - at) * PARTS)]!;
  return sum;
}

export async function toTelephone(wave: Wave): Promise<Float32Array> {
  if (wave.rate === SAMPLES_PER_SECOND) return wave.samples;
  const kernel = kernelFor(wave.rate);
  const step = wave.rate / SAMPLES_PER_SECOND;
  const out = new Float32Array(Math.floor(wave.samples.length / step));
  for (let at = 0; at < out.length; at += 1) {
    if (at % SAMPLES_AT_ONCE === 0) await setImmediate();
    out[at] = sampleAt(wave, kernel, at * step);
  }
  return out;
}
