import type { After } from "../calls/index.ts";

interface Patience {
  readonly triesMax: number;
  readonly pauseSeconds: number;
  readonly after: After;
  /** Hears of the first failure, and of the last. */
  readonly failed: (which: "first" | "last", error: Error) => void;
}

/** Tries until it works, with a rest between, and not for ever. Whoever asked is told twice at most, so that a long night fills no log. */
export async function patiently(work: () => Promise<void>, { triesMax, pauseSeconds, after, failed }: Patience): Promise<void> {
  for (let tries = 1; tries <= triesMax; tries++) {
    const error = await work().then(() => undefined, (why: Error) => why);
    if (error === undefined) return;
    if (tries === 1) failed("first", error);
    if (tries === triesMax) return failed("last", error);
    await new Promise<void>((go) => void after(pauseSeconds * 1000, go));
  }
}
