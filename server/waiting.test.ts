import { expect, test } from "vitest";
import { openOrWait, type Closers, type WaitNeeds } from "./waiting.ts";

const away = (): Error => Object.assign(new Error("nobody there"), { code: "ECONNREFUSED" });
/** Opens as told, in this order; each try opens one thing on its way. */
function start(outcomes: readonly (Error | string)[], more: Partial<WaitNeeds<string>> = {}) {
  const seen = { answered: 0, closed: 0, said: [] as string[], tries: 0 };
  const closers: Closers = [];
  const opening = openOrWait<string>({
    open: async (own) => {
      own.push(async () => void seen.closed++);
      const outcome = outcomes[Math.min(seen.tries++, outcomes.length - 1)]!;
      if (typeof outcome !== "string") throw outcome;
      return outcome;
    },
    answer: async () => (seen.answered++, true), say: (line) => seen.said.push(line), ending: new AbortController().signal, tryAgainMs: 1, ...more,
  }, closers);
  return { seen, closers, opening };
}

test("[EM9] while the database is away callers are answered, once, and the house opens when it is back; what a try opened on its way is closed", async () => {
  const { seen, closers, opening } = start([away(), away(), "open"]);
  expect(await opening).toBe("open");
  expect(seen).toMatchObject({ answered: 1, closed: 2, tries: 3 });
  expect(closers).toHaveLength(1);
  expect(seen.said).toEqual([expect.stringContaining("The database is away (nobody there)."), "The database answers again"]);
});

test("[EM9] [RUN-4] without a copy to answer by, or where the settings are wrong, the start ends and says why", async () => {
  await expect(start([away()], { answer: async () => false }).opening).rejects.toThrow("nobody there");
  const wrong = start([Object.assign(new Error("its certificate is not trusted"), { code: "SELF_SIGNED_CERT_IN_CHAIN" })]);
  await expect(wrong.opening).rejects.toThrow("its certificate is not trusted");
  expect(wrong.seen).toMatchObject({ answered: 0, tries: 1 });
  const turned = start([away(), new Error("the database is PostgreSQL 17")]);
  await expect(turned.opening).rejects.toThrow("PostgreSQL 17");
});

test("[EM9] asked to end while it waits, it ends at once", async () => {
  const asked = new AbortController();
  const { opening } = start([away()], { ending: asked.signal, tryAgainMs: 3_600_000, answer: async () => (setImmediate(() => asked.abort()), true) });
  await expect(opening).rejects.toThrow("asked to end");
});
