import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import type { Engine } from "./engine.ts";
import type { Places } from "./places.ts";
import { PORT, type Purpose } from "./settings.ts";

export interface Passwords {
  readonly superuser: string;
  readonly owner: string;
}

export const SUPERUSER = "postgres";
export const OWNER = "compline_owner";
export const DATABASE = "compline";
const INITDB_SECONDS_MAX = 60;

/** Random passwords, written (0600) before the cluster that uses them, so that a crash between the two loses nothing. */
export function passwordsIn(places: Places): Passwords {
  if (existsSync(places.passwords)) return JSON.parse(readFileSync(places.passwords, "utf8")) as Passwords;
  if (existsSync(places.data)) throw new Error(`${places.passwords} is missing: the database in ${places.data} cannot be opened without it`);
  const made: Passwords = { superuser: randomBytes(24).toString("base64url"), owner: randomBytes(24).toString("base64url") };
  const draft = `${places.passwords}.new`;
  writeFileSync(draft, JSON.stringify(made), { mode: 0o600, flush: true });
  renameSync(draft, places.passwords);
  return made;
}

/** initdb works in a draft folder: a cluster that was cut short is never taken for a whole one. */
export async function makeCluster(places: Places, engine: Engine, options: { passwords: Passwords; purpose: Purpose }): Promise<void> {
  if (existsSync(places.data)) return;
  const work = join(places.cluster, "new");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { mode: 0o700 });
  const secret = join(work, "password");
  writeFileSync(secret, options.passwords.superuser, { mode: 0o600 });
  for (const path of [secret, work]) chownSync(path, places.account.uid, places.account.gid);
  await initdb(places, engine, [
    `--pgdata=${join(work, "data")}`,
    `--pwfile=${secret}`,
    `--username=${SUPERUSER}`,
    "--auth=scram-sha-256",
    "--data-checksums",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8", // Sorts and folds the same on every machine: an index made here is valid there.
    "--no-instructions",
    ...(options.purpose === "test" ? ["--no-sync"] : []),
  ]);
  chmodSync(join(work, "data"), 0o700);
  renameSync(join(work, "data"), places.data);
  rmSync(work, { recursive: true, force: true });
}

async function initdb(places: Places, engine: Engine, args: string[]): Promise<void> {
  const { uid, gid } = places.account;
  const asOther = uid === process.geteuid!() ? {} : { uid, gid };
  const options = { ...asOther, cwd: dirname(places.data), env: plainEnvironment(), timeout: INITDB_SECONDS_MAX * 1000 };
  await promisify(execFile)(engine.initdb, args, options).catch((error: Error & { stderr?: string }) => {
    throw new Error(`initdb failed: ${(error.stderr ?? error.message).trim()}`);
  });
}

/** PGDATA, PGOPTIONS, LD_LIBRARY_PATH and the like of whoever started us have no say here. */
export const plainEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, LANG: "C.UTF-8", TZ: "UTC" });

/** `localhost` only fills the place a URL wants filled; `host` in the query is what libpq and node-postgres use. */
export function urlOver(socket: string, who: { user: string; password: string; database: string }): string {
  const place = `host=${encodeURIComponent(socket)}&port=${PORT}`;
  return `postgres://${encodeURIComponent(who.user)}:${encodeURIComponent(who.password)}@localhost/${encodeURIComponent(who.database)}?${place}`;
}

/**
 * The owner of Compline's database: makes roles and databases, is no superuser, and so meets the same refusals as the owner
 * behind a DATABASE_URL. BYPASSRLS because migrations rewrite rows of every client, and only who has it may give it to the backup role.
 */
export async function makeOwner(places: Places, passwords: Passwords): Promise<void> {
  const connectionString = urlOver(places.socket, { user: SUPERUSER, password: passwords.superuser, database: "postgres" });
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await makeOwnerOver(client, passwords.owner);
  } finally {
    await client.end();
  }
}

async function makeOwnerOver(client: Client, password: string): Promise<void> {
  const role = await client.query("select 1 from pg_roles where rolname = $1", [OWNER]);
  if (role.rowCount === 0) {
    const quoted = client.escapeLiteral(password);
    await client.query(`create role ${OWNER} login createrole createdb bypassrls password ${quoted} in role pg_signal_backend, pg_monitor`);
  }
  const database = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
  if (database.rowCount === 0) await client.query(`create database ${DATABASE} owner ${OWNER}`);
}
