import type { Urgency } from "../../../../contract/index.ts";
import { PRIORITY } from "../../delivery/index.ts";

interface InLine {
  readonly urgency: Urgency;
  readonly claimedAt: number;
  readonly id: string;
}

/** [VD8] Who is read next: the gravest, and of equals the first to come. */
export const nextInLine = <T extends InLine>(waiting: readonly T[]): T | undefined =>
  waiting.toSorted((a, b) => PRIORITY[a.urgency] - PRIORITY[b.urgency] || a.claimedAt - b.claimedAt || (a.id < b.id ? -1 : 1))[0];
