import type pg from "pg";

type Statement = pg.QueryConfig;
const COMMIT: Statement = { name: "commit", text: "commit" };

/** One connection for the length of one transaction. Statements are taken in the order in which they were given. */
export interface Line {
  ask(statement: Statement): Promise<pg.QueryResult>;
  /** Nobody waits for the answer; when it fails, whatever is asked next and `commit` fail with its error. */
  send(statement: Statement): void;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** A connection that could not even roll back is closed, not used again. */
  release(): void;
}

export function lineTo(client: pg.PoolClient): Line {
  const gather = gatherer(client);
  let root: { readonly error: unknown } | undefined;
  let broken: Error | undefined;
  let over = false;
  /** Once one statement failed, those behind it fail too and say only that: the first error is the one worth telling. */
  const failed = (error: unknown): never => {
    root ??= { error };
    throw root.error;
  };
  const ask = (statement: Statement): Promise<pg.QueryResult> => {
    // On a connection that serves somebody else by now, in their scope: never.
    if (over) return Promise.reject(new Error("a statement came after its transaction was over"));
    if (root) return Promise.reject(root.error as Error);
    gather();
    return client.query(statement).catch(failed);
  };
  return {
    ask,
    send: (statement) => void ask(statement).catch(() => undefined), // Kept in `root`.
    commit: async () => {
      const ending = ask(COMMIT);
      over = true;
      const ended = await ending;
      if (root) throw root.error;
      if (ended.command !== "COMMIT") throw new Error("the transaction was rolled back at commit: a statement before it failed");
    },
    rollback: async () => {
      over = true;
      await client.query("rollback").catch((e: Error) => (broken = e));
    },
    release: () => client.release(broken),
  };
}

/**
 * Statements of one turn leave in one write. Half of the server's time on the way from a save to a page was spent writing to the
 * database's socket, a few dozen bytes at a time.
 */
function gatherer(client: pg.PoolClient): () => void {
  const { stream } = client.connection;
  let held = false;
  return () => {
    if (held) return;
    held = true;
    stream.cork();
    process.nextTick(() => {
      held = false;
      stream.uncork();
    });
  };
}
