import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { nights, type NightEvent } from "./events.ts";
import { nightUnderTest } from "./night-under-test.ts";

let base: TestDatabase;
beforeAll(async () => {
  base = await freshDatabase();
});
afterAll(() => base.drop());

const NIGHTS = Number(process.env["COMPLINE_NIGHTS"] ?? 200);
const SEED = Number(process.env["COMPLINE_SEED"] ?? 20_270_114);
const MILLISECONDS_PER_NIGHT_MAX = 5000;

let count = 0;
async function live(events: readonly NightEvent[]): Promise<void> {
  const night = nightUnderTest(base, `night ${SEED} ${count++}`);
  const happened: string[] = [];
  try {
    for (const event of events) {
      happened.push(event.name);
      await event.happen(night);
      await night.check();
    }
    happened.push("the rest of the night");
    await night.drain();
  } catch (error) {
    throw new Error(`after: ${happened.join(" · ")}\n${(error as Error).message}`, { cause: error });
  } finally {
    await base.asOwner("delete from foundation.due");
  }
}

test(`[D3] [D4] [D5] [D6] ${NIGHTS} random nights of crashes, races and clock steps: nothing is lost, nothing is silent, nobody is paged after somebody took it`, async () => {
  await fc.assert(fc.asyncProperty(nights, live), { numRuns: NIGHTS, seed: SEED, endOnFailure: false });
  expect(count).toBeGreaterThanOrEqual(NIGHTS);
}, NIGHTS * MILLISECONDS_PER_NIGHT_MAX);
