/** A line of the call's log that is about recording: a notice that was heard out, or a no. */
export interface SaidOfRecording {
  readonly kind: string;
  readonly detail: string | null;
}

/** What is agreed on a call about its recording. */
export interface Agreed {
  /** The caller heard the notice to its end. */
  readonly noticeHeard: boolean;
  readonly declined: boolean;
  /** The others who heard theirs to its end and did not say no, and those who said no. */
  readonly told: readonly number[];
  readonly saidNo: readonly number[];
}

/** How another node saw the call last: what it had no time to write down. */
interface LastSeen {
  readonly recordingDeclined: boolean;
  /** A release that does not know of it yet shows none. */
  readonly unrecorded?: readonly { readonly leg: number; readonly declined: boolean }[];
}

const NOBODY: LastSeen = { recordingDeclined: false };
const legOf = ({ detail }: SaidOfRecording): number => Number(/\d+/.exec(detail ?? "")?.[0]);

/**
 * [C123] [C124] What the call's log says, the newest line first, and what was seen of it: of two that differ the no stands, and a yes that
 * nobody wrote down is none.
 */
export function agreedBefore(log: readonly SaidOfRecording[], seen: LastSeen = NOBODY): Agreed {
  const isAbout = (line: SaidOfRecording): boolean => line.kind === "notice-over" || (line.kind === "recording-declined" && isOfLeg(line));
  const last = new Map<number, SaidOfRecording>();
  for (const line of log.filter(isAbout)) if (!last.has(legOf(line))) last.set(legOf(line), line);
  const { unrecorded: those = [] } = seen;
  const unrecorded = new Set(those.map(({ leg }) => leg));
  const saidNo = new Set(those.filter(({ declined }) => declined).map(({ leg }) => leg));
  for (const [leg, { kind }] of last) if (kind === "recording-declined") saidNo.add(leg);
  return {
    noticeHeard: log.some(({ kind }) => kind === "sound-ended"),
    declined: seen.recordingDeclined || log.some((line) => line.kind === "recording-declined" && !isOfLeg(line)),
    told: [...last].filter(([leg, { detail }]) => detail === `${leg} heard` && !unrecorded.has(leg) && !saidNo.has(leg)).map(([leg]) => leg),
    saidNo: [...saidNo],
  };
}

const isOfLeg = ({ detail }: SaidOfRecording): boolean => detail?.startsWith("leg ") === true;
