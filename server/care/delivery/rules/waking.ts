import type { Guard } from "../needs.ts";

/** The way that wakes devices. Its limits are one, its breakers as many as there are push services: that one is away says nothing of another. */
export const PUSH = "push";
/** A push service bears what a whole night brings, and a hundred a second is more than that. A person's phone that was woken twelve times in a minute wakes nobody better by the thirteenth. Each service answers in 8 seconds or has failed. */
export const PUSH_GUARD: Guard = {
  limits: { channel: { perMinute: 6000, atOnceMax: 1000 }, person: { perMinute: 12, atOnceMax: 6 } },
  patience: { faultsMax: 3, pauseSeconds: 30, pauseSecondsMax: 600, answerSecondsMax: 8 },
};
/** As long as the name of any way. */
const NAME_LENGTH_MAX = 40;

/** The part of the way that one push service carries, by its host. */
export const serviceOf = (endpoint: string): string => `${PUSH} ${URL.parse(endpoint)?.host ?? "nowhere"}`.slice(0, NAME_LENGTH_MAX);

/** "refused": what we sent was wrong, or the device's keys are none; asked again it would be refused again. */
export type Woken = "pushed" | "gone" | "refused" | "failed";

/** What the answers of one service say of it: a service that took one, or knows that a device is gone, works. Null: nothing either way. */
export function verdictOn(outcomes: readonly Woken[]): "works" | "fault" | null {
  if (outcomes.some((one) => one === "pushed" || one === "gone")) return "works";
  return outcomes.includes("failed") ? "fault" : null;
}
