import type { Log } from "../../../foundation/log.ts";

const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 5_000;

/** A transaction that must not be given up: while the database is away it is tried again. After a kill `recover` finds what it would have written. */
export async function untilWritten<T>(log: Log, named: { readonly what: string; readonly call: string }, write: () => Promise<T>): Promise<T> {
  for (let pauseMs = RETRY_MS_MIN; ; pauseMs = Math.min(pauseMs * 2, RETRY_MS_MAX)) {
    try {
      return await write();
    } catch (error) {
      log.warn(`calls.${named.what}-waits`, { call: named.call, error: (error as Error).name });
      await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
    }
  }
}
