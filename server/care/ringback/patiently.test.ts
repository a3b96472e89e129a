import { expect, test } from "vitest";
import { patiently } from "./patiently.ts";

/** A work that fails so often, and what was heard and waited meanwhile. */
async function tried(failures: number) {
  let works = 0;
  const [heard, pauses]: [string[], number[]] = [[], []];
  await patiently(async () => {
    works += 1;
    if (works <= failures) throw new Error(`away ${works}`);
  }, { triesMax: 150, pauseSeconds: 2, failed: (which, { message }) => heard.push(`${which}: ${message}`), after: (milliseconds, ring) => {
    pauses.push(milliseconds);
    queueMicrotask(ring);
    return () => undefined;
  } });
  return { works, heard, waited: pauses.reduce((sum, one) => sum + one, 0) };
}

test("[RB4] what came of a try is written at once, or again every two seconds, for five minutes and no longer; the log has a line when it begins to wait and one when it gives up", async () => {
  expect(await tried(0)).toEqual({ works: 1, heard: [], waited: 0 });
  expect(await tried(149)).toEqual({ works: 150, heard: ["first: away 1"], waited: 298_000 });
  expect(await tried(10_000)).toEqual({ works: 150, heard: ["first: away 1", "last: away 150"], waited: 298_000 });
});
