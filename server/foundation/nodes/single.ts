import type { Log } from "../log.ts";
import { openSession, patiently, PLACE_SECONDS_MAX, type Session } from "./session.ts";

interface SingleNeeds {
  readonly url: string;
  readonly log: Log;
  /** How long it waits for one that ends. */
  readonly placeSecondsMax?: number;
}

const AGAIN_MS = 1_000;

/**
 * [F35] A process without a name is the whole house: it starts only when no other lives on this database, and none starts beside it. A
 * database that lost sight of it is asked for the place again for as long as it lives: its callers stay, whatever the answer is.
 */
export async function keepSingle({ url, log, placeSecondsMax = PLACE_SECONDS_MAX }: SingleNeeds): Promise<{ stop(): Promise<void> }> {
  const state: { session: Session | undefined; stopped: boolean; timer?: NodeJS.Timeout } = { session: undefined, stopped: false };
  const again = (): void => {
    if (!state.stopped) state.timer = setTimeout(() => void reopen(), AGAIN_MS).unref();
  };
  const open = (): Promise<Session> => openSession(url, () => {
    state.session = undefined;
    again();
  });
  const reopen = async (): Promise<void> => {
    const session = await open().catch((): undefined => undefined);
    if (session && !state.stopped && (await session.enter("alone").catch(() => false))) return void (state.session = session);
    if (session) log.warn("nodes.house-taken"); // Somebody started meanwhile: two houses on one database.
    await session?.close();
    return again();
  };

  // A database that is away at this moment, or a pooler that lends no session, keeps no house from opening.
  const session = await open().catch((error: Error): undefined => {
    log.warn("nodes.no-session", { error: error.name });
    return undefined;
  });
  if (session && !(await patiently(() => session.enter("alone"), placeSecondsMax))) {
    await session.close();
    throw new Error("another process is at work on this database: end it, or give each a name of its own (COMPLINE_NODE)");
  }
  state.session = session;
  if (!session) again();
  return {
    stop: async () => {
      state.stopped = true;
      clearTimeout(state.timer);
      await state.session?.close();
    },
  };
}
