import { afterEach, beforeEach, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { roadTo, type Road } from "../../testing/road.ts";
import { system } from "../actor.ts";
import type { Db } from "./db.ts";
import { sql } from "./sql.ts";
import { isDatabaseAway } from "./trouble.ts";

const scope = system("test").scope;

/** Long enough that a busy machine connects anew within it. */
const ANSWER_SECONDS_MAX = 3;
let base: TestDatabase;
let road: Road;

beforeEach(async () => {
  base = await freshDatabase();
  road = await roadTo(base, ANSWER_SECONDS_MAX);
});
afterEach(async () => {
  await road.close();
  await base.drop();
});

const ask = (db: Db) => db.transaction(scope, (tx) => tx.one<{ one: number }>(sql`select 1 as one`));

test("[F-DB-21] a database host that vanishes without a word is known as away within its time, and the next act finds the one that took over", async () => {
  await Promise.all(Array.from({ length: 5 }, () => ask(road.db)));
  road.vanish();
  const error = await ask(road.db).catch((fault: unknown) => fault);
  expect(isDatabaseAway(error)).toBe(true);
  expect(road.db.standing()).toBe("away");
  // None of the four other silent connections is tried first: each would be waited for as long.
  const asked = performance.now();
  expect(await ask(road.db)).toEqual({ one: 1 });
  expect(performance.now() - asked).toBeLessThan(ANSWER_SECONDS_MAX * 1000);
  expect(road.db.standing()).toBe("well");
});
