import { afterEach, beforeEach, expect, test } from "vitest";
import { system } from "../actor.ts";
import { silentLog } from "../log.ts";
import { plus, toIso } from "../time.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { advance } from "../../testing/time.ts";
import { fakeWorld } from "../../testing/world.ts";
import { createDue, NotYet } from "./due.ts";
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

function house() {
  const world = fakeWorld();
  const due = createDue({ wake: () => undefined });
  const runner = createRunner({ db: base.db, due, world, log: silentLog });
  return { world, due, runner, add: (job: store.NewJob) => base.db.transaction(scope, (tx) => due.at(tx, job)) };
}

test("[F1] work runs when it falls due, and not before", async () => {
  const { world, due, runner, add } = house();
  const ran: string[] = [];
  due.on("test.page", async (job) => void ran.push(job.subject));
  await add({ kind: "test.page", subject: one, at: plus(world.now(), { minutes: 5 }) });

  expect(await runner.settle()).toBe(0);
  world.move({ minutes: 5 });
  expect(await runner.settle()).toBe(1);
  expect(await runner.settle()).toBe(0);
  expect(ran).toEqual([one]);
});

test("[F2] work scheduled by an act that was rolled back never runs", async () => {
  const { world, due, runner } = house();
  due.on("test.page", async () => expect.unreachable());
  await expect(
    base.db.transaction(scope, async (tx) => {
      await due.at(tx, { kind: "test.page", subject: one, at: world.now() });
      throw new Error("the act failed");
    }),
  ).rejects.toThrow("the act failed");
  expect(await runner.settle()).toBe(0);
});

test("[F18] processes that ask in one moment for what there is one of in the house have one of it, at the time that was asked for last", async () => {
  const houses = [house(), house(), house()];
  const ask = (minutes: number) => Promise.all(houses.map(({ due, world }) => base.db.transaction(scope, async (tx) => {
    await due.cancel(tx, { subject: one });
    await due.at(tx, { kind: "test.daily", subject: one, at: plus(world.now(), { minutes }), single: true });
  })));
  const waiting = () => base.asOwner<{ minutes: number }>(`select extract(epoch from due_at - '${toIso(houses[0]!.world.now())}'::timestamptz)::int / 60 as minutes from foundation.due`);
  for (const minutes of [5, 9, 7, 2]) {
    await ask(minutes);
    expect(await waiting()).toEqual([{ minutes }]);
  }
});

test("[F18] what was moved while somebody was at it is done by whoever has it next, once", async () => {
  const { world, due, runner, add } = house();
  const done: string[] = [];
  let moved = false;
  due.on("test.daily", async (job, finish) => {
    if (!moved) await add({ kind: "test.daily", subject: one, at: world.now(), single: true });
    moved = true;
    await base.db.transaction(scope, async (tx) => {
      await finish(tx);
      await due.at(tx, { kind: "test.daily", subject: one, at: plus(world.now(), { days: 1 }), single: true });
      tx.afterCommit(() => void done.push(job.subject));
    });
  });
  await add({ kind: "test.daily", subject: one, at: world.now(), single: true });
  await runner.settle();
  world.move({ minutes: 2 });
  await runner.settle();
  expect([done, await base.asOwner("select count(*)::int as count from foundation.due")]).toEqual([[one], [{ count: 1 }]]);
});

test("[F3] a job whose worker died comes back, and the dead worker cannot finish it any more", async () => {
  const { world, add } = house();
  await add({ kind: "test.page", subject: one, at: world.now() });
  const claim = (leaseSeconds: number) => base.db.single<store.Job>(scope, store.claim({ at: world.now(), limit: 10, leaseSeconds, underWay: [] }));
  const [dead] = await claim(0);
  const [heir] = await claim(5);

  expect(heir).toMatchObject({ id: dead!.id, tries: 2 });
  expect(await base.db.transaction(scope, (tx) => store.finish(tx, dead!))).toBe(false);
  expect(await base.db.transaction(scope, (tx) => store.finish(tx, heir!))).toBe(true);
});

