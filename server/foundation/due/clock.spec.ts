import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { system } from "../actor.ts";
import type { Log } from "../log.ts";
import { plus } from "../time.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { fakeWorld } from "../../testing/world.ts";
import { createDue } from "./due.ts";
import { createRunner } from "./runner.ts";

const scope = system("test").scope;
let base: TestDatabase;
beforeEach(async () => {
  base = await freshDatabase();
});
afterEach(() => base.drop());

/** One process at work. `run` says when each timer ran, in seconds that passed since the beginning, whatever the clock said. */
function process(world = fakeWorld()) {
  const lines: string[] = [];
  const log = { info: () => undefined, error: () => undefined, warn: (event: string) => void lines.push(event) } as unknown as Log;
  const due = createDue({ wake: () => undefined });
  const runner = createRunner({ db: base.db, due, world, log });
  const run = new Map<string, number[]>();
  const passed = (): number => world.steady() / 1000;
  due.on("test.timer", async (job) => void run.set(job.subject, [...(run.get(job.subject) ?? []), passed()]));
  const wait = async (seconds: number): Promise<string> => {
    const subject = world.id();
    await base.db.transaction(scope, (tx) => due.at(tx, { kind: "test.timer", subject, at: plus(world.now(), { seconds }) }));
    return subject;
  };
  return { world, due, runner, run, wait, passed, lines };
}

type Happening = { readonly what: "wait" | "pass" | "step"; readonly seconds: number };
const waits = fc.record({ what: fc.constant("wait" as const), seconds: fc.integer({ min: 0, max: 900 }) });
const passes = fc.record({ what: fc.constant("pass" as const), seconds: fc.integer({ min: 1, max: 600 }) });
const back = fc.record({ what: fc.constant("step" as const), seconds: fc.integer({ min: -10_000, max: -1 }) });
const either = fc.record({ what: fc.constant("step" as const), seconds: fc.integer({ min: -10_000, max: 10_000 }) });
const nightOf = (...steps: fc.Arbitrary<Happening>[]) => fc.array(fc.oneof(waits, passes, ...steps), { minLength: 3, maxLength: 12 });

interface Timer {
  readonly subject: string;
  readonly from: number;
  readonly seconds: number;
  /** Seconds the clock was set forward since. */
  readonly skipped: number;
}

/** Lets it happen, and after each thing asks about every timer: may it have run by now, and must it have? */
async function live(night: readonly Happening[], holds: (timer: Timer, ran: readonly number[], passed: number) => void): Promise<void> {
  await base.asOwner("truncate foundation.due, foundation.clock");
  const { world, runner, run, wait, passed } = process();
  const timers: { subject: string; from: number; seconds: number; skippedBefore: number }[] = [];
  let skipped = 0;
  for (const { what, seconds } of [...night, { what: "pass", seconds: 900 } as const]) {
    if (what === "wait") timers.push({ subject: await wait(seconds), from: passed(), seconds, skippedBefore: skipped });
    if (what === "pass") world.move({ seconds });
    if (what === "step") world.step({ seconds });
    if (what === "step") skipped += Math.max(0, seconds);
    await runner.settle();
    for (const timer of timers) holds({ ...timer, skipped: skipped - timer.skippedBefore }, run.get(timer.subject) ?? [], passed());
  }
}

const NIGHTS = { numRuns: 40, seed: 20_270_114 };

test("[F9] however often the clock is set back, every timer runs once, when its own time of waiting is over and not before", async () => {
  await fc.assert(fc.asyncProperty(nightOf(back), (night) => live(night, ({ from, seconds }, ran, passed) => {
    const over = passed - from >= seconds;
    expect(ran).toHaveLength(over ? 1 : 0);
  })), NIGHTS);
}, 60_000);

test("[F9] [F10] set back and forward, every timer runs once, never later than its own time, and earlier only by what the clock was set forward", async () => {
  await fc.assert(fc.asyncProperty(nightOf(either), (night) => live(night, ({ from, seconds, skipped }, ran, passed) => {
    if (passed - from >= seconds) expect(ran).toHaveLength(1);
    expect(ran.length).toBeLessThanOrEqual(1);
    if (ran.length === 1) expect(ran[0]! - from + skipped).toBeGreaterThanOrEqual(seconds);
  })), NIGHTS);
}, 60_000);

test("[F10] set forward, what is due by it runs at once, and once when the clock is right again", async () => {
  const { world, runner, run, wait } = process();
  const timer = await wait(300);
  world.step({ hours: 2 });
  await runner.settle();
  expect(run.get(timer)).toHaveLength(1);
  world.step({ hours: -2 });
  world.move({ hours: 3 });
  await runner.settle();
  expect(run.get(timer)).toHaveLength(1);
});

test("[F9] [F11] the process that comes next goes on where the last one was, and the step is in the log", async () => {
  const before = process();
  const long = await before.wait(600);
  before.world.move({ seconds: 60 });
  before.world.step({ hours: -2 });
  const short = await before.wait(300);
  await before.runner.settle();
  expect(before.lines).toContain("due.clock-stepped-back");

  const after = process(before.world);
  await after.runner.resume();
  after.world.move({ seconds: 300 });
  await after.runner.settle();
  expect([after.run.has(short), after.run.has(long)]).toEqual([true, false]);
  after.world.move({ seconds: 240 });
  await after.runner.settle();
  expect([after.run.get(short), after.run.get(long)]).toEqual([[360], [600]]);
});

test("[F9] a job that was kept from others when the database's own clock was set back is taken up again", async () => {
  const { runner, run, wait } = process();
  const timer = await wait(0);
  await base.asOwner("update foundation.due set leased_until = clock_timestamp() + interval '2 hours'");
  await runner.settle();
  expect(run.get(timer)).toHaveLength(1);
  const paused = await wait(0);
  await base.asOwner("update foundation.due set leased_until = clock_timestamp() + interval '59 seconds'");
  await runner.settle();
  expect(run.has(paused)).toBe(false);
});

test("[F11] work that begins late is in the log, with how late it is", async () => {
  const { world, runner, wait, lines } = process();
  await wait(1);
  world.move({ seconds: 90 });
  await runner.settle();
  expect(lines).toEqual(["due.late"]);
});
