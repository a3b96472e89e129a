/** Sound of any rate to PCMU at 8 kHz, piece by piece as it comes, so that a long message holds nothing else up. */
import { encodeSample, SAMPLES_PER_SECOND } from "../media/index.ts";

/** A telephone carries 300 to 3,400 Hz; what is above 4 kHz would fold down into it. */
const CUTOFF_HERTZ = 3600;
/** Zero crossings of the filter on each side: more are sharper, and cost more. */
const CROSSINGS = 16;
/** A voice at full scale is harsh on a telephone. */
const GAIN = 0.7;

export interface Resampler {
  push(samples: Int16Array): Buffer;
  /** What is left, once no more comes. */
  end(): Buffer;
}

/** One filter for each place that an output sample can have between two input samples: windowed sinc (Smith, "Digital Audio Resampling"). */
function filtersFor(rate: number): { readonly filters: readonly Float64Array[]; readonly half: number; readonly up: number; readonly down: number } {
  const shared = divisor(rate, SAMPLES_PER_SECOND);
  const [up, down] = [SAMPLES_PER_SECOND / shared, rate / shared];
  const cutoff = Math.min(CUTOFF_HERTZ, rate / 2) / rate;
  const half = Math.ceil(CROSSINGS / (2 * cutoff));
  const filters = Array.from({ length: up }, (_, phase) => {
    const taps = Float64Array.from({ length: 2 * half }, (__, tap) => {
      const x = tap - half + 1 - phase / up;
      const window = Math.abs(x) < half ? 0.5 + 0.5 * Math.cos((Math.PI * x) / half) : 0;
      return 2 * cutoff * window * (x === 0 ? 1 : Math.sin(2 * Math.PI * cutoff * x) / (2 * Math.PI * cutoff * x));
    });
    const sum = taps.reduce((total, tap) => total + tap, 0);
    return taps.map((tap) => (tap / sum) * GAIN);
  });
  return { filters, half, up, down };
}
const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

export function toTelephone(rate: number): Resampler {
  const { filters, half, up, down } = filtersFor(rate);
  let held = new Int16Array(half - 1);
  /** Where the next output sample stands behind the first that is held, in 1/up of an input sample. */
  let at = 0;
  const push = (samples: Int16Array): Buffer => {
    const all = new Int16Array(held.length + samples.length);
    all.set(held);
    all.set(samples, held.length);
    const out: number[] = [];
    for (; Math.floor(at / up) + 2 * half <= all.length; at += down) out.push(encodeSample(Math.round(sumAt(all, Math.floor(at / up), filters[at % up]!))));
    const done = Math.min(Math.floor(at / up), all.length);
    held = all.slice(done);
    at -= done * up;
    return Buffer.from(out);
  };
  return { push, end: () => push(new Int16Array(half)) };
}

function sumAt(samples: Int16Array, from: number, taps: Float64Array): number {
  let sum = 0;
  for (let tap = 0; tap < taps.length; tap++) sum += samples[from + tap]! * taps[tap]!;
  return sum;
}
