import { afterEach, beforeEach, expect, test } from "vitest";
import type { Db } from "../../foundation/db/db.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { ent, lee, night, park, type Night } from "../../testing/night.ts";
import { inboxTeller, type Waiting } from "./tell-inbox.ts";

let base: TestDatabase;
let house: Night;
beforeEach(async () => {
  base = await freshDatabase();
  house = night(base);
});
afterEach(() => base.drop());

/** A teller whose questions can be counted, held up and failed. */
function teller() {
  const shown: { person: string; waiting: Waiting }[] = [];
  const failures: number[] = [];
  const road = { asked: 0, fails: 0, held: undefined as Promise<void> | undefined };
  const single: Db["single"] = async (scope, query) => {
    road.asked += 1;
    await road.held;
    if (road.fails-- > 0) throw new Error("the database is away");
    return base.db.single(scope, query);
  };
  const tell = inboxTeller({ db: { single }, show: (person, waiting) => void shown.push({ person, waiting }), failed: (_error, tries) => void failures.push(tries), tellAgainMilliseconds: 5, pauseMilliseconds: 25 });
  return { tell, shown, failures, road };
}

test("[R8] an inbox is told with how much waits over all clients, newest first, each message once", async () => {
  await house.send();
  await house.send({ account: ent });
  await house.runner.settle();
  house.world.move({ minutes: 5 });
  await house.runner.settle(); // Both are paged again.
  const { tell, shown } = teller();
  tell(lee);
  tell(park);
  await expect.poll(() => shown).toHaveLength(2);
  const attempts = await base.asOwner<{ id: string }>("select id from delivery.inbox where person_id = $1 and placed_at = (select max(placed_at) from delivery.inbox) order by id desc", [lee]);
  expect(shown).toContainEqual({ person: lee, waiting: { untaken: 2, attempts: attempts.map(({ id }) => id) } });
  expect(shown).toContainEqual({ person: park, waiting: { untaken: 0, attempts: [] } });
});

test("[R8] changes that come while it is being read, and those that come right after, are told together, and none is left out", async () => {
  const { tell, shown, road } = teller();
  const free = Promise.withResolvers<void>();
  road.held = free.promise;
  tell(lee);
  await house.send();
  await house.runner.settle();
  for (let changes = 0; changes < 20; changes++) tell(lee);
  free.resolve();
  await expect.poll(() => shown.length).toBe(2);
  expect([road.asked, shown.at(-1)?.waiting.untaken]).toEqual([2, 1]);
  for (let changes = 0; changes < 20; changes++) tell(lee);
  await expect.poll(() => shown.length).toBe(3);
  expect(road.asked).toBe(3);
});

test("[R8] while the database is away it is asked again until it answers, and a later change is told as ever", async () => {
  const { tell, shown, failures, road } = teller();
  road.fails = 3;
  tell(lee);
  await expect.poll(() => shown).toHaveLength(1);
  expect(failures).toEqual([0, 1, 2]);
  tell(lee);
  await expect.poll(() => shown).toHaveLength(2);
});
