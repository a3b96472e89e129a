import { plus, type Instant } from "../../server/foundation/time.ts";

/** What one look at the house found. */
export type Look = { readonly good: true } | { readonly good: false; readonly because: string };

export interface Limits {
  readonly failuresMax: number;
  readonly dueSecondsMax: number;
  readonly lagSecondsMax: number;
  readonly quietMinutes: number;
}

/** What `/readyz` answered, as far as it was understood. */
export interface Answer {
  readonly ok: boolean;
  readonly down: readonly string[];
  readonly watch: { readonly oldestDueSeconds: number; readonly sequencerLagSeconds: number } | "unknown" | undefined;
}

const bad = (because: string): Look => ({ good: false, because });

/** [OW1] */
export function judge(answer: Answer | undefined, { dueSecondsMax, lagSecondsMax }: Limits): Look {
  if (!answer) return bad("the house does not answer");
  if (!answer.ok) return bad(answer.down.length > 0 ? `down: ${answer.down.join(", ")}` : "the house is not ready");
  if (answer.watch === undefined || answer.watch === "unknown") return bad("the house does not know this watcher");
  const { oldestDueSeconds, sequencerLagSeconds } = answer.watch;
  if (oldestDueSeconds > dueSecondsMax) return bad(`work is ${oldestDueSeconds} s overdue`);
  return sequencerLagSeconds > lagSecondsMax ? bad(`the audit log lags by ${sequencerLagSeconds} s`) : { good: true };
}

export interface Watching {
  readonly failures: number;
  /** How many people were rung since the alarm began, or since the last quiet time. */
  readonly turns: number;
  readonly quietUntil: Instant | null;
}
export const calm: Watching = { failures: 0, turns: 0, quietUntil: null };

/** [OW1] [OW2] */
export const afterLook = (state: Watching, look: Look): Watching => (look.good ? calm : { ...state, failures: state.failures + 1 });

/** [OW2] [OW3] Whom to ring now: their place in the list; undefined: nobody. */
export function whomToRing(state: Watching, people: number, ask: { limits: Limits; at: Instant }): number | undefined {
  if (people === 0 || state.failures < ask.limits.failuresMax) return undefined;
  if (state.quietUntil !== null && ask.at < state.quietUntil) return undefined;
  return state.turns % people;
}

/** [OW2] [OW3] Only the pressed key counts. */
export function afterCall(state: Watching, pressed: boolean, ask: { limits: Limits; at: Instant }): Watching {
  if (!pressed) return { ...state, turns: state.turns + 1, quietUntil: null };
  return { ...state, turns: 0, quietUntil: plus(ask.at, { minutes: ask.limits.quietMinutes }) };
}

/** [OW7] From the beginning of one look to that of the next: a house that takes its time to answer is looked at as often as one that does not. */
export const pauseAfter = (lookSeconds: number, tookMilliseconds: number): number => Math.max(0, lookSeconds - tookMilliseconds / 1000);
