import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "../foundation/db/embedded/index.ts";
import { migrate, type LoginRole } from "../foundation/db/migrate.ts";
import { instant } from "../foundation/time.ts";

declare module "vitest" {
  export interface ProvidedContext {
    cluster: { ownerUrl: string; template: string };
  }
}

export const TEMPLATE = "compline_template";
/** Test passwords: the same for every run, worth nothing outside a cluster that lives in a temporary folder. */
export const testPassword = (role: LoginRole): string => createHash("sha256").update(`test ${role}`).digest("base64url");

const databaseIn = (url: string, name: string): string => url.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`);

/** Once for the whole run: one cluster, one migrated template that every spec clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), "compline-test-"));
  const quiet = { info: () => undefined, warn: () => undefined };
  const cluster = await startEmbedded({ home, purpose: "test", log: quiet });
  const admin = new pg.Client({ connectionString: databaseIn(cluster.ownerUrl, "postgres") });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  await migrate(databaseIn(cluster.ownerUrl, TEMPLATE), { at: instant(Date.now()), passwordOf: testPassword });
  project.provide("cluster", { ownerUrl: cluster.ownerUrl, template: TEMPLATE });
  return async () => {
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  };
}
