import type { AlarmLine } from "../../server/care/calls/index.ts";
import type { World } from "../../server/foundation/world.ts";
import { lookAt } from "./look.ts";
import { afterCall, afterLook, calm, judge, pauseAfter, whomToRing, type Look, type Watching } from "./rule.ts";
import type { WatchSettings } from "./settings.ts";

/** Between one person's telephone and the next. */
const PAUSE_SECONDS = 5;

export interface WatchNeeds {
  readonly settings: WatchSettings;
  readonly world: World;
  readonly line: AlarmLine;
  readonly say: (line: string) => void;
}

/** Looks and rings until it is stopped. Looking goes on while somebody is rung: a house that is well again ends the ringing. */
export function watch({ settings, world, line, say }: WatchNeeds): { stop(): Promise<void> } {
  let state: Watching = calm;
  let stopped = false;
  let last: Look | undefined;
  const naps = new Set<() => void>();
  const nap = (seconds: number): Promise<void> =>
    new Promise((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        naps.delete(over);
        resolve();
      };
      const timer = setTimeout(over, seconds * 1000);
      naps.add(over);
      if (stopped) over();
    });

  async function lookOnce(): Promise<void> {
    const look = judge(await lookAt(settings, world.now()), settings);
    if (look.good !== last?.good || (!look.good && last && !last.good && look.because !== last.because)) say(look.good ? "The house looks well." : `The house looks bad: ${look.because}.`);
    last = look;
    state = afterLook(state, look);
  }

  async function ringOnce(): Promise<number> {
    const place = whomToRing(state, settings.ring.length, { limits: settings, at: world.now() });
    if (place === undefined) return 1;
    say(`Ringing person ${place + 1} of ${settings.ring.length}.`);
    const answer = await line.ring(settings.ring[place]!);
    say(`Person ${place + 1}: ${answer}.`);
    if (state.failures > 0) state = afterCall(state, answer === "pressed", { limits: settings, at: world.now() });
    if (answer === "pressed") say(`Quiet for ${settings.quietMinutes} minutes.`);
    return PAUSE_SECONDS;
  }

  const looking = (async () => {
    while (!stopped) {
      const began = world.steady();
      await lookOnce();
      await nap(pauseAfter(settings.lookSeconds, world.steady() - began));
    }
  })();
  const ringing = (async () => {
    while (!stopped) await nap(await ringOnce());
  })();
  return {
    stop: async () => {
      stopped = true;
      for (const over of naps) over();
      await Promise.all([looking, ringing]);
    },
  };
}
