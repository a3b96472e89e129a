import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "../log.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { keepMembership, keepSingle, type Membership } from "./index.ts";
import { openSession, watched } from "./session.ts";

let base: TestDatabase;
const open: Membership[] = [];
beforeEach(async () => {
  base = await freshDatabase();
});
afterEach(async () => {
  for (const membership of open.splice(0)) await membership.stop();
  await base.drop();
});

interface Witness {
  readonly reached: string[][];
  readonly heirOf: string[];
  ousted: number;
  membership: Membership;
}

/** A node whose lines to others are up as long as `up` says so. */
async function node(name: string, given: { up?: () => boolean; heir?: () => Promise<void>; placeSecondsMax?: number } = {}): Promise<Witness> {
  const witness = { reached: [] as string[][], heirOf: [] as string[], ousted: 0 };
  const membership = await keepMembership({
    url: base.urlOf("worker"), db: base.db, log: silentLog, self: { name, address: `10.0.0.1:${name.length}` }, placeSecondsMax: given.placeSecondsMax ?? 0,
    lines: { reach: (others) => void witness.reached.push(others.map((other) => other.name)), isUp: given.up ?? (() => true) },
    onHeir: async (dead) => {
      witness.heirOf.push(dead);
      await given.heir?.();
    },
    onOusted: () => void (witness.ousted += 1),
  });
  open.push(membership);
  return Object.assign(witness, { membership });
}
const waitFor = (what: () => boolean | Promise<boolean>): Promise<void> => expect.poll(what, { timeout: 20_000, interval: 20 }).toBe(true);
const HELD = "select distinct pid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())";
/** By a session of its own, and not in a transaction that stays open. */
const BY_SESSION = `select pid from (${HELD}) as held join pg_stat_activity using (pid) where state = 'idle'`;
const enrolled = async (): Promise<string[]> => (await base.asOwner<{ name: string }>("select name from foundation.node order by name")).map(({ name }) => name);

test("[F30] a node finds the others by the database, and of those that are alive it inherits nothing, reached or not", async () => {
  const a = await node("a", { up: () => false });
  const b = await node("b");
  await waitFor(() => a.reached.some((names) => names.includes("b")) && b.reached.some((names) => names.includes("a")));
  const looks = a.reached.length;
  await waitFor(() => a.reached.length > looks + 1);
  expect([a.heirOf, b.heirOf, await enrolled()]).toEqual([[], [], ["a", "b"]]);
});

test("[F31] a node that died is inherited by one of those left, once, and is then forgotten", async () => {
  const ended = { up: true };
  const [a, c] = [await node("a", { up: () => ended.up }), await node("c", { up: () => ended.up })];
  const b = await node("b");
  await waitFor(() => [a, c].every(({ reached }) => reached.some((names) => names.includes("b"))));
  await b.membership.stop(); // Its session is over, as when its process is killed.
  ended.up = false;
  for (const each of [a, c]) each.membership.look();
  await waitFor(async () => !(await enrolled()).includes("b"));
  expect([...a.heirOf, ...c.heirOf].filter((name) => name === "b")).toEqual(["b"]);
});

test("[F31] a machine that is gone with its process is given up after as many seconds of silence as the settings say", async () => {
  for (const seconds of [3, 4, 5, 20]) {
    const [idle, every, times, whole] = [...watched(seconds).matchAll(/(?:idle|interval|count|user_timeout)=(\d+)/g)].map(([, number]) => Number(number));
    expect([idle! + every! * times!, whole]).toEqual([seconds, seconds * 1000]);
  }
  const session = await openSession(base.urlOf("worker"), () => undefined, 3); // The database understands it.
  expect(await session.take("b")).toBe(true);
  await session.close();
});

test("[F31] what an heir could not take up is taken up at a later look", async () => {
  const b = await node("b");
  let tries = 0;
  const a = await node("a", { up: () => false, heir: () => ((tries += 1) < 2 ? Promise.reject(new Error("the database went away")) : Promise.resolve()) });
  await b.membership.stop();
  await waitFor(async () => (await enrolled()).join() === "a");
  expect(a.heirOf).toEqual(["b", "b"]);
});

test("[F32] a node that is started again waits until its heir is done, and then nobody else has its place", async () => {
  const heir = await openSession(base.urlOf("worker"), () => undefined);
  expect(await heir.take("b")).toBe(true);
  const starting = node("b", { placeSecondsMax: 5 });
  await waitFor(async () => (await base.asOwner(HELD)).length > 0);
  await heir.letGo("b");
  await starting;
  expect(await heir.take("b")).toBe(false);
  await heir.close();
});

test("[F33] a node whose session was lost takes its place again; one that was inherited meanwhile is told that it is ousted", async () => {
  const b = await node("b");
  const cut = (): Promise<unknown> => base.asOwner(`select pg_terminate_backend(pid) from (${HELD}) as held`);
  await cut();
  await waitFor(async () => (await base.asOwner(HELD)).length === 1);
  expect(b.ousted).toBe(0);
  await base.asOwner("delete from foundation.node");
  await cut();
  await waitFor(() => b.ousted > 0);
});

/** A process without a name. */
async function single(): Promise<Awaited<ReturnType<typeof keepSingle>>> {
  const membership = await keepSingle({ url: base.urlOf("worker"), db: base.db, log: silentLog, placeSecondsMax: 0 });
  open.push({ ...membership, look: () => undefined });
  return membership;
}

