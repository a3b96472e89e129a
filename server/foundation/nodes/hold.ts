import { system } from "../actor.ts";
import type { Db } from "../db/db.ts";
import { isEmptyHouse } from "./store.ts";

/** The house's lock, for as long as nobody lets go of it or the database takes it back. */
export interface Hold {
  /** False: it is not held any more. */
  isThere(): boolean;
  letGo(): Promise<void>;
}

const scope = system("nodes").scope;

/**
 * [F35] For a process to which the database lends no session of its own: the lock stands in a transaction that stays open. It does nothing, sees
 * nothing and holds up no vacuum; it costs one connection, also behind a pooler, and ends in the moment the process does. Undefined: somebody
 * else holds the lock, or a node is known that may be alive.
 */
export function holdInTransaction(db: Db, { saidEveryMs }: { readonly saidEveryMs: number }): Promise<Hold | undefined> {
  const { promise: held, resolve, reject } = Promise.withResolvers<Hold | undefined>();
  const state = { isOver: false, isEnough: false, wake: (): void => undefined };
  const pause = (): Promise<void> => new Promise((go) => {
    state.wake = go;
    setTimeout(go, saidEveryMs).unref();
  });
  const over = db.transaction(scope, async (tx) => {
    if (!(await isEmptyHouse(tx))) return resolve(undefined);
    resolve({ isThere: () => !state.isOver, letGo: () => (Object.assign(state, { isEnough: true }).wake(), over) });
    for (await pause(); !state.isEnough; await pause()) await isEmptyHouse(tx); // Said again, it is the same lock.
    return undefined;
  }).catch(reject).finally(() => (state.isOver = true));
  return held;
}
