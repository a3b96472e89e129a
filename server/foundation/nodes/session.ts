import pg from "pg";

/**
 * One session of the database, held for the life of the process. Its locks say that the process lives: the database lets go of them in the
 * moment the process dies, and within seconds when its host vanishes.
 */
export interface Session {
  /** Whether this session now has the lock of that node. */
  take(node: string): Promise<boolean>;
  letGo(node: string): Promise<void>;
  close(): Promise<void>;
}

const ANSWER_MS_MAX = 5_000;
/** A host that vanished says nothing: the database asks after two seconds of silence, and gives up three later. */
const WATCHED = "-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3 -c tcp_user_timeout=5000 -c idle_session_timeout=0";

export async function openSession(url: string, onLost: () => void): Promise<Session> {
  const client = new pg.Client({ connectionString: url, keepAlive: true, query_timeout: ANSWER_MS_MAX, connectionTimeoutMillis: ANSWER_MS_MAX, options: WATCHED });
  let closed = false;
  client.on("error", () => undefined);
  client.on("end", () => closed || onLost());
  await client.connect();
  const ask = async (words: "pg_try_advisory_lock" | "pg_advisory_unlock", node: string): Promise<boolean> =>
    (await client.query<{ yes: boolean }>(`select ${words}(hashtextextended('compline node ' || $1, 0)) as yes`, [node])).rows[0]!.yes;
  return {
    take: (node) => ask("pg_try_advisory_lock", node),
    letGo: async (node) => void (await ask("pg_advisory_unlock", node)),
    close: async () => {
      closed = true;
      await client.end().catch(() => undefined);
    },
  };
}
