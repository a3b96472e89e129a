/** The server's time, carried on by this machine's monotonic clock: a wrong or stepped clock at the desk changes nothing. */
export interface ServerClock {
  /** The server said this instant just now. */
  note(at: string): void;
  /** Milliseconds since the epoch, by the server. */
  now(): number;
  /** Milliseconds since the server was last heard. */
  silence(): number;
}

const JITTER_MS_MAX = 400;

export function createServerClock(monotonic: () => number, first: number): ServerClock {
  let base = { server: first, at: monotonic() };
  const now = () => base.server + (monotonic() - base.at);
  let heardAt = monotonic();
  return {
    now,
    silence: () => monotonic() - heardAt,
    note(at) {
      const server = Date.parse(at);
      if (Number.isNaN(server)) return;
      heardAt = monotonic();
      // Small differences are the network's; following them would make seconds stutter.
      if (Math.abs(server - now()) > JITTER_MS_MAX) base = { server, at: monotonic() };
    },
  };
}

export const serverClock: ServerClock = createServerClock(() => performance.now(), performance.timeOrigin + performance.now());
