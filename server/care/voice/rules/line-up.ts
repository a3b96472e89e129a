import type { Urgency } from "../../../../contract/index.ts";
import { PRIORITY } from "../../delivery/index.ts";

/** Ringing and the PIN take less; whoever reads a message says for how long. A call of which nothing is heard by then is placed again. */
export const UNDER_WAY_MINUTES = 3;

/** [VD8] It comes again, and not because the process that had it in hand died a moment after: its time in a call that goes on with something else is over. */
export const hasWaitedTooLong = ({ repeats, claimedAt }: { readonly repeats: number; readonly claimedAt: number }, now: number): boolean => repeats > 0 && now - claimedAt >= UNDER_WAY_MINUTES * 60_000;

interface InLine {
  readonly urgency: Urgency;
  readonly claimedAt: number;
  readonly id: string;
}

/** [VD8] Who is read next: the gravest, and of equals the first to come. */
export const nextInLine = <T extends InLine>(waiting: readonly T[]): T | undefined =>
  waiting.toSorted((a, b) => PRIORITY[a.urgency] - PRIORITY[b.urgency] || a.claimedAt - b.claimedAt || (a.id < b.id ? -1 : 1))[0];
