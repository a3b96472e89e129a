import { afterAll, afterEach, beforeEach } from "vitest";

interface Shared<T> {
  readonly open: () => Promise<T>;
  readonly close: (it: T) => unknown;
  /** How long opening it, or closing it, may take. */
  readonly msMax: number;
}

/**
 * What the tests of a file share because it takes long to open: opened before the first of them, closed after the last. After a test that failed it
 * is opened anew: neither the second try of that test nor the one behind it stands on what it left. It stays open until then, for whoever says of
 * the failed test what was to be seen.
 */
export function sharedUntilOneFails<T>({ open, close, msMax }: Shared<T>): () => T {
  let shared: { readonly it: T } | undefined;
  let spoilt = false;
  const end = async (): Promise<void> => {
    const was = shared;
    [shared, spoilt] = [undefined, false];
    if (was) await close(was.it);
  };
  beforeEach(async () => {
    if (spoilt) await end();
    shared ??= { it: await open() };
  }, msMax);
  afterEach(({ task }) => { spoilt ||= task.result?.state === "fail"; });
  afterAll(end, msMax);
  return () => {
    if (!shared) throw new Error("it is opened for the tests, and there is none yet");
    return shared.it;
  };
}
