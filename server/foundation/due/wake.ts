import pg from "pg";

/**
 * Tells every node that work was committed. NOTIFY goes out on a side connection after commit, coalesced: inside the
 * transaction it takes a lock on the whole database at commit, and writers queue behind it.
 */
export interface Wake {
  poke(): void;
  close(): Promise<void>;
}

const CHANNEL = "compline_due";
const RECONNECT_MS = 500;
/** Without an answer by then the database's host has vanished: another line is opened. */
const ANSWER_MS_MAX = 20_000;
/** Other nodes are told of a burst of work this often, not of each piece. */
const GAP_MS = 5;

export function createWake(url: string, onWake: () => void): Wake {
  let client: pg.Client | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  const open = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, keepAlive: true, query_timeout: ANSWER_MS_MAX });
    let self: number | undefined;
    next.on("notification", ({ processId }) => {
      if (processId !== self) onWake(); // Our own came back: we woke when we sent it.
    });
    next.on("error", () => lost(next));
    try {
      await next.connect();
      await next.query(`listen ${CHANNEL}`);
      self = (await next.query<{ pid: number }>("select pg_backend_pid() as pid")).rows[0]!.pid;
      client = next;
      onWake(); // Something may have been committed while we were not listening.
    } catch {
      lost(next);
    }
  };

  function lost(which: pg.Client): void {
    if (client === which) client = undefined;
    which.end().catch(() => undefined);
    if (closed || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      void open();
    }, RECONNECT_MS);
  }

  const bursts = coalesced(async () => {
    // The sweep finds the work a second later.
    await client?.query(`notify ${CHANNEL}`).catch(() => client && lost(client));
  });

  void open();
  return {
    poke: () => {
      onWake();
      bursts.poke();
    },
    close: async () => {
      closed = true;
      clearTimeout(retry);
      bursts.stop();
      await client?.end().catch(() => undefined);
    },
  };
}

/** Sends at once, and once more for all that came while it was at it. */
function coalesced(send: () => Promise<void>): { poke(): void; stop(): void } {
  let busy = false;
  let again = false;
  let pause: NodeJS.Timeout | undefined;
  const rested = (): void => {
    busy = false;
    if (again) run();
  };
  function run(): void {
    busy = true;
    again = false;
    void send().finally(() => (pause = setTimeout(rested, GAP_MS)));
  }
  return { poke: () => (busy ? void (again = true) : run()), stop: () => clearTimeout(pause) };
}
