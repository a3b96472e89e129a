import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { engineFor, linked } from "./engine.ts";
import { startEmbedded, type Embedded } from "./index.ts";
import { isPostmasterOf, pidIn, within } from "./orphans.ts";
import { placesOf, socketFolder } from "./places.ts";
import { accountFor, mayEnter, parsePasswd } from "./run-as.ts";

const said: string[] = [];
const log = { info: (says: string) => void said.push(says), warn: (says: string) => void said.push(says) };
let home: string;
let running: Embedded[] = [];

const start = async (purpose: "data" | "test" = "data", at = home) => {
  const embedded = await startEmbedded({ home: at, log, purpose });
  running.push(embedded);
  return embedded;
};

async function ask<R extends object>(url: string, text: string, values: unknown[] = []): Promise<R[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<R & Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const setting = async (url: string, name: string) => (await ask<{ v: string }>(url, "select current_setting($1) as v", [name]))[0]?.v;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "compline-embedded-"));
  said.length = 0;
});
afterEach(async () => {
  await Promise.all(running.map((embedded) => embedded.stop()));
  running = [];
  rmSync(home, { recursive: true, force: true });
});

describe("a new home", () => {
  test("[F-DB-1] the database listens on a private socket only, asks for a password, checks its pages and syncs to disk", async () => {
    const { ownerUrl, urlFor } = await start();
    expect(await setting(ownerUrl, "listen_addresses")).toBe("");
    expect(await setting(ownerUrl, "data_checksums")).toBe("on");
    expect(await setting(ownerUrl, "fsync")).toBe("on");
    expect(await setting(ownerUrl, "password_encryption")).toBe("scram-sha-256");
    const socket = new URL(ownerUrl).searchParams.get("host")!;
    expect(statSync(socket).mode & 0o777).toBe(0o700);
    await expect(ask(urlFor("compline_owner", "wrong"), "select 1")).rejects.toThrow("password authentication failed");
    await expect(ask(urlFor("postgres", "password"), "select 1")).rejects.toThrow("password authentication failed");
  });

  test("[F-DB-2] the owner is no superuser, and makes the roles and extensions the migrations need", async () => {
    const { ownerUrl } = await start("test");
    const [me] = await ask<{ rolsuper: boolean }>(ownerUrl, "select rolsuper from pg_roles where rolname = current_user");
    expect(me?.rolsuper).toBe(false);
    await ask(ownerUrl, "create role backup_try login bypassrls; create extension pg_trgm; create extension btree_gist; create extension citext");
    await ask(ownerUrl, "create database other");
    expect(await ask(ownerUrl, "select uuidv7()")).toHaveLength(1);
  });

  test("[F-DB-3] passwords are random, kept for us alone, and work again after a restart", async () => {
    const first = await start();
    await ask(first.ownerUrl, "create table kept as select 7 as n");
    await first.stop();
    const file = join(home, "postgres", "passwords.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = await start();
    expect(second.ownerUrl).toBe(first.ownerUrl);
    expect(await ask(second.ownerUrl, "select n from kept")).toEqual([{ n: 7 }]);
  });

  test("[F-DB-4] durability is given up for tests alone, where 200 connections fit", async () => {
    const { ownerUrl } = await start("test");
    expect(await setting(ownerUrl, "fsync")).toBe("off");
    expect(await setting(ownerUrl, "max_connections")).toBe("200");
  });

  test("[F-DB-5] the database's own log repeats no row, value or statement, even when a statement fails", async () => {
    const { ownerUrl } = await start("test");
    await ask(ownerUrl, "create table patient (name text primary key check (length(name) < 30))");
    const insert = () => ask(ownerUrl, "insert into patient (name) values ($1)", ["Marker-Ramirez"]);
    await insert();
    await expect(insert()).rejects.toThrow("duplicate key");
    await expect(ask(ownerUrl, "insert into patient (name) values ('Marker-Ramirez, who has a very long name')")).rejects.toThrow("check constraint");
    const text = readFileSync(join(home, "postgres", "postgres.log"), "utf8");
    expect(text).toContain("duplicate key");
    expect(text).not.toContain("Marker-Ramirez");
  });

  test("[F-DB-6] a home with a very long name gets a short private folder for its socket", async () => {
    const deep = join(home, "n".repeat(100), "m".repeat(40));
    const { ownerUrl } = await start("test", deep);
    const socket = new URL(ownerUrl).searchParams.get("host")!;
    expect(socket.length).toBeLessThan(60);
    expect(statSync(socket).mode & 0o777).toBe(0o700);
    expect(await ask(ownerUrl, "select 1 as n")).toEqual([{ n: 1 }]);
    rmSync(socket, { recursive: true, force: true });
  });

  test("[F-DB-6] a socket folder that someone else could have put in our way is refused", () => {
    const cluster = join(home, "c");
    mkdirSync(cluster);
    symlinkSync(tmpdir(), join(cluster, "socket"));
    expect(() => socketFolder(cluster, accountFor(cluster))).toThrow();
  });
});

/** A supervisor in a process of its own, so that it can be killed. */
async function supervisor(): Promise<{ child: ChildProcess; postmaster: number }> {
  const door = new URL("./index.ts", import.meta.url).href;
  const script = `import { startEmbedded } from ${JSON.stringify(door)};
    const e = await startEmbedded({ home: ${JSON.stringify(home)}, log: { info() {}, warn() {} } });
    process.stdout.write(String(e.pid)); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [pid] = (await once(child.stdout!, "data")) as [Buffer];
  return { child, postmaster: Number(pid) };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

test("[F-DB-14] Ctrl-C at the terminal reaches Compline alone, so that it can finish its calls before the database ends", async () => {
  const { child, postmaster } = await supervisor();
  const group = (pid: number) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ")[2];
  expect(group(postmaster)).toBe(String(postmaster));
  expect(group(child.pid!)).not.toBe(String(postmaster));
  await kill(child);
  await start(); // Stops what the killed one left.
});

describe("after a death", () => {
  test("[F-DB-7] a PostgreSQL whose supervisor was killed is stopped before another one starts on its data", async () => {
    const { child, postmaster } = await supervisor();
    await kill(child);
    const { data } = placesOf(home, "data");
    expect(isPostmasterOf(postmaster, data)).toBe(true);
    const { pid, ownerUrl } = await start();
    expect(isPostmasterOf(postmaster, data)).toBe(false);
    expect(isPostmasterOf(pid, data)).toBe(true);
    expect(said.join()).toContain("left running by an earlier Compline");
    expect(await ask(ownerUrl, "select 1 as n")).toEqual([{ n: 1 }]);
  });

  test("[F-DB-8] a second Compline on the same home is refused and leaves the first one's database alone", async () => {
    const { child, postmaster } = await supervisor();
    try {
      await expect(start()).rejects.toThrow("another Compline is running");
      expect(isPostmasterOf(postmaster, placesOf(home, "data").data)).toBe(true);
    } finally {
      await kill(child);
      await start(); // Stops what the killed one left.
    }
  });

  test("[F-DB-9] an old lock that names a stranger's process is put away and the stranger lives", async () => {
    const first = await start();
    await first.stop();
    const stranger = spawn("sleep", ["60"]);
    try {
      const { data, socket } = placesOf(home, "data");
      const lines = `${stranger.pid}\n${data}\n1700000000\n5432\n${socket}\n\n  5432001    999999\nready\n`;
      writeFileSync(join(data, "postmaster.pid"), lines);
      writeFileSync(join(socket, ".s.PGSQL.5432.lock"), lines);
      const { pid } = await start();
      expect(pidIn(data)).toBe(pid);
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    } finally {
      stranger.kill();
    }
  });

  test("[F-DB-10] what was committed survives three kills of the database under writers, which comes back by itself", async () => {
    const embedded = await start();
    await ask(embedded.ownerUrl, "create table t (id bigint primary key, body text not null)");
    const acknowledged = new Set<number>();
    for (const round of [1, 2, 3]) {
      const before = acknowledged.size;
      const writers = [1, 2, 3, 4].map((writer) => write({ url: embedded.ownerUrl, from: (round * 10 + writer) * 1e6, acknowledged }));
      await within(20, () => acknowledged.size > before + 200);
      const killed = embedded.pid;
      process.kill(killed, "SIGKILL");
      await Promise.all(writers);
      expect(await within(20, () => embedded.pid !== killed)).toBe(true);
      const rows = await ask<{ id: string }>(embedded.ownerUrl, "select id from t");
      const present = new Set(rows.map(({ id }) => Number(id)));
      expect([...acknowledged].filter((id) => !present.has(id))).toEqual([]);
    }
    expect(acknowledged.size).toBeGreaterThan(600);
  });

  test("[F-DB-11] a first start that was cut short begins again from nothing", async () => {
    const { cluster, account } = placesOf(home, "test");
    mkdirSync(join(cluster, "new", "data"), { recursive: true });
    writeFileSync(join(cluster, "new", "data", "PG_VERSION"), "18");
    expect(engineFor(cluster, account).initdb).toContain("initdb");
    const { ownerUrl } = await start("test");
    expect(await ask(ownerUrl, "select 1 as n")).toEqual([{ n: 1 }]);
  });
});

/** Writes until the database goes away; an id counts as acknowledged only once its commit was answered. */
async function write({ url, from, acknowledged }: { url: string; from: number; acknowledged: Set<number> }): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  const body = "x".repeat(1500);
  try {
    for (let id = from; ; id++) {
      await client.query("insert into t (id, body) values ($1, $2)", [id, body]);
      acknowledged.add(id);
    }
  } catch {
    await client.end().catch(() => undefined); // The kill ends every writer: that is the test.
  }
}

describe("the programs and who runs them", () => {
  test("[F-DB-12] links that npm could not carry are made by us, relative, and found whole the second time", () => {
    const native = join(home, "native");
    mkdirSync(join(native, "lib"), { recursive: true });
    writeFileSync(join(native, "lib", "libx.so.1.2"), "");
    writeFileSync(join(native, "pg-symlinks.json"), JSON.stringify([{ source: "native/lib/libx.so.1.2", target: "native/lib/libx.so.1" }]));
    expect(linked(native)).toBe(true);
    expect(readlinkSync(join(native, "lib", "libx.so.1"))).toBe("libx.so.1.2");
    expect(linked(native)).toBe(true);
  });

  test("[F-DB-13] root gives the database to the user postgres, else to nobody; a closed folder keeps other users out", () => {
    const passwd = "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\npostgres:x:101:104::/:/bin/sh\n";
    const nobody = { name: "nobody", uid: 65534, gid: 65534 };
    expect(parsePasswd(passwd)).toContainEqual(nobody);
    const closed = join(home, "closed");
    mkdirSync(closed, { mode: 0o700 });
    expect(mayEnter({ name: "stranger", uid: 4_000_000, gid: 4_000_000 }, closed)).toBe(false);
    expect(mayEnter({ ...nobody, uid: statSync(closed).uid }, "/")).toBe(true);
    const isRoot = process.geteuid!() === 0;
    expect(accountFor(join(home, "none"), passwd).name).toBe(isRoot ? "postgres" : String(process.geteuid!()));
  });
});
