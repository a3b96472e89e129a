import { createHash } from "node:crypto";
import { uuidv7, type World } from "../foundation/world.ts";
import { fromIso, plus, type Duration, type Instant } from "../foundation/time.ts";

export interface FakeWorld extends World {
  /** Time passes until then. Set to an instant before now, the clock is set back, and no time passes: machines do that. */
  set(at: Instant): void;
  move(by: Duration): void;
  /** The clock alone is set, by so much; no time passes. */
  step(by: Duration): void;
}

/** A world that stands still until told, with chance that comes from a seed: the same seed, the same ids and keys. */
export function fakeWorld(start = "2027-01-14T07:14:00Z", seed = "compline"): FakeWorld {
  let at = fromIso(start);
  let steady = 0;
  const set = (to: Instant): void => {
    steady += Math.max(0, to - at);
    at = to;
  };
  let drawn = 0;
  const bytes = (count: number): Buffer => {
    const parts: Buffer[] = [];
    for (let have = 0; have < count; have += 32) parts.push(createHash("sha256").update(`${seed}:${drawn++}`).digest());
    return Buffer.concat(parts).subarray(0, count);
  };
  return {
    now: () => at,
    steady: () => steady,
    bytes,
    id: () => uuidv7(at, bytes(10)),
    set,
    move: (by) => set(plus(at, by)),
    step: (by) => void (at = plus(at, by)),
  };
}
