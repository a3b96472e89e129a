import { instant, type Instant } from "../../../foundation/time.ts";

/** Failed tries as a level that leaks: sliding, in one row, with no window to wait for. */
export interface Pressure {
  readonly pressure: number;
  readonly at: Instant;
}

export interface Brake {
  /** Tries that cost nothing. */
  readonly free: number;
  readonly firstWaitSeconds: number;
  readonly waitSecondsMax: number;
  /** One failed try is forgotten in this time. Longer than the longest wait, or the waits would stop growing. */
  readonly leakSeconds: number;
}

/**
 * An account and a network are braked ever harder, up to a quarter of an hour. An enrolled workstation is braked by its own
 * failures alone, and never for longer than five seconds: whoever attacks an account from elsewhere does not reach the night desk.
 */
export const BRAKES = {
  account: { free: 5, firstWaitSeconds: 15, waitSecondsMax: 900, leakSeconds: 1800 },
  network: { free: 20, firstWaitSeconds: 15, waitSecondsMax: 900, leakSeconds: 1200 },
  workstation: { free: 5, firstWaitSeconds: 2, waitSecondsMax: 5, leakSeconds: 60 },
} as const satisfies Record<string, Brake>;

const HOURS = 3600;
/**
 * A PIN has six digits, so its brakes are harder: the third failure closes a person's for a quarter of an hour, and whoever goes on for
 * days gets some six guesses a day. A calling number proves nobody, but one that fails for many people is heard no more for a while; all
 * that hide theirs share a count. `pinRung` is the same for calls that the house placed to a number on file, counted apart: whoever rings in
 * and guesses closes the check-in line for a person and never the telephone on which they are paged. `everyPin` makes nobody wait, because
 * one guesser would then make everybody wait: it notices whoever never tries anyone three times.
 */
export const PIN_BRAKES = {
  pin: { free: 3, firstWaitSeconds: 900, waitSecondsMax: 4 * HOURS, leakSeconds: 6 * HOURS },
  pinRung: { free: 3, firstWaitSeconds: 900, waitSecondsMax: 4 * HOURS, leakSeconds: 6 * HOURS },
  caller: { free: 5, firstWaitSeconds: 900, waitSecondsMax: 1 * HOURS, leakSeconds: 1 * HOURS },
  withheld: { free: 20, firstWaitSeconds: 60, waitSecondsMax: 900, leakSeconds: 600 },
  everyPin: { free: 30, firstWaitSeconds: 0, waitSecondsMax: 0, leakSeconds: 600 },
} as const satisfies Record<string, Brake>;

export const EVERY_BRAKE = { ...BRAKES, ...PIN_BRAKES } as const;
export type BrakeName = keyof typeof EVERY_BRAKE;

const leaked = (brake: Brake, was: Pressure, at: Instant): number => Math.max(0, was.pressure - Math.max(0, at - was.at) / (brake.leakSeconds * 1000));

/** [I3] When the next try is heard: doubling after the free ones, to the longest wait. */
export function waitUntil(brake: Brake, was: Pressure | undefined, at: Instant): Instant | undefined {
  if (!was) return undefined;
  const over = Math.round(was.pressure) - brake.free;
  if (over < 0) return undefined;
  const seconds = Math.min(brake.waitSecondsMax, brake.firstWaitSeconds * 2 ** Math.min(over, 20));
  const until = instant(was.at + seconds * 1000);
  return at < until ? until : undefined;
}

/** A try is counted before it is checked, so that a hundred at once do not pass as one. */
export const pressed = (brake: Brake, was: Pressure | undefined, at: Instant): Pressure => ({ pressure: (was ? leaked(brake, was, at) : 0) + 1, at });

/** A good try takes its own count back, and nobody else's. */
export const relieved = (was: Pressure): Pressure => ({ pressure: Math.max(0, was.pressure - 1), at: was.at });

/** This failed try is the one that makes the next one wait. */
export const closes = (brake: Brake, now: Pressure): boolean => Math.round(now.pressure) >= brake.free;
