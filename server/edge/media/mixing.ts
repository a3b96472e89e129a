/** Who hears whom in a room, and the sum of what they hear. Pure: 20 ms of everybody in, 20 ms for one out. */
import type { RoomPart } from "../../care/calls/ports.ts";
import { encodeSample, SAMPLES_PER_FRAME, SILENCE } from "./g711.ts";

/** The ends of a room: a conference with an interpreter has four. */
export const ROOM_ENDS_MAX = 6;

export interface Mouth {
  readonly id: string;
  readonly part: RoomPart;
  /** What came from there in these 20 ms. */
  readonly said: Int16Array | undefined;
}

/** What one end hears: all others who speak. */
export const mixFor = (hearer: Mouth, everybody: readonly Mouth[]): Buffer => sumOf(everybody.filter(({ id, part }) => id !== hearer.id && part === "speaks").map(({ said }) => said));

const quiet = Buffer.alloc(SAMPLES_PER_FRAME, SILENCE);

/** A single voice passes as it came; of several the sum is kept within what µ-law can say. */
export function sumOf(said: readonly (Int16Array | undefined)[]): Buffer {
  const voices = said.filter((each) => each !== undefined);
  if (voices.length === 0) return quiet;
  if (voices.length === 1) return Buffer.from(Uint8Array.from(voices[0]!, encodeSample));
  return Buffer.from(Uint8Array.from({ length: SAMPLES_PER_FRAME }, (_, at) => encodeSample(limited(voices.reduce((sum, voice) => sum + voice[at]!, 0)))));
}

const KNEE = 24_000;
const CEILING = 32_124;

/** Unchanged up to the knee; above it bent ever more, so that voices that shout together are not cut into noise. */
export function limited(sum: number): number {
  const over = Math.abs(sum) - KNEE;
  if (over <= 0) return sum;
  const room = CEILING - KNEE;
  return Math.sign(sum) * Math.round(KNEE + (room * over) / (over + room));
}
