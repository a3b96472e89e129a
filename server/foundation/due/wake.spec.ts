import { afterEach, beforeEach, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { createWake, type Wake } from "./wake.ts";

let base: TestDatabase;
const open: Wake[] = [];
beforeEach(async () => {
  base = await freshDatabase();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((wake) => wake.close()));
  await base.drop();
});

/** One process that listens; it is woken once when its line opens. */
async function listening(): Promise<{ wake: Wake; woken: () => number }> {
  let count = 0;
  const wake = createWake(base.urlOf("worker"), () => void count++);
  open.push(wake);
  await expect.poll(() => count).toBe(1);
  return { wake, woken: () => count - 1 };
}

test("[F12] work that one process committed wakes every process: itself at once and only once, the others a moment later", async () => {
  const [one, two] = [await listening(), await listening()];
  one.wake.poke();
  expect(one.woken()).toBe(1);
  await expect.poll(two.woken).toBe(1);
  two.wake.poke();
  await expect.poll(one.woken).toBe(2);
  expect(two.woken()).toBe(2);
});

test("[F12] a burst of work wakes the others for its last piece too, and not for each", async () => {
  const [one, two] = [await listening(), await listening()];
  for (let n = 0; n < 100; n++) one.wake.poke();
  await expect.poll(two.woken).toBe(2);
  one.wake.poke();
  await expect.poll(two.woken).toBe(3);
});