test("[F4] two workers never hold the same job", async () => {
  const { world, add } = house();
  for (let i = 0; i < 40; i++) await add({ kind: "test.page", subject: one, at: world.now() });
  const claims = await Promise.all(
    Array.from({ length: 5 }, () => base.db.single<store.Job>(scope, store.claim({ at: world.now(), limit: 20, leaseSeconds: 5, underWay: [] }))),
  );
  const ids = claims.flat().map((job) => job.id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("[F5] facts about one subject are told in the order they happened, each after the one before is done", async () => {
  const { world, add } = house();
  for (const subject of [one, one, two]) await add({ kind: "fact.test.happened.desk", subject, at: world.now(), inOrder: true });
  const claim = () => base.db.single<store.Job>(scope, store.claim({ at: world.now(), limit: 10, leaseSeconds: 5, underWay: [] }));
  const first = await claim();

  expect(first.map((job) => job.subject).toSorted()).toEqual([one, two]);
  expect(await claim()).toEqual([]);
  await base.db.transaction(scope, (tx) => store.finish(tx, first.find((job) => job.subject === one)!));
  expect((await claim()).map((job) => job.subject)).toEqual([one]);
});

test("[F6] urgent work overtakes routine work that is due as well", async () => {
  const { world, due, runner, add } = house();
  const ran: string[] = [];
  due.on("test.page", async (job) => void ran.push(job.subject));
  await add({ kind: "test.page", subject: one, at: world.now(), priority: 7 });
  await add({ kind: "test.page", subject: two, at: world.now(), priority: 1 });
  await runner.settle();
  expect(ran).toEqual([two, one]);
});

test("[F6] what is claimed together begins in the order of its urgency", async () => {
  const { due, world, runner, add } = house();
  const ran: number[] = [];
  due.on("test.page", async (job) => void ran.push(job.priority));
  for (const priority of [7, 1, 4, 2, 9]) await add({ kind: "test.page", subject: one, at: world.now(), priority });
  runner.start();
  await expect.poll(() => ran, { timeout: 5000 }).toEqual([1, 2, 4, 7, 9]);
  await runner.stop();
});

test("[F4] a worker whose lease ran out does not take its own job a second time while it is still at it", async () => {
  const { world, due, add } = house();
  const release = Promise.withResolvers<void>();
  const seen: number[] = [];
  due.on("test.page", async (job) => {
    seen.push(job.tries);
    await release.promise;
  });
  const runner = createRunner({ db: base.db, due, world, log: silentLog, leaseSeconds: 0 });
  await add({ kind: "test.page", subject: one, at: world.now() });
  await add({ kind: "test.look", subject: two, at: world.now() });
  due.on("test.look", async () => undefined);
  runner.start();
  await expect.poll(async () => (await base.asOwner("select 1 from foundation.due")).length, { timeout: 5000 }).toBe(1);
  for (let passes = 0; passes < 3; passes++) await runner.next().then(() => runner.wake());
  expect(seen).toEqual([1]);
  release.resolve();
  await expect.poll(async () => (await base.asOwner("select 1 from foundation.due")).length, { timeout: 5000 }).toBe(0);
  await runner.stop();
});

test("[F4] with every hand full, a wake costs nothing, and what waited begins when a hand is free", async () => {
  const { world, due, add } = house();
  const release = Promise.withResolvers<void>();
  const begun: string[] = [];
  due.on("test.page", async (job) => {
    begun.push(job.subject);
    if (job.subject === one) await release.promise;
  });
  const runner = createRunner({ db: base.db, due, world, log: silentLog, atOnceMax: 1 });
  await add({ kind: "test.page", subject: one, at: world.now(), priority: 1 });
  await add({ kind: "test.page", subject: two, at: world.now() });
  runner.start();
  await expect.poll(() => begun, { timeout: 5000 }).toEqual([one]);
  for (let wakes = 0; wakes < 100; wakes++) runner.wake();
  expect(await runner.next()).toBe(null); // The process still answers.
  release.resolve();
  await expect.poll(() => begun, { timeout: 900 }).toEqual([one, two]);
  await runner.stop();
});

test("[F7] a job that fails is kept and tried again, and readiness counts it", async () => {
  const { world, due, add } = house();
  const seen: number[] = [];
  due.on("test.page", async (job) => {
    seen.push(job.tries);
    if (seen.length === 1) throw new TypeError("broken once");
  });
  const runner = createRunner({ db: base.db, due, world, log: silentLog });
  await add({ kind: "test.page", subject: one, at: world.now() });
  runner.start();
  await expect.poll(() => seen, { timeout: 5000 }).toEqual([1, 2]);
  await runner.stop();
});

test("[F8] the clock stepping back runs nothing twice", async () => {
  const { world, due, runner, add } = house();
  const ran: string[] = [];
  due.on("test.page", async (job) => void ran.push(job.subject));
  await add({ kind: "test.page", subject: one, at: world.now() });
  await runner.settle();
  world.move({ hours: -2 });
  await runner.settle();
  world.move({ hours: 2 });
  await runner.settle();
  expect(ran).toEqual([one]);
});

test("[F17] work whose turn has not come is put off until then: it failed nothing, counts as no try, and is the same work", async () => {
  const { world, due, runner, add } = house();
  const looks: [tries: number, failedWith: string | null, payload: unknown][] = [];
  due.on("test.page", async (job) => {
    looks.push([job.tries, job.failedWith, job.payload]);
    if (looks.length < 3) throw new NotYet(plus(world.now(), { seconds: 30 }));
  });
  await add({ kind: "test.page", subject: one, at: world.now(), payload: { attempt: two } });
  await runner.settle();
  world.move({ seconds: 29 });
  expect([await runner.settle(), looks.length]).toEqual([0, 1]);
  expect(await base.db.transaction(scope, (tx) => due.failing(tx))).toBe(0);
  await advance(world, runner, { minutes: 1 });
  expect(looks).toEqual([1, 2, 3].map(() => [1, null, { attempt: two }]));
  expect(await base.asOwner("select 1 from foundation.due")).toEqual([]);
});
