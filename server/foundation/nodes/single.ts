import type { Db } from "../db/db.ts";
import type { Log } from "../log.ts";
import { holdInTransaction, type Hold } from "./hold.ts";
import { openSession, patiently, PLACE_SECONDS_MAX, type Session } from "./session.ts";

interface SingleNeeds {
  readonly url: string;
  readonly db: Db;
  readonly log: Log;
  /** After which the database takes a machine that says nothing for lost. */
  readonly silenceSeconds?: number;
  /** How long it waits for one that ends. */
  readonly placeSecondsMax?: number;
  /** How long it rests before it asks for its place again. */
  readonly againMs?: number;
}

const AGAIN_MS = 1_000;
/** An open transaction of which nothing is heard is taken back after 30 s (db.ts). */
const RESTS_BETWEEN_WORDS = 5;

/**
 * [F35] A process without a name is the whole house: it starts only when no other lives on this database, and none starts beside it. A
 * database that lost sight of it is asked for the place again for as long as it lives: its callers stay, whatever the answer is.
 */
export async function keepSingle({ url, db, log, silenceSeconds, placeSecondsMax = PLACE_SECONDS_MAX, againMs = AGAIN_MS }: SingleNeeds): Promise<{ stop(): Promise<void> }> {
  const state: { session: Session | undefined; hold: Hold | undefined; asking: boolean; stopped: boolean; timer?: NodeJS.Timeout } = { session: undefined, hold: undefined, asking: true, stopped: false };
  /** One asks at a time. Whatever is lost while it asks, it sees by itself. */
  const again = (): void => {
    clearTimeout(state.timer);
    if (!state.stopped && !state.asking) state.timer = setTimeout(() => void reopen(), againMs).unref();
  };
  const open = (): Promise<Session> => openSession(url, () => {
    state.session = undefined;
    again();
  }, silenceSeconds);
  const hold = async (): Promise<boolean> => {
    state.hold = await holdInTransaction(db, { saidEveryMs: againMs * RESTS_BETWEEN_WORDS });
    if (state.stopped) await state.hold?.letGo();
    return state.hold !== undefined;
  };
  const enter = async (session: Session): Promise<void> => {
    await state.hold?.letGo(); // Our own would stand in our way.
    const isIn = await session.enter("alone").catch((): undefined => undefined);
    if (isIn === false) log.warn("nodes.house-taken"); // Somebody started meanwhile: two houses on one database.
    if (isIn && !state.stopped) state.session = session;
    else await session.close();
  };
  const reopen = async (): Promise<void> => {
    state.asking = true;
    const session = await open().catch((): undefined => undefined);
    if (session) await enter(session);
    else if (!state.hold?.isThere()) await hold().catch(() => undefined); // A database that is away is asked at the next turn.
    state.asking = false;
    if (!state.session) again();
  };

  // A database that has no session left, or a pooler that lends none, keeps no house from opening where nobody else is.
  const session = await open().catch((error: Error): undefined => {
    log.warn("nodes.no-session", { error: error.name });
    return undefined;
  });
  const isAlone = (): Promise<boolean> => (session ? session.enter("alone") : hold());
  if (!(await patiently(isAlone, placeSecondsMax))) {
    await session?.close();
    throw new Error("another process is at work on this database: end it, or give each a name of its own (COMPLINE_NODE)");
  }
  state.session = session;
  state.asking = false;
  if (!session) again();
  return {
    stop: async () => {
      state.stopped = true;
      clearTimeout(state.timer);
      await state.hold?.letGo();
      await state.session?.close();
    },
  };
}
