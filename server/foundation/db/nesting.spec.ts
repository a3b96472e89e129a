import { afterAll, beforeAll, expect, test } from "vitest";
import { system } from "../actor.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { sql } from "./sql.ts";

let base: TestDatabase;
beforeAll(async () => {
  base = await freshDatabase();
});
afterAll(() => base.drop());

const scope = system("test").scope;
const one = (): Promise<number> => base.db.transaction(scope, async (tx) => (await tx.one<{ one: number }>(sql`select 1 as one`)).one);
/** Twice as many as there are connections: without the refusal each would hold one and wait for another until all give up. */
const CROWD = 12;

test("[F-DB-17] a transaction opened inside another is refused at once, however many try, and nobody else waits", async () => {
  const nested = (): Promise<string> => base.db.transaction(scope, one).then(() => "done", (error: Error) => error.name);
  const crowd = Promise.all(Array.from({ length: CROWD }, nested));
  expect(await one()).toBe(1);
  expect(new Set(await crowd)).toEqual(new Set(["NestedTransaction"]));
});

test("[F-DB-17] one may follow another, stand beside it, or begin when it is kept", async () => {
  const told: Promise<number>[] = [];
  await base.db.transaction(scope, async (tx) => tx.afterCommit(() => void told.push(one())));
  expect(await Promise.all([one(), one(), ...told])).toEqual([1, 1, 1]);
});

test("[F-DB-17] what a transaction set going and did not wait for may open one of its own when it is over", async () => {
  const over = Promise.withResolvers<void>();
  const begun = await base.db.transaction(scope, async () => ({ later: over.promise.then(one) }));
  over.resolve();
  expect(await begun.later).toBe(1);
});
