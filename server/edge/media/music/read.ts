/** A file that somebody wants callers to hear while they wait: what it has to be, and how it becomes sound of a telephone. */
import { GREETING_SECONDS_MAX, GREETING_SECONDS_MIN } from "../../../../contract/index.ts";
import type { MusicFault, MusicReader } from "../../../care/directory/index.ts";
import { decodeSample, encodeSample, rms, SAMPLES_PER_FRAME, SAMPLES_PER_SECOND } from "../g711.ts";
import { toTelephone } from "./resample.ts";
import { findWave, foundOf, type Found, type WaveFault } from "./wave.ts";

export const MUSIC_SECONDS_MIN = 5;
export const MUSIC_SECONDS_MAX = 180;
/** A line on which nothing is heard for so long is taken for dead. */
const SILENT_SECONDS_MAX = 4;
/** Of 32,124: what is softer is nothing to a caller, and what is louder than speech hurts. */
const LOUDNESS_MIN = 60;
const LOUDNESS_MAX = 2_500;
/** Raw PCMU has no beginning to know it by: its name says what it is. */
const RAW = /\.(ulaw|ul|pcmu|mulaw)$/i;

const fromRaw = (file: Buffer): Found => foundOf(SAMPLES_PER_SECOND, file.length, (at) => decodeSample(file[at]!) / 32_768);
const find = (file: Buffer, name: string): Found | WaveFault => {
  const found = findWave(file);
  return found === "not-music" && RAW.test(name) ? fromRaw(file) : found;
};

/** What a file has to be. */
interface Limits {
  readonly secondsMin: number;
  readonly secondsMax: number;
  readonly silentSecondsMax: number;
  /** Music that was made quiet stays so; a voice is brought up to where it is understood. */
  readonly gainMax: number;
}
const MUSIC: Limits = { secondsMin: MUSIC_SECONDS_MIN, secondsMax: MUSIC_SECONDS_MAX, silentSecondsMax: SILENT_SECONDS_MAX, gainMax: 1 };
const GREETING: Limits = { secondsMin: GREETING_SECONDS_MIN, secondsMax: GREETING_SECONDS_MAX, silentSecondsMax: 3, gainMax: 8 };

function whyNotLong(seconds: number, { secondsMin, secondsMax }: Limits): MusicFault | undefined {
  if (seconds < secondsMin) return "too-short";
  return seconds > secondsMax ? "too-long" : undefined;
}

function hasSilence(sound: Buffer, { silentSecondsMax }: Limits): boolean {
  let quiet = 0;
  for (let at = 0; at < sound.length; at += SAMPLES_PER_SECOND) {
    quiet = rms(sound.subarray(at, at + SAMPLES_PER_SECOND)) < LOUDNESS_MIN ? quiet + 1 : 0;
    if (quiet >= silentSecondsMax) return true;
  }
  return false;
}

/** Softer where it is louder than speech, and louder only as far as the limits say. Whole frames. */
function pcmuOf(samples: Float32Array, { gainMax }: Limits): Buffer {
  let power = 0;
  for (const sample of samples) power += sample ** 2;
  const loudness = 32_124 * Math.sqrt(power / Math.max(1, samples.length));
  const gain = Math.min(gainMax, LOUDNESS_MAX / Math.max(1, loudness)) * 32_768;
  return Buffer.from(Uint8Array.from({ length: samples.length - (samples.length % SAMPLES_PER_FRAME) }, (_, at) => encodeSample(Math.round(samples[at]! * gain))));
}

const readerOf = (limits: Limits): MusicReader => async (file, name) => {
  const found = find(file, name);
  if (typeof found === "string") return { fault: found };
  const fault = whyNotLong(found.seconds, limits);
  if (fault) return { fault };
  const sound = pcmuOf(await toTelephone(await found.read()), limits);
  return hasSilence(sound, limits) ? { fault: "silent" } : { sound };
};

export const readMusic = readerOf(MUSIC);
/** A practice's own greeting, said by a person. */
export const readGreeting = readerOf(GREETING);
