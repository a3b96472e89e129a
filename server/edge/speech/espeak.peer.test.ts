import { expect, test } from "vitest";
import { phi } from "../../foundation/phi.ts";
import { requirePeer } from "../../../tools/peers.ts";
import { rms } from "../media/g711.ts";
import { SAMPLES_PER_SECOND } from "../media/index.ts";
import { createSpeech } from "./index.ts";

const MESSAGE = "A message about a child with a fever of one hundred and three, and a rash since this afternoon. Call back 5 5 5, 0 1 0 0.";
const secondsOf = (sound: Buffer): number => sound.length / SAMPLES_PER_SECOND;

test("[SP2] espeak-ng reads a message: sound for the telephone at the pace of somebody who dictates, loud enough, and the same each time", async () => {
  requirePeer("espeak-ng");
  const speech = createSpeech();
  const [short, long, again] = await Promise.all(["A rash.", MESSAGE, MESSAGE].map((words) => speech.speak(phi(words))));
  const wordsAMinute = (MESSAGE.split(" ").length / secondsOf(long!)) * 60;
  expect([secondsOf(short!) > 0.4, wordsAMinute > 90 && wordsAMinute < 170, long!.equals(again!)]).toEqual([true, true, true]);
  expect([rms(short!), rms(long!)].map((loud) => loud > 800 && loud < 8000)).toEqual([true, true]);
});

test("[SP2] another voice that the settings name reads it as well, slower when they say so", async () => {
  const [house, other] = await Promise.all([createSpeech(), createSpeech(["espeak-ng", "-v", "en-gb", "-s", "100", "--stdin", "--stdout"])].map((speech) => speech.speak(phi(MESSAGE))));
  expect([secondsOf(other!) > secondsOf(house!), rms(other!) > 800]).toEqual([true, true]);
});
