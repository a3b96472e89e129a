import { serverClock } from "../api/index.ts";

export interface LiveState {
  readonly inTouch: boolean;
  /** Out of touch because what the server says cannot be read; the line itself stands. */
  readonly garbled: boolean;
  /** Server time, milliseconds, at which this began. */
  readonly since: number;
  /** Grows each time a room has to ask for itself, because it could not read what it was told. */
  readonly unread: number;
}
export const startOfLine = (): LiveState => ({ inTouch: true, garbled: false, since: serverClock.now(), unread: 0 });

/** However fast unreadable words come, a room asks no faster than this. */
const UNREAD_PAUSE_MS = 1000;
/** The server's beats, without an unreadable word between them, after which its words are trusted again. */
const TRUST_BEATS = 2;

/** What is known of the line: in touch, silent, or heard and not understood. Tells only what changed. */
export function createTouch(onState: (state: LiveState) => void) {
  let state = startOfLine();
  let doubts = 0;
  let asking: ReturnType<typeof setTimeout> | undefined;
  const put = (change: Partial<LiveState>) => {
    state = { ...state, ...change };
    onState(state);
  };
  const tell = (inTouch: boolean, garbled: boolean) => {
    if (state.inTouch !== inTouch || state.garbled !== garbled) put({ inTouch, garbled, since: serverClock.now() });
  };
  const askAgain = () => {
    asking = undefined;
    put({ unread: state.unread + 1 });
  };
  return {
    understood(isBeat: boolean) {
      if (isBeat && doubts > 0) doubts -= 1;
      if (doubts === 0) tell(true, false);
    },
    misread() {
      doubts = TRUST_BEATS;
      tell(false, true);
      asking ??= setTimeout(askAgain, UNREAD_PAUSE_MS);
    },
    silent: () => tell(false, false),
    /** A new line starts with trust: rooms ask whenever one comes back. */
    fresh() { doubts = 0; },
    stop: () => clearTimeout(asking),
  };
}
