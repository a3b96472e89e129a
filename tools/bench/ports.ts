import { randomInt } from "node:crypto";

/** Below the ports that the kernel gives out by itself (32768 and up), so that nobody is given one of ours by chance. */
const [FIRST, LAST] = [12_000, 32_000];
const taken: { min: number; max: number }[] = [];

/** A range of UDP ports that no other bench of this run has, at a place of chance: two runs at once hardly meet. Both ends included. */
export function takePorts(count: number): { min: number; max: number } {
  for (;;) {
    const min = 2 * randomInt(FIRST / 2, (LAST - count) / 2);
    const range = { min, max: min + count - 1 };
    if (taken.some((other) => range.min <= other.max && other.min <= range.max)) continue;
    taken.push(range);
    return range;
  }
}
