import type { Instant } from "../../../foundation/time.ts";
import type { CameOf } from "./came-of.ts";

/** What is known of one person's telephone. */
export interface Standing {
  readonly allowed: boolean;
  readonly onFile: string | null;
  readonly proved: string | null;
  readonly hasPin: boolean;
  readonly closedUntil: Instant | null;
}

/** [VD10] Why this person is not rung; undefined: they may be. A number that is not the proved one is nobody's. */
export function hindrance(standing: Standing | undefined, at: Instant): Extract<CameOf, "not-allowed" | "not-proved" | "no-pin" | "closed"> | undefined {
  if (!standing?.allowed) return "not-allowed";
  if (standing.onFile === null || standing.onFile !== standing.proved) return "not-proved";
  if (!standing.hasPin) return "no-pin";
  return standing.closedUntil !== null && at < standing.closedUntil ? "closed" : undefined;
}

export const CODE_MINUTES = 10;
export const CODE_FAILURES_MAX = 5;
/** A telephone is not made to ring over and over by a page of ours: not at once, and not all day, by one person or by many who name one number. */
export const CODE_AGAIN_SECONDS = 60;
export const TEST_CALLS_A_DAY_MAX = { person: 10, number: 5 } as const;
