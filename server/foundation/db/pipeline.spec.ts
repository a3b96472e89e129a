import { afterEach, beforeEach, expect, test } from "vitest";
import { system, type Actor } from "../actor.ts";
import type { ClientId } from "../ids.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { connect, type Db } from "./db.ts";
import { sql } from "./sql.ts";

let base: TestDatabase;
let db: Db;
beforeEach(async () => {
  base = await freshDatabase();
  // One connection: whatever a transaction left behind, the next one would meet.
  db = connect({ urls: { app: base.urlOf("app"), worker: base.urlOf("worker"), sequencer: base.urlOf("sequencer") }, connectionsMax: 1 });
});
afterEach(async () => {
  await db.end();
  await base.drop();
});

const nobody = system("test").scope;
const lakeside = "00000000-0000-7000-8000-000000000001" as ClientId;
const scoped = system("test", { clients: [lakeside] }).scope;
const add = (subject: string) => sql`insert into foundation.due (kind, subject, due_at) values ('test.page', ${subject}, '2099-01-01Z')`;
const impossible = sql`insert into foundation.due (kind, subject, due_at) values ('x', '00000000-0000-7000-8000-000000000009', '2099-01-01Z')`;
const count = async (): Promise<number> => (await db.single<{ n: number }>(nobody, sql`select count(*) as n from foundation.due`))[0]!.n;
/** As row-level security reads it. */
const scopeNow = sql`select coalesce(nullif(current_setting('compline.clients', true), ''), '{}') as clients`;
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;

test("[F-DB-18] what was sent without waiting is kept with the rest, in order, and the next statement sees it", async () => {
  const seen = await db.transaction(nobody, async (tx) => {
    for (let n = 1; n <= 50; n++) tx.send(add(id(n)));
    const { n } = await tx.one<{ n: number }>(sql`select count(*) as n from foundation.due`);
    tx.send(sql`delete from foundation.due where subject = ${id(1)}`);
    return n;
  });
  expect([seen, await count()]).toEqual([50, 49]);
});

test("[F-DB-18] when it fails nothing of the transaction is kept, no effect runs, and the caller is told that failure and no later one", async () => {
  const told: string[] = [];
  const failing = (after: (tx: Parameters<Parameters<Db["transaction"]>[1]>[0]) => Promise<unknown>): Promise<string> =>
    db.transaction(nobody, async (tx) => {
      tx.afterCommit(() => void told.push("effect"));
      tx.send(add(id(1)));
      tx.send(impossible);
      await after(tx);
    }).then(() => "kept", (error: Error & { code?: string }) => error.code ?? error.message);
  expect(await failing(async () => undefined)).toBe("23514");
  expect(await failing((tx) => tx.rows(sql`select 1 as one`))).toBe("23514");
  expect(await failing(async (tx) => tx.send(add(id(2))))).toBe("23514");
  expect([await count(), told]).toEqual([0, []]);
});

test("[F-DB-18] an act that throws after it sent something leaves nothing, and its own error is told", async () => {
  const act = db.transaction(nobody, async (tx) => {
    tx.send(add(id(1)));
    throw new RangeError("the act's own");
  });
  await expect(act).rejects.toThrow("the act's own");
  expect(await count()).toBe(0);
});

test("[F-DB-18] what comes after the end of a transaction is refused, and reaches nobody else's", async () => {
  let late: Promise<unknown> = Promise.resolve();
  const failing = db.transaction(nobody, async (tx) => {
    const before = tx.one(sql`select 1 as one`);
    late = before.then(() => tx.run(add(id(1)))).then(() => "kept", (error: Error) => error.message);
    throw new RangeError("did not wait");
  });
  await expect(failing).rejects.toThrow("did not wait");
  expect(await late).toBe("a statement came after its transaction was over");
  expect(await count()).toBe(0);
});

test("[F-DB-18] what comes while the transaction is being kept is refused, and the transaction is kept", async () => {
  let late: Promise<unknown> = Promise.resolve();
  await db.transaction(nobody, async (tx) => {
    tx.send(add(id(1)));
    // Asked between COMMIT's leaving and its answer.
    process.nextTick(() => process.nextTick(() => (late = tx.run(add(id(2))).then(() => "kept", (error: Error) => error.message))));
  });
  expect([await count(), await late]).toEqual([1, "a statement came after its transaction was over"]);
});

test("[F-DB-18] a value that cannot be carried fails the transaction and not the connection", async () => {
  const circle: { toPostgres(prepare: (value: unknown) => unknown): unknown } = { toPostgres: (prepare) => prepare(circle) };
  const circular = sql`select ${circle}::text as text`;
  await expect(db.transaction(nobody, async (tx) => void (await tx.rows(circular), tx.send(add(id(1)))))).rejects.toThrow();
  expect(await count()).toBe(0);
});

test("[F-DB-18] a statement that failed when it was first met runs at the next try on the same connection", async () => {
  const subject = (text: string) => sql`select ${text}::uuid as subject, ${1}::int as one`;
  await expect(db.single(nobody, subject("no uuid"))).rejects.toThrow("invalid input syntax");
  expect(await db.single(nobody, subject(id(1)))).toEqual([{ subject: id(1), one: 1 }]);
  expect(await db.transaction(nobody, (tx) => Promise.all([tx.rows(subject(id(2))), tx.rows(subject(id(3)))]))).toEqual([[{ subject: id(2), one: 1 }], [{ subject: id(3), one: 1 }]]);
});

test("[F-DB-19] one statement is a transaction: kept whole, or told as failed", async () => {
  expect(await db.single(nobody, add(id(1)))).toEqual([]);
  await expect(db.single(nobody, impossible)).rejects.toThrow("due_kind_check");
  expect(await count()).toBe(1);
});

test("[F-DB-20] a transaction sees its own scope alone, also on a connection whose last transaction failed", async () => {
  const scopeOf = async (scope: Actor["scope"]): Promise<string> => (await db.single<{ clients: string }>(scope, scopeNow))[0]!.clients;
  expect(await scopeOf(scoped)).toBe(`{${lakeside}}`);
  expect(await scopeOf(nobody)).toBe("{}");
  await expect(db.transaction(scoped, async (tx) => void tx.send(impossible))).rejects.toThrow();
  expect(await scopeOf(nobody)).toBe("{}");
  expect(await db.transaction(scoped, (tx) => tx.one(scopeNow))).toEqual({ clients: `{${lakeside}}` });
});

test("[F-DB-20] a connection that dies under what was sent fails the transaction, and the next one has another", async () => {
  const dying = db.transaction(nobody, async (tx) => {
    const { pid } = await tx.one<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    await base.asOwner("select pg_terminate_backend($1)", [pid]);
    for (let n = 1; n <= 20; n++) tx.send(add(id(n)));
  });
  await expect(dying).rejects.toThrow(/terminat|closed|EPIPE|not queryable/i);
  expect(await count()).toBe(0);
});
