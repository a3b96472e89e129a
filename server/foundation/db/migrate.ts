import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import type { Instant } from "../time.ts";
import { toIso } from "../time.ts";

export interface Migration {
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

export type LoginRole = "app" | "worker" | "sequencer" | "backup";

const FOLDER = new URL("../../migrations/", import.meta.url);
const NAME = /^\d{4}_[a-z]+_[a-z0-9_]+\.sql$/;
/** Two processes that start at once must not migrate twice: one holds this advisory lock. */
const MIGRATION_LOCK = 7_201_145;

export function readMigrations(folder: URL = FOLDER): Migration[] {
  const files = readdirSync(folder).filter((f) => f.endsWith(".sql")).toSorted();
  for (const file of files) if (!NAME.test(file)) throw new Error(`migration ${file} is not named NNNN_slice_what.sql`);
  return files.map((name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    return { name, text, sha256: createHash("sha256").update(text).digest("hex") };
  });
}

/** Applies what is missing, each in its own transaction, then gives the login roles their passwords. Forward only. */
export async function migrate(
  ownerUrl: string,
  needs: { at: Instant; passwordOf: (role: LoginRole) => string; migrations?: Migration[]; say?: (line: string) => void },
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await client.query("create schema if not exists foundation");
    await client.query(
      "create table if not exists foundation.migration (name text primary key, sha256 text not null, applied_at timestamptz not null)",
    );
    await applyMissing(client, needs.migrations ?? readMigrations(), needs);
    await giveLogins(client, needs.passwordOf);
  } finally {
    await client.end();
  }
}

async function applyMissing(client: pg.Client, all: Migration[], needs: { at: Instant; say?: (line: string) => void }): Promise<void> {
  const { rows } = await client.query<{ name: string; sha256: string }>("select name, sha256 from foundation.migration");
  const applied = new Map(rows.map((r) => [r.name, r.sha256]));
  for (const migration of all) {
    const before = applied.get(migration.name);
    if (before === migration.sha256) continue;
    if (before !== undefined) throw new Error(`migration ${migration.name} was changed after it was applied; write a new one instead`);
    needs.say?.(`migrating: ${migration.name}`);
    await client.query("begin");
    try {
      await client.query(migration.text);
      await client.query("insert into foundation.migration (name, sha256, applied_at) values ($1, $2, $3)", [migration.name, migration.sha256, toIso(needs.at)]);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw new Error(`migration ${migration.name}: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** Passwords are derived from the keyring's root, so the database alone opens nothing and nothing more has to be stored. */
async function giveLogins(client: pg.Client, passwordOf: (role: LoginRole) => string): Promise<void> {
  for (const role of ["app", "worker", "sequencer", "backup"] as const) {
    const password = passwordOf(role);
    if (!/^[A-Za-z0-9_-]{20,}$/.test(password)) throw new Error(`the password of role ${role} is not base64url text`);
    await client.query(`alter role compline_${role} login password '${password}'`);
  }
  const database = (await client.query<{ name: string }>("select quote_ident(current_database()) as name")).rows[0]!.name;
  await client.query(`revoke all on database ${database} from public`);
  await client.query(`grant connect on database ${database} to compline_app, compline_worker, compline_sequencer, compline_backup`);
}
