import { expect, test } from "vitest";
import { phi } from "../../foundation/phi.ts";
import { requirePeer } from "../../../tools/peers.ts";
import { rms } from "../media/g711.ts";
import { createSpeech } from "./index.ts";

test("[SP2] espeak-ng reads a message: sound for the telephone, longer for more words, at once", async () => {
  requirePeer("espeak-ng");
  const speech = createSpeech();
  const began = performance.now();
  const [short, long] = await Promise.all([speech.speak(phi("A rash.")), speech.speak(phi("A message about a child with a fever of one hundred and three, and a rash since this afternoon. Call back 5 5 5, 0 1 0 0."))]);
  expect(performance.now() - began).toBeLessThan(3000);
  expect(short!.length / 8000).toBeGreaterThan(0.4);
  expect(long!.length / short!.length).toBeGreaterThan(5);
  expect([rms(short!), rms(long!)].map((loud) => loud > 800 && loud < 8000)).toEqual([true, true]);
});
