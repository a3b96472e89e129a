import net from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { system } from "../actor.ts";
import { connect, type Db } from "./db.ts";
import { sql } from "./sql.ts";
import { isDatabaseAway } from "./trouble.ts";

const scope = system("test").scope;

/** Stands between us and the database, and can vanish the way a host does in a fail-over: what is open stays open and says nothing more. */
interface Road {
  readonly db: Db;
  vanish(): void;
  close(): Promise<void>;
}
let base: TestDatabase;
let road: Road;

beforeEach(async () => {
  base = await freshDatabase();
  road = await roadTo(base);
});
afterEach(async () => {
  await road.close();
  await base.drop();
});

async function roadTo(database: TestDatabase): Promise<Road> {
  const folder = mkdtempSync(join(tmpdir(), "road-"));
  const url = new URL(database.urlOf("worker").replace(/^postgres(ql)?:/, "http:"));
  const host = url.searchParams.get("host") ?? url.hostname;
  const port = url.port === "" ? 5432 : Number(url.port);
  const pairs: [net.Socket, net.Socket][] = [];
  const server = net.createServer((near) => {
    const far = host.startsWith("/") ? net.connect(join(host, `.s.PGSQL.${port}`)) : net.connect(port, host);
    for (const socket of [near, far]) socket.on("error", () => undefined);
    near.pipe(far);
    far.pipe(near);
    pairs.push([near, far]);
  });
  await new Promise<void>((resolve) => void server.listen(join(folder, `.s.PGSQL.${port}`), resolve));
  const through = (role: "app" | "worker" | "sequencer") => {
    const changed = new URL(database.urlOf(role).replace(/^postgres(ql)?:/, "http:"));
    changed.searchParams.set("host", folder);
    return changed.href.replace(/^http:/, "postgres:");
  };
  const db = connect({ urls: { app: through("app"), worker: through("worker"), sequencer: through("sequencer") }, connectionsMax: 6, answerSecondsMax: 1 });
  return {
    db,
    vanish: () => {
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
        near.pause();
        far.pause();
      }
    },
    close: async () => {
      await db.end();
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const ask = (db: Db) => db.transaction(scope, (tx) => tx.one<{ one: number }>(sql`select 1 as one`));

test("[F-DB-21] a database host that vanishes without a word is known as away within its time, and the next act finds the one that took over", async () => {
  await Promise.all(Array.from({ length: 5 }, () => ask(road.db)));
  road.vanish();
  const error = await ask(road.db).catch((fault: unknown) => fault);
  expect(isDatabaseAway(error)).toBe(true);
  expect(road.db.standing()).toBe("away");
  // None of the four other silent connections is tried first.
  const asked = performance.now();
  expect(await ask(road.db)).toEqual({ one: 1 });
  expect(performance.now() - asked).toBeLessThan(900);
  expect(road.db.standing()).toBe("well");
});
