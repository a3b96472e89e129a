import type { DialFailure } from "../../../care/calls/ports.ts";

/** What a final answer of a trunk means, and whether another trunk may know better. Pure. */
export interface Outcome {
  readonly why: Exclude<DialFailure, "cancelled" | "refused-by-limit">;
  /** The next trunk is tried. Never for what the far end itself said. */
  readonly tryNext: boolean;
}

const said = (why: Outcome["why"]): Outcome => ({ why, tryNext: false });
const TRUNK_FAULT: Outcome = { why: "trunk-fault", tryNext: true };
export const CHALLENGED: Outcome = { why: "challenged-for-ever", tryNext: true };

const BY_STATUS: Readonly<Record<number, Outcome>> = {
  401: CHALLENGED, 407: CHALLENGED,
  404: said("no-such-number"), 410: said("no-such-number"), 484: said("no-such-number"), 604: said("no-such-number"),
  408: said("no-answer"), 480: said("no-answer"), 487: said("no-answer"),
  486: said("busy"), 600: said("busy"),
  603: said("declined"), 607: said("declined"), 608: said("declined"),
};

/** ITU-T Q.850: what the telephone network behind the trunk said, where the trunk tells it. */
const BY_CAUSE: Readonly<Record<number, Outcome>> = {
  1: said("no-such-number"), 17: said("busy"), 18: said("no-answer"), 19: said("no-answer"), 20: said("no-answer"), 21: said("declined"), 22: said("no-such-number"), 28: said("no-such-number"),
};

/** `reasons`: the Reason fields (RFC 3326). A redirect is not followed: whom we call is decided here. */
export function outcomeOf(status: number, reasons: readonly string[]): Outcome {
  const cause = reasons.map(causeOf).find((known) => known !== undefined);
  if (cause !== undefined && BY_CAUSE[cause]) return BY_CAUSE[cause];
  return BY_STATUS[status] ?? (status >= 600 ? said("declined") : TRUNK_FAULT);
}

/** No answer at all, or no way to send. */
export const unreached: Outcome = TRUNK_FAULT;

const REASON_CHARACTERS_MAX = 256;

function causeOf(reason: string): number | undefined {
  const [protocol = "", ...parameters] = reason.slice(0, REASON_CHARACTERS_MAX).split(/[;,]/).map((part) => part.trim());
  const digits = parameters.map((each) => /^cause\s*=\s*(\d{1,3})$/i.exec(each)?.[1]).find((found) => found !== undefined);
  return /^q\.850$/i.test(protocol) && digits !== undefined ? Number(digits) : undefined;
}
