import { afterEach, beforeEach, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { roadTo } from "../../testing/road.ts";
import { fakeWorld } from "../../testing/world.ts";
import { system } from "../actor.ts";
import type { Db } from "../db/db.ts";
import { silentLog } from "../log.ts";
import { realWorld, type World } from "../world.ts";
import { createDue } from "./due.ts";
import { createRunner } from "./runner.ts";
import * as store from "./store.ts";

const scope = system("test").scope;
const one = "00000000-0000-7000-8000-000000000001";
const two = "00000000-0000-7000-8000-000000000002";
let base: TestDatabase;

beforeEach(async () => {
  base = await freshDatabase();
});
afterEach(() => base.drop());

function house(world: World, db: Db = base.db) {
  const due = createDue({ wake: () => undefined });
  const runner = createRunner({ db, due, world, log: silentLog });
  return { due, runner, add: (job: store.NewJob) => base.db.transaction(scope, (tx) => due.at(tx, job)) };
}

test("[F13] after the database's host vanished without a word the due work goes on by itself with the one that took over", async () => {
  const road = await roadTo(base);
  const world = realWorld();
  const { due, runner, add } = house(world, road.db);
  const ran: string[] = [];
  due.on("test.page", async (job) => void ran.push(job.subject));
  runner.start();
  await add({ kind: "test.page", subject: one, at: world.now() });
  await expect.poll(() => base.asOwner("select 1 from foundation.due")).toEqual([]);
  road.vanish();
  await add({ kind: "test.page", subject: two, at: world.now() });
  await expect.poll(() => ran, { timeout: 45_000 }).toEqual([one, two]);
  await expect.poll(() => runner.status().passedMsAgo).toBeLessThan(2_000);
  await runner.stop();
  await road.close();
});

test("[F14] work that waits for somebody else's machine holds up no other work, however much of it there is", async () => {
  const world = fakeWorld();
  const { due, runner, add } = house(world);
  const answers: (() => void)[] = [];
  const ran: string[] = [];
  due.on("test.push", () => new Promise((resolve) => void answers.push(resolve)), "outside");
  due.on("test.page", async (job) => void ran.push(job.subject));
  for (let i = 0; i < 40; i++) await add({ kind: "test.push", subject: two, at: world.now(), priority: 1 });
  runner.start();
  await expect.poll(() => answers.length).toBe(4);
  await add({ kind: "test.page", subject: one, at: world.now(), priority: 2 });
  await expect.poll(() => ran).toEqual([one]);
  expect(answers).toHaveLength(4);
  await base.asOwner("delete from foundation.due");
  for (const answer of answers) answer();
  await runner.stop();
});

test("[F15] a fact that cannot be told holds up those behind it for five tries and no longer; it is still tried, and counted", async () => {
  const world = fakeWorld();
  const { due, add } = house(world);
  const told: unknown[] = [];
  for (const n of [1, 2, 3]) await add({ kind: "fact.test.happened.desk", subject: one, at: world.now(), inOrder: true, payload: { n } });
  const look = async (): Promise<void> => {
    for (const job of await base.db.single<store.Job>(scope, store.claim({ at: world.now(), limit: 10, leaseSeconds: 5, underWay: [] }))) {
      if (job.payload["n"] === 1) await base.db.single(scope, store.postpone(job, { pauseSeconds: -1, failedWith: "TypeError" }));
      else {
        told.push(job.payload["n"]);
        await base.db.single(scope, store.finishAll([job]));
      }
    }
  };
  for (let tries = 0; tries < 5; tries++) await look();
  expect(told).toEqual([]);
  await look();
  await look();
  expect(told).toEqual([2, 3]);
  expect(await base.db.transaction(scope, (tx) => due.failing(tx))).toBe(1);
});
