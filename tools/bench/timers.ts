import pg from "pg";
import { system } from "../../server/foundation/actor.ts";
import { sql } from "../../server/foundation/db/sql.ts";
import { createDue, createRunner } from "../../server/foundation/due/index.ts";
import { migrate } from "../../server/foundation/db/migrate.ts";
import { silentLog } from "../../server/foundation/log.ts";
import { plus } from "../../server/foundation/time.ts";
import { realWorld } from "../../server/foundation/world.ts";
import { atMost, percentile, type Figure } from "./figure.ts";
import { pause, until } from "./pace.ts";
import type { Product } from "./product.ts";

const DATABASE = "compline_bench_timers";
const PENDING = 10_000;
const DUE = 400;
const EVERY_MS = 20;
const BEGIN_SECONDS = 3;
const LATENESS_P99_MS_MAX = 25;
const KIND = "bench.timer";

/** How late a timer runs with 10,000 pending, 50 falling due each second; beside it a timer of Node alone, which keeps nothing. */
export async function benchTimers(product: Product): Promise<Figure[]> {
  const world = realWorld();
  await makeDatabase(product);
  const db = product.database(DATABASE);
  const due = createDue({ wake: () => undefined });
  const runner = createRunner({ db, due, world, log: silentLog });
  const late: number[] = [];
  due.on(KIND, async (job) => void late.push(world.now() - job.dueAt));
  try {
    const begin = plus(world.now(), { seconds: BEGIN_SECONDS });
    await db.transaction(system("bench").scope, async (tx) => {
      await tx.run(sql`
        insert into foundation.due (kind, subject, due_at)
        select ${KIND}, gen_random_uuid(), timestamptz '2099-01-01' + n * interval '1 second' from generate_series(1, ${PENDING - DUE}::int) n`);
      for (let n = 0; n < DUE; n++) await due.at(tx, { kind: KIND, subject: world.id(), at: plus(begin, { milliseconds: n * EVERY_MS }) });
    });
    runner.start();
    const [alone] = await Promise.all([nodeTimers(), until("every timer ran", 60, () => late.length >= DUE)]);
    return [atMost({ name: "timer lateness p99, 10,000 pending (limit: setTimeout)", value: percentile(late, 0.99), unit: "ms", limit: percentile(alone, 0.99), target: LATENESS_P99_MS_MAX })];
  } finally {
    await runner.stop();
    await db.end();
  }
}

async function nodeTimers(): Promise<number[]> {
  const late: number[] = [];
  for (let n = 0; n < DUE; n++) {
    const began = performance.now();
    await pause(EVERY_MS);
    late.push(Math.max(0, performance.now() - began - EVERY_MS));
  }
  return late;
}

/** A database of its own in the product's cluster: nobody else's runner looks there. */
async function makeDatabase(product: Product): Promise<void> {
  const owner = new pg.Client({ connectionString: product.ownerUrl() });
  await owner.connect();
  await owner.query(`create database ${DATABASE}`).finally(() => owner.end());
  await migrate(product.ownerUrl(DATABASE), { at: realWorld().now(), passwordOf: product.secrets.databasePassword });
}
