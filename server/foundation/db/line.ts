import type pg from "pg";
import { isSilence } from "./trouble.ts";
import { carried, turnOf, type Answer, type Asked, type Statement } from "./turn.ts";

const COMMIT: Statement = { name: "commit", text: "commit" };

/** One connection for the length of one transaction. Statements are taken in the order in which they were given. */
export interface Line {
  ask(statement: Statement): Promise<Answer>;
  /** Nobody waits for the answer; when it fails, whatever is asked next and `commit` fail with its error. */
  send(statement: Statement): void;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** A connection that could not even roll back is closed, not used again. */
  release(): void;
}

export function lineTo(client: pg.PoolClient, types: pg.CustomTypesConfig): Line {
  const turns = turnsOn(client, types);
  let root: { readonly error: unknown } | undefined;
  let broken: Error | undefined;
  let over = false;
  /** Once one statement failed, those behind it fail too and say only that: the first error is the one worth telling. */
  const failed = (error: unknown): never => {
    root ??= { error };
    throw root.error;
  };
  const asked = async (statement: Statement): Promise<Answer> => {
    if (root) throw root.error;
    return turns.leave(carried(statement));
  };
  const ask = (statement: Statement): Promise<Answer> => {
    const answer = over ? Promise.reject(tooLate()) : asked(statement).catch(failed);
    answer.catch(() => undefined); // Kept in `root`, also when nobody waits for it.
    return answer;
  };
  return {
    ask,
    send: (statement) => void ask(statement),
    commit: async () => {
      const ending = ask(COMMIT);
      over = true;
      const ended = await ending;
      if (root) throw root.error;
      if (ended.command !== "COMMIT") throw new Error("the transaction was rolled back at commit: a statement before it failed");
    },
    rollback: async () => {
      over = true;
      await turns.stop();
      if (isSilence(root?.error)) broken = root!.error as Error; // Nobody is there to roll back.
      else await client.query("rollback").catch((e: Error) => (broken = e));
    },
    release: () => client.release(broken),
  };
}

/** On a connection that serves somebody else by now, in their scope: never. */
const tooLate = (): Error => new Error("a statement came after its transaction was over");

interface Turns {
  leave(statement: Statement): Promise<Answer>;
  /** What has not left yet never does. Resolves when nothing is under way. */
  stop(): Promise<void>;
}

/**
 * Statements of one moment leave as one turn; those that come while it is under way leave together when it is over. Half of the
 * server's time on the way from a save to a page was spent on the database's socket, a few dozen bytes at a time.
 */
function turnsOn(client: pg.PoolClient, types: pg.CustomTypesConfig): Turns {
  let waiting: Asked[] = [];
  let soon = false;
  let underWay: PromiseWithResolvers<void> | undefined;
  const refuse = (error: unknown): void => {
    for (const { told } of waiting.splice(0)) told.reject(error);
  };
  const go = (): void => {
    soon = false;
    if (waiting.length === 0 || underWay) return;
    underWay = Promise.withResolvers();
    const asked = waiting;
    waiting = [];
    client.query(turnOf(asked, { types, over }));
  };
  const goSoon = (): void => {
    if (soon || underWay) return;
    soon = true;
    process.nextTick(go);
  };
  const over = (fault?: { readonly error: unknown }): void => {
    underWay?.resolve();
    underWay = undefined;
    if (fault) refuse(fault.error); // The database would only say that the transaction is aborted.
    else queueMicrotask(goSoon); // After whatever was just told has been acted on: that asks again.
  };
  return {
    leave: (statement) => {
      const told = Promise.withResolvers<Answer>();
      waiting.push({ statement, told });
      goSoon();
      return told.promise;
    },
    stop: async () => {
      refuse(tooLate());
      await underWay?.promise;
    },
  };
}
