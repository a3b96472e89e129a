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
const ANSWER_MS_MAX = 20_000;

export function createWake(url: string, onWake: () => void): Wake {
  let client: pg.Client | undefined;
  let closed = false;
  let sending = false;
  let again = false;
  let retry: NodeJS.Timeout | undefined;

  const open = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, keepAlive: true, query_timeout: ANSWER_MS_MAX });
    next.on("notification", onWake);
    next.on("error", () => lost(next));
    try {
      await next.connect();
      await next.query(`listen ${CHANNEL}`);
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

  const send = (): void => {
    if (!client) return;
    const through = client;
    sending = true;
    through
      .query(`notify ${CHANNEL}`)
      .catch(() => lost(through)) // The sweep finds the work a second later.
      .finally(() => {
        sending = false;
        if (again) {
          again = false;
          send();
        }
      });
  };

  void open();
  return {
    poke: () => {
      onWake();
      if (sending) again = true;
      else send();
    },
    close: async () => {
      closed = true;
      clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}