test("[F35] a process without a name does not begin beside a living one, with a name or without, and no node begins beside it", async () => {
  const alone = await single();
  await expect(single()).rejects.toThrow("another process is at work");
  await expect(node("a")).rejects.toThrow("a process without a name is at work");
  await alone.stop();
  const a = await node("a");
  await node("b");
  await expect(single()).rejects.toThrow("give each a name");
  for (const each of open.splice(0)) await each.stop();
  await single();
  expect(a.heirOf).toEqual([]);
});

test("[F35] a process without a name that the database lost sight of takes its place again", async () => {
  await single();
  await base.asOwner(`select pg_terminate_backend(pid) from (${HELD}) as held`);
  await waitFor(async () => (await base.asOwner(HELD)).length === 1);
  await expect(node("a")).rejects.toThrow("a process without a name is at work");
});

/** Rounded timers may be early by so much. */
const [AGAIN_MS, EARLY_MS] = [40, 2];
/** A way to the database that breaks off whoever comes until it is mended. */
async function brokenWay() {
  const { host, port, user, password, database } = new pg.Client({ connectionString: base.urlOf("worker") });
  const came: number[] = [];
  let whole = false;
  const sockets = new Set<Socket>();
  const join = (from: Socket): void => {
    const to = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    for (const [one, other] of [[from, to], [to, from]] as const) {
      sockets.add(one);
      one.on("error", () => undefined).on("close", () => other.destroy());
      one.pipe(other);
    }
  };
  const server = createServer((socket) => {
    came.push(performance.now());
    if (whole) join(socket);
    else socket.destroy();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `postgres://${user}:${password}@127.0.0.1:${(server.address() as AddressInfo).port}/${database}`, came,
    mend: () => void (whole = true),
    cut: () => {
      whole = false;
      for (const socket of sockets) socket.destroy();
    },
    close: () => server.close(),
  };
}

test("[F35] a process without a name that the database lets in no more asks for its place once after each rest, and when it has its place no more", async () => {
  const way = await brokenWay();
  const inAgain = async (): Promise<void> => {
    const asked = way.came.length;
    await waitFor(() => way.came.length > asked + 4);
    const refused = way.came.length;
    way.mend();
    await waitFor(async () => (await base.asOwner(BY_SESSION)).length === 1);
    expect(way.came).toHaveLength(refused + 1);
  };
  try {
    const place = await keepSingle({ url: way.url, db: base.db, log: silentLog, placeSecondsMax: 0, againMs: AGAIN_MS });
    open.push({ ...place, look: () => undefined });
    await inAgain();
    way.cut();
    await waitFor(async () => (await base.asOwner(BY_SESSION)).length === 0);
    await inAgain();
    const rests = way.came.slice(1).map((at, index) => at - way.came[index]!);
    expect(Math.min(...rests)).toBeGreaterThan(AGAIN_MS - EARLY_MS);
  } finally {
    way.cut();
    way.close();
  }
});

test("[F35] two processes without a name that the database lends no session see each other: the second does not begin, nor does a node, until the first is gone", async () => {
  const way = await brokenWay();
  const begin = () => keepSingle({ url: way.url, db: base.db, log: silentLog, placeSecondsMax: 0, againMs: AGAIN_MS });
  try {
    const first = await begin();
    await expect(begin()).rejects.toThrow("another process is at work");
    await expect(node("a")).rejects.toThrow("a process without a name is at work");
    const asked = way.came.length;
    await waitFor(() => way.came.length > asked + 3); // It goes on asking for a session, and is in nobody's way meanwhile.
    await expect(begin()).rejects.toThrow("another process is at work");
    way.mend();
    await waitFor(() => way.came.length > asked + 4);
    await waitFor(async () => (await base.asOwner<{ query: string }>("select query from pg_stat_activity where state = 'idle in transaction' and datname = current_database()")).length === 0);
    await expect(single()).rejects.toThrow("another process is at work"); // By a session of its own, now that there is one.
    await first.stop();
    await single();
  } finally {
    way.cut();
    way.close();
  }
});

test("[F35] a process without a name, and without a session, whose lock the database took back has it again", async () => {
  const way = await brokenWay();
  const OPEN = "datname = current_database() and state = 'idle in transaction'";
  const open = async () => (await base.asOwner<{ pid: number }>(`select pid from pg_stat_activity where ${OPEN}`)).map(({ pid }) => pid);
  try {
    const first = await keepSingle({ url: way.url, db: base.db, log: silentLog, placeSecondsMax: 0, againMs: AGAIN_MS });
    const [pid] = await open();
    await base.asOwner(`select pg_terminate_backend(pid) from pg_stat_activity where ${OPEN}`);
    await waitFor(async () => (await open()).some((other) => other !== pid));
    await expect(single()).rejects.toThrow("another process is at work");
    await first.stop();
  } finally {
    way.close();
  }
});

test("[F35] a process without a name that the database lends no session begins where nobody is, and not beside a living one or a node that is known", async () => {
  const way = await brokenWay();
  const begin = async (): Promise<void> => {
    const place = await keepSingle({ url: way.url, db: base.db, log: silentLog, placeSecondsMax: 0 });
    await place.stop();
  };
  try {
    await node("a");
    await expect(begin()).rejects.toThrow("another process is at work");
    for (const each of open.splice(0)) await each.stop();
    await expect(begin()).rejects.toThrow("another process is at work"); // Perhaps it lives, and the database lost sight of it.
    await base.asOwner("delete from foundation.node");
    await waitFor(async () => (await base.asOwner(HELD)).length === 0);
    await begin();
    await single();
    await expect(begin()).rejects.toThrow("another process is at work");
  } finally {
    way.close();
  }
});
