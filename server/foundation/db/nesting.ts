import { AsyncLocalStorage } from "node:async_hooks";

/**
 * A transaction that waits for another one holds a connection while it asks for a second. As many of those at once as the pool has
 * connections, and everybody waits for everybody: the whole product stands still. So the second one is refused at once, in every
 * test that comes by, not on the night when it first happens.
 */
const open = new AsyncLocalStorage<{ ended: boolean }>();

export class NestedTransaction extends Error {
  constructor() {
    super("a transaction is open on this path already: hand its tx on, or open this one before it or after its commit");
    this.name = "NestedTransaction";
  }
}

export function refuseNesting(): void {
  if (open.getStore()?.ended === false) throw new NestedTransaction();
}

/** What `work` left behind without waiting for it, a timer say, may open its own once `work` is over. */
export async function unnested<T>(work: () => Promise<T>): Promise<T> {
  const mark = { ended: false };
  try {
    return await open.run(mark, work);
  } finally {
    mark.ended = true;
  }
}
