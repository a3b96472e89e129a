import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { lee, night, type Night } from "../night.ts";
import { advance } from "../time.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** A multiple of a hundred. */
const DISPATCHES = Number(process.env["COMPLINE_DISPATCHES"] ?? 100);
const PARTS = 10;
/** What the machine's own compiling moves about; of 100,000 dispatches that each left 100 bytes behind it would be 8 MB. */
const GROWTH_MB_MAX = 4;
const MILLISECONDS_PER_DISPATCH_MAX = 400;
/** A run of this many takes minutes, and says after each tenth where it is. */
const TOLD_FROM = 10_000;
/** Every so often nobody answers: both are paged twice, and the desk has an alarm. With those that are sent at the same time. */
const UNANSWERED_EVERY = 500;

let base: TestDatabase;
beforeAll(async () => {
  base = await freshDatabase();
});
afterAll(() => base.drop());

/** A few at once, as on a busy night: so the database and this process work side by side. */
const AT_ONCE = 10;

async function dispatchSome(house: Night, first: number, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, n) => first + n);
  const messages = await Promise.all(numbers.map((nth) => house.send({ urgency: nth % 3 === 0 ? "routine" : "urgent" })));
  await house.runner.settle();
  if (numbers.some((nth) => nth % UNANSWERED_EVERY === 0)) await advance(house.world, house.runner, { minutes: 125 });
  const taken = await Promise.all(messages.map((message) => house.as(lee, (tx, as) => house.dispatch.acknowledge(tx, as, { message, revision: 1 }))));
  expect(taken.filter(({ ok }) => !ok)).toEqual([]);
  await house.runner.settle();
  // What the fakes remember is not the product's.
  house.told.length = 0;
  house.paged.length = 0;
  house.fate.sends.clear();
}

const usedMb = (): number => (collect(), collect(), process.memoryUsage().heapUsed / 2 ** 20);
const median = (of: readonly number[]): number => of.toSorted((a, b) => a - b)[of.length >> 1]!;

test(`[D63] ${DISPATCHES} messages, each paged and taken: the memory that is held does not grow`, async () => {
  const house = night(base, "memory");
  const used: number[] = [];
  for (let done = AT_ONCE; done <= DISPATCHES; done += AT_ONCE) {
    await dispatchSome(house, done - AT_ONCE + 1, AT_ONCE);
    if (done % (DISPATCHES / PARTS) !== 0) continue;
    used.push(usedMb());
    if (DISPATCHES >= TOLD_FROM) process.stdout.write(`${done} dispatches: ${used.at(-1)!.toFixed(1)} MB held\n`);
  }
  expect(await base.asOwner("select count(*)::int as taken from dispatch.dispatch where state = 'taken'")).toEqual([{ taken: DISPATCHES }]);
  const growth = median(used.slice(-3)) - median(used.slice(2, 5));
  process.stdout.write(`${DISPATCHES} dispatches: ${used.map((mb) => mb.toFixed(1)).join(" ")} MB held, growth ${growth.toFixed(2)} MB\n`);
  expect(growth).toBeLessThan(GROWTH_MB_MAX);
}, DISPATCHES * MILLISECONDS_PER_DISPATCH_MAX + 30_000);
