import { SAMPLES_PER_FRAME, strengthOf } from "../g711.ts";

const LOUD = 4000;

/** How many frames of this tone are in a recording, wherever it begins and whatever gaps a busy machine left. */
export const framesOf = (hertz: number, sound: Buffer): number =>
  Array.from({ length: Math.floor(sound.length / SAMPLES_PER_FRAME) }, (_, at) => sound.subarray(at * SAMPLES_PER_FRAME, (at + 1) * SAMPLES_PER_FRAME)).filter((frame) => strengthOf(hertz, frame) > LOUD).length;
