import type { SentOn } from "../../../care/calls/ports.ts";
import { HOPS_MAX, MARK_FIELD } from "../leg/path.ts";
import { readDialled } from "./number.ts";
import type { TrunkSettings } from "./settings.ts";

/** What an INVITE says of a caller who is sent on: who they are, who sends them, and how often they may be sent on yet. Pure. */
export interface Onward {
  /** +E.164, to be shown in place of any other number. Undefined: the practice is shown. */
  readonly caller: string | undefined;
  /** Nobody is shown (RFC 3323). */
  readonly withheld: boolean;
  readonly lines: readonly string[];
  /** Max-Forwards. */
  readonly hops: number;
}

const PLAIN: Onward = { caller: undefined, withheld: false, lines: [], hops: HOPS_MAX };
/** RFC 5806 names why in a word, RFC 4458 by a cause, and RFC 7544 which of the two are the same. */
const CAUSES: Readonly<Record<SentOn["why"], number>> = { "unconditional": 302, "no-answer": 408 };

interface Ground {
  readonly sentOn: SentOn | undefined;
  /** Who is rung: +E.164. */
  readonly to: string;
  /** A number as this trunk wants it in a URI. */
  readonly written: (e164: string) => string;
}

/** A trunk that was not said to carry other people's numbers is told of none of them; of somebody who was sent on it sees our mark and fewer hops alone. */
export function onwardOf({ onward = "practice" }: TrunkSettings, { sentOn, to, written }: Ground): Onward {
  if (!sentOn) return PLAIN;
  const own = { lines: [`${MARK_FIELD}: ${sentOn.mark}`], hops: Math.max(Math.min(sentOn.hopsLeft, HOPS_MAX) - 1, 0) };
  const by = onward === "practice" ? undefined : plain(sentOn.by);
  if (by === undefined) return { ...PLAIN, ...own };
  const told = onward === "diversion" ? [diversion(sentOn, written(by))] : history(sentOn, { by: written(by), to: written(to) });
  const caller = sentOn.withheld || sentOn.caller === undefined ? undefined : plain(sentOn.caller);
  return { caller, withheld: sentOn.withheld, lines: [...told, ...own.lines], hops: own.hops };
}

/** An emergency number, or what is none, is nobody's to be shown. */
function plain(number: string): string | undefined {
  const read = readDialled(number);
  return read?.kind === "number" ? read.e164 : undefined;
}

/** RFC 5806. The practice has nothing to hide: who is rung may know by whom. */
const diversion = ({ why, timesBefore }: SentOn, by: string): string => `Diversion: <${by}>;reason=${why};counter=${timesBefore + 1};privacy=off`;

/** RFC 7044: whom the call was for, and whom it is for now; `mp` is the number of the entry that it was changed from. */
const history = ({ why }: SentOn, { by, to }: { readonly by: string; readonly to: string }): string[] => [`History-Info: <${by}>;index=1`, `History-Info: <${to};cause=${CAUSES[why]}>;index=1.1;mp=1`];
