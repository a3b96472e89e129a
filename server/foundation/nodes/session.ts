import pg from "pg";
import { HOUSE_LOCK } from "./store.ts";

/**
 * One session of the database, held for the life of the process. Its locks say that the process lives: the database lets go of them in the
 * moment the process dies, and within seconds when its host vanishes.
 */
export interface Session {
  /** Whether this session now has the lock of that node. */
  take(node: string): Promise<boolean>;
  letGo(node: string): Promise<void>;
  /** [F35] Whether this session is now in the house: by itself, or beside others who are there like this. */
  enter(how: "alone" | "beside"): Promise<boolean>;
  close(): Promise<void>;
}

const ANSWER_MS_MAX = 5_000;
export const SILENCE_SECONDS = 5;

/** [F31] A host that vanished says nothing: the database asks after some seconds of silence, each second from then on, and gives up after all of these. */
export function watched(silenceSeconds: number): string {
  const asked = silenceSeconds < SILENCE_SECONDS ? 2 : 3;
  return `-c tcp_keepalives_idle=${silenceSeconds - asked} -c tcp_keepalives_interval=1 -c tcp_keepalives_count=${asked} -c tcp_user_timeout=${silenceSeconds * 1000} -c idle_session_timeout=0`;
}

const ENTER = { alone: "pg_try_advisory_lock", beside: "pg_try_advisory_lock_shared" } as const;

export async function openSession(url: string, onLost: () => void, silenceSeconds = SILENCE_SECONDS): Promise<Session> {
  const client = new pg.Client({ connectionString: url, keepAlive: true, query_timeout: ANSWER_MS_MAX, connectionTimeoutMillis: ANSWER_MS_MAX, options: watched(silenceSeconds) });
  let closed = false;
  client.on("error", () => undefined);
  await client.connect();
  client.on("end", () => closed || onLost()); // Not before: one that was never there is not lost, and says "end" too.
  const ask = async (words: "pg_try_advisory_lock" | "pg_try_advisory_lock_shared" | "pg_advisory_unlock", what: string): Promise<boolean> =>
    (await client.query<{ yes: boolean }>(`select ${words}(hashtextextended($1, 0)) as yes`, [what])).rows[0]!.yes;
  return {
    take: (node) => ask("pg_try_advisory_lock", `compline node ${node}`),
    letGo: async (node) => void (await ask("pg_advisory_unlock", `compline node ${node}`)),
    enter: (how) => ask(ENTER[how], HOUSE_LOCK),
    close: async () => {
      closed = true;
      await client.end().catch(() => undefined);
    },
  };
}

const AGAIN_MS = 200;
/** A process that is started again waits so long for its place: for whoever takes up what it left, or for a database that has not noticed yet. */
export const PLACE_SECONDS_MAX = 15;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again until it is so. */
export async function patiently(isSo: () => Promise<boolean>, seconds: number): Promise<boolean> {
  for (let left = seconds * 1000; ; left -= AGAIN_MS) {
    if (await isSo()) return true;
    if (left <= 0) return false;
    await pause(AGAIN_MS);
  }
}
