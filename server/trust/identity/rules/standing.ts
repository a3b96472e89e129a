import { instant, type Instant } from "../../../foundation/time.ts";
import { KINDS, TOKEN_GRACE_SECONDS, TOKEN_SECONDS_MAX, type SessionKind } from "../settings.ts";

export interface SessionTimes {
  readonly kind: SessionKind;
  readonly touchedAt: Instant;
  readonly endsAt: Instant;
  readonly lockedAt: Instant | null;
  readonly endedAt: Instant | null;
}
export type Standing = { readonly state: "open" | "locked"; readonly idleAt: Instant } | { readonly state: "ended"; readonly because: "idle" | "age" | "told" };

/** [I5] [I6] What a session is worth at this instant: nobody has to have noticed for it to be over. */
export function standingOf(session: SessionTimes, at: Instant): Standing {
  const { idleSecondsMax, onIdle } = KINDS[session.kind];
  const idleAt = instant(session.touchedAt + idleSecondsMax * 1000);
  if (session.endedAt !== null) return { state: "ended", because: "told" };
  if (at >= session.endsAt) return { state: "ended", because: "age" };
  if (at >= idleAt && onIdle === "ends") return { state: "ended", because: "idle" };
  return { state: session.lockedAt !== null || at >= idleAt ? "locked" : "open", idleAt };
}

export interface TokenTimes {
  readonly presented: "current" | "next" | "previous";
  readonly tokenAt: Instant;
  readonly nextAt: Instant | null;
}
export type TokenVerdict = "good" | "promote" | "exchange" | "stolen";

/**
 * [I7] What to do with a token. The successor counts only once the browser has shown it, so an answer lost on the way signs nobody
 * out; a token shown after its successor took over, and after the grace, is in two hands.
 */
export function judgeToken({ presented, tokenAt, nextAt }: TokenTimes, at: Instant): TokenVerdict {
  if (presented === "next") return "promote";
  if (presented === "previous") return at - tokenAt <= TOKEN_GRACE_SECONDS * 1000 ? "good" : "stolen";
  if (at - tokenAt < TOKEN_SECONDS_MAX * 1000) return "good";
  return nextAt === null || at - nextAt >= TOKEN_GRACE_SECONDS * 1000 ? "exchange" : "good";
}
