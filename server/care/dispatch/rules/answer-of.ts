import type { AttemptId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import { NOT_WOKEN_REASON } from "../../delivery/index.ts";
import type { Try, Work } from "./next-move.ts";

/** What came back of a page, in the order in which it came. */
export interface Came {
  readonly attempt: AttemptId;
  readonly state: string;
  readonly reason?: string | null;
  readonly at: Instant;
}

/** What came of one page. [D41] One that woke nobody has failed after all, unless a window of theirs has shown it meanwhile. */
export function answerOf(attempt: AttemptId | null, receipts: readonly Came[]): Pick<Try, "answeredAt"> & { outcome: "nobody" | "claimed" | "accepted" | "failed" } {
  if (attempt === null) return { outcome: "nobody", answeredAt: null };
  const own = receipts.filter((one) => one.attempt === attempt);
  const isSeen = own.some(({ state }) => state === "on-device" || state === "opened");
  const notWoken = isSeen ? undefined : own.find(({ reason }) => reason === NOT_WOKEN_REASON);
  const answer = notWoken ?? own.find(({ state }) => state === "accepted" || state === "failed");
  return answer ? { outcome: answer.state as "accepted" | "failed", answeredAt: answer.at } : { outcome: "claimed", answeredAt: null };
}

/** [D41] Whether the ladder stands at this page. One that it has left behind is let be: a look would take the next page for one whose answer was lost. */
export const isWaitedFor = ({ state, tries }: Pick<Work, "state" | "tries">, attempt: AttemptId): boolean => state === "working" && tries.at(-1)?.attempt === attempt;
