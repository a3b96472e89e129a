import { expect, it } from "vitest";
import { readGreeting } from "../../server/edge/media/music/read.ts";
import { waveFile } from "./wave.ts";

const RATE = 48_000;
const tone = (seconds: number, hertz = 440): Float32Array => Float32Array.from({ length: seconds * RATE }, (_, at) => 0.3 * Math.sin((2 * Math.PI * hertz * at) / RATE));

it("[W242] what a browser recorded is a WAV file that the server reads, of the same length, both channels in it", async () => {
  const read = await readGreeting(Buffer.from(waveFile([tone(3), tone(3, 880)], RATE)), "greeting.wav");
  expect("sound" in read && read.sound.length / 8_000).toBeCloseTo(3, 1);
  expect(await readGreeting(Buffer.from(waveFile([tone(1)], RATE)), "greeting.wav")).toEqual({ fault: "too-short" });
  expect(await readGreeting(Buffer.from(waveFile([new Float32Array(4 * RATE)], RATE)), "greeting.wav")).toEqual({ fault: "silent" });
});

it("[W242] a sample beyond full scale is full scale, and a recording of nothing is a file of nothing", () => {
  const file = new DataView(waveFile([new Float32Array([2, -2])], RATE).buffer);
  expect([file.getInt16(44, true), file.getInt16(46, true)]).toEqual([32_767, -32_767]);
  expect(waveFile([], RATE)).toHaveLength(44);
});
