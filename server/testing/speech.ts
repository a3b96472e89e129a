import type { After, Speech } from "../care/calls/index.ts";
import { dangerouslyReveal } from "../foundation/phi.ts";

/** A voice whose sound is the letters of its words: what is heard can be read. */
export interface FakeSpeech extends Speech {
  installed: boolean;
}

export function fakeSpeech(): FakeSpeech {
  const fake: FakeSpeech = {
    installed: true,
    hasVoice: () => fake.installed,
    speak: async (words) => (fake.installed ? Buffer.from(dangerouslyReveal(words)) : undefined),
  };
  return fake;
}

/** The clock of a telephone that waits for a key: nothing passes until the test says so. */
export interface FakePatience {
  readonly after: After;
  /** The waits of so many seconds that are on now. */
  waits(seconds: number): number;
  /** All waits of so many seconds, or fewer, are over. */
  pass(seconds: number): void;
}

export function fakePatience(): FakePatience {
  const waiting = new Set<{ readonly milliseconds: number; readonly ring: () => void }>();
  return {
    after: (milliseconds, ring) => {
      const wait = { milliseconds, ring };
      waiting.add(wait);
      return () => void waiting.delete(wait);
    },
    waits: (seconds) => [...waiting].filter(({ milliseconds }) => milliseconds === seconds * 1000).length,
    pass: (seconds) => {
      for (const wait of [...waiting].filter(({ milliseconds }) => milliseconds <= seconds * 1000)) {
        waiting.delete(wait);
        wait.ring();
      }
    },
  };
}
