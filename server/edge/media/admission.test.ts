import fc from "fast-check";
import { expect, test } from "vitest";
import { afterBeat, newDoor, type Door } from "./admission.ts";
import { mediaLimits } from "./settings.ts";

const BEAT_MS = 500;
const START = 1_000_000;

/** A process that came up at START and beats each half second: the door after each beat. */
function doors(beats: readonly { readonly delayMs: number; readonly endpoints: number }[]): Door[] {
  let door = newDoor(START, mediaLimits);
  return beats.map(({ delayMs, endpoints }, n) => (door = afterBeat(door, { at: START + (n + 1) * BEAT_MS, loopDelayP99Ms: delayMs, endpoints }, mediaLimits)));
}

const seconds = (count: number, delayMs: number, endpoints = 60) => Array.from({ length: count * 2 }, () => ({ delayMs, endpoints }));
const isOpen = (door: Door | undefined): boolean => door!.isOpen;
const warm = seconds(5, 5);

test("[M17] a process that carries many calls and is too slow for five seconds on end takes no more", () => {
  const all = doors([...warm, ...seconds(7, 51)]);
  expect(all.slice(0, 20).every(isOpen)).toBe(true); // Five seconds of warmth, five of slowness.
  expect(all.findIndex((door) => !door.isOpen)).toBe(20);
  expect(isOpen(all.at(-1))).toBe(false);
});

test("[M17] a hiccup of four seconds, however bad, turns no caller away, and neither does one hiccup after the other", () => {
  expect(doors([...warm, ...seconds(4, 3000), ...seconds(1, 5), ...seconds(4, 3000), ...seconds(1, 5)]).every(isOpen)).toBe(true);
});

test("[M17] a process that has just come up may be slow", () => {
  expect(doors([...seconds(5, 2000), ...seconds(20, 10)]).every(isOpen)).toBe(true);
});

test("[M17] a machine that is busy with something else closes nothing while few calls are up", () => {
  expect(doors([...warm, ...seconds(60, 400, 19)]).every(isOpen)).toBe(true);
  expect(isOpen(doors([...warm, ...seconds(6, 501, 0)]).at(-1))).toBe(false); // Nobody could be understood.
});

test("[M17] a closed process opens after two seconds at half its ceiling, and is open at once to nobody before", () => {
  const closed = [...warm, ...seconds(7, 200)];
  expect(isOpen(doors([...closed, ...seconds(30, 40)]).at(-1))).toBe(false);
  const recovering = doors([...closed, ...seconds(3, 20)]).slice(closed.length);
  expect(recovering.findIndex(isOpen)).toBe(4);
});

test("[M17] however the delay goes, between two turns of a door lie as many seconds as the rule says", () => {
  const beat = fc.record({ delayMs: fc.constantFrom(0, 20, 26, 49, 51, 300, 600, 5000), endpoints: fc.constantFrom(0, 19, 20, 400) });
  const spell = fc.tuple(beat, fc.integer({ min: 1, max: 16 })).map(([each, count]) => Array.from({ length: count }, () => each));
  fc.assert(fc.property(fc.array(spell, { maxLength: 30 }), (spells) => {
    let [openedAt, closedAt] = [START + mediaLimits.warmUpSeconds * 1000, Number.NaN];
    for (const [n, door] of doors(spells.flat()).entries()) {
      const at = START + (n + 1) * BEAT_MS;
      if (!door.isOpen && Number.isNaN(closedAt)) {
        expect(at - openedAt).toBeGreaterThanOrEqual(mediaLimits.overloadSeconds * 1000);
        closedAt = at;
      } else if (door.isOpen && !Number.isNaN(closedAt)) {
        expect(at - closedAt).toBeGreaterThanOrEqual(mediaLimits.recoverySeconds * 1000);
        [openedAt, closedAt] = [at, Number.NaN];
      }
    }
  }));
});
