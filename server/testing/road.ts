import net from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Db } from "../foundation/db/db.ts";
import type { TestDatabase } from "./database.ts";

/** Stands between us and the database, and can vanish the way a host does in a fail-over: what is open stays open and says nothing more. */
export interface Road {
  readonly db: Db;
  vanish(): void;
  close(): Promise<void>;
}

export async function roadTo(database: TestDatabase, answerSecondsMax = 1): Promise<Road> {
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
  const db = connect({ urls: { app: through("app"), worker: through("worker"), sequencer: through("sequencer") }, connectionsMax: 6, answerSecondsMax });
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
