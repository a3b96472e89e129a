/** Whether a media process takes new calls. Pure: the half-second beats of the process in, its door out. */
import type { MediaLimits } from "./settings.ts";

export interface Door {
  readonly isOpen: boolean;
  /** Since when every beat has spoken for turning it; undefined while the last spoke against. */
  readonly turningSince: number | undefined;
  /** What is measured before this moment is the process's own start: its code is compiled as it first runs. */
  readonly warmAt: number;
}

export interface Beat {
  readonly at: number;
  /** p99 of the last half second. */
  readonly loopDelayP99Ms: number;
  readonly endpoints: number;
}

export const newDoor = (readyAt: number, { warmUpSeconds }: MediaLimits): Door => ({ isOpen: true, turningSince: undefined, warmAt: readyAt + warmUpSeconds * 1000 });

/**
 * A caller who is turned away is a patient who may not ring again, so a moment's slowness closes nothing: it must last, and the calls
 * that are up must be what could cause it. A process that carries few is slow for another reason, which fewer calls would not mend; it
 * is closed only when nobody could understand what is said. To open again takes half the delay: else it would swing.
 */
export function afterBeat(door: Door, beat: Beat, limits: MediaLimits): Door {
  if (beat.at < door.warmAt) return door;
  const isSlow = beat.loopDelayP99Ms > ceilingMs(door, beat, limits);
  if (isSlow !== door.isOpen) return { ...door, turningSince: undefined };
  const since = door.turningSince ?? beat.at;
  const seconds = door.isOpen ? limits.overloadSeconds : limits.recoverySeconds;
  const hasLasted = beat.at - since >= seconds * 1000;
  return hasLasted ? { ...door, isOpen: !door.isOpen, turningSince: undefined } : { ...door, turningSince: since };
}

const RECOVERED = 0.5;
function ceilingMs({ isOpen }: Door, { endpoints }: Beat, limits: MediaLimits): number {
  const ceiling = endpoints >= limits.busyEndpointsMin ? limits.loopDelayP99MsMax : limits.deafLoopDelayP99MsMin;
  return isOpen ? ceiling : ceiling * RECOVERED;
}
