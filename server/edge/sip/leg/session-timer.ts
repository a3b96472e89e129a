import { tokens } from "../guard/screen.ts";
import { first, type Fields } from "../wire/head.ts";

/** RFC 4028: a call whose far end has vanished ends, although nobody says BYE. The rules here are pure; `SessionClock` has the timers. */
export interface TimerAsk {
  readonly seconds: number | undefined;
  readonly refresher: "uac" | "uas" | undefined;
  /** The far end knows the extension. */
  readonly supported: boolean;
}

export interface TimerPolicy {
  readonly seconds: number;
  readonly secondsMin: number;
}

export interface TimerPlan {
  readonly seconds: number;
  readonly weRefresh: boolean;
}

const SECONDS_MAX = 86_400;

export function readTimer(fields: Fields): TimerAsk {
  const value = first(fields, "session-expires");
  const digits = /^(\d{1,9})(?=\s*(?:;|$))/.exec(value ?? "")?.[1];
  const refresher = /;\s*refresher\s*=\s*(uac|uas)\s*(?:;|$)/i.exec(value ?? "")?.[1]?.toLowerCase();
  return {
    seconds: digits === undefined ? undefined : Number(digits),
    refresher: refresher as "uac" | "uas" | undefined,
    supported: [...tokens(fields, "supported"), ...tokens(fields, "require")].includes("timer"),
  };
}

/** Our answer to a request that makes or refreshes a session (RFC 4028 section 9, table 2). Without an ask we refresh. */
export function planAnswer(ask: TimerAsk, policy: TimerPolicy): TimerPlan {
  const seconds = Math.min(Math.max(ask.seconds ?? policy.seconds, policy.secondsMin), SECONDS_MAX);
  if (!ask.supported) return { seconds, weRefresh: true };
  const theyRefresh = ask.refresher === "uac" || (ask.refresher === undefined && ask.seconds !== undefined);
  return { seconds, weRefresh: !theyRefresh };
}

/** The header lines of that answer. `Require` only where the far end must refresh (RFC 4028 section 9). */
export const answerLines = (plan: TimerPlan): string[] =>
  plan.weRefresh
    ? [`Session-Expires: ${plan.seconds};refresher=uas`]
    : ["Require: timer", `Session-Expires: ${plan.seconds};refresher=uac`];

/** The header lines of our own re-INVITE: whoever refreshed goes on. */
export const requestLines = (plan: TimerPlan, policy: TimerPolicy): string[] => [
  `Session-Expires: ${plan.seconds};refresher=${plan.weRefresh ? "uac" : "uas"}`,
  `Min-SE: ${policy.secondsMin}`,
];

/** What a 2xx to our re-INVITE settles. A far end that does not know timers leaves the refreshing to us. */
export function planFromAnswer(ask: TimerAsk, plan: TimerPlan, policy: TimerPolicy): TimerPlan {
  if (ask.seconds === undefined) return { ...plan, weRefresh: true };
  return { seconds: Math.max(ask.seconds, policy.secondsMin), weRefresh: ask.refresher !== "uas" };
}

/** Half the interval, and the end less the smaller of 32 s and a third (RFC 4028 section 10). */
export const momentsOf = (plan: TimerPlan): { refreshMilliseconds: number; expireMilliseconds: number } => ({
  refreshMilliseconds: plan.seconds * 500,
  expireMilliseconds: Math.max(1000, plan.seconds * 1000 - Math.min(32_000, (plan.seconds * 1000) / 3)),
});

export class SessionClock {
  readonly #refresh: () => void;
  readonly #expire: () => void;
  #timers: NodeJS.Timeout[] = [];
  #stopped = false;

  constructor(refresh: () => void, expire: () => void) {
    this.#refresh = refresh;
    this.#expire = expire;
  }

  /** After `stop` nothing winds it again: what a far end says late, of a call that is over, would keep its timers for half an hour. */
  restart(plan: TimerPlan): void {
    this.#clear();
    if (this.#stopped) return;
    const moments = momentsOf(plan);
    this.#timers = [setTimeout(this.#expire, moments.expireMilliseconds)];
    if (plan.weRefresh) this.#timers.push(setTimeout(this.#refresh, moments.refreshMilliseconds));
  }

  stop(): void {
    this.#stopped = true;
    this.#clear();
  }

  #clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }
}
