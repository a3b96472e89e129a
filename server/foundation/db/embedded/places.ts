import { createHash, randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { accountFor, mayEnter, type Account } from "./run-as.ts";

/** Where a cluster lives on disk, and who runs it. */
export interface Places {
  readonly account: Account;
  /** Ours: passwords, the log. */
  readonly folder: string;
  /** The account's: data, binaries when they had to be copied. The same as `folder` unless the account cannot reach it. */
  readonly cluster: string;
  readonly data: string;
  readonly socket: string;
  readonly passwords: string;
  readonly logFile: string;
}

/** sun_path holds 108 bytes and ends with a zero (unix(7)). */
const SOCKET_PATH_BYTES_MAX = 107;
const SOCKET_FILE = ".s.PGSQL.5432.lock";

export function placesOf(home: string, purpose: "data" | "test"): Places {
  const folder = join(home, "postgres");
  mkdirSync(dirname(home), { recursive: true }); // Folders above the home are not ours to close.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const real = realpathSync(folder);
  const cluster = clusterFor(real, purpose);
  const data = join(cluster, "data");
  const account = accountFor(data);
  for (const path of cluster === real ? [realpathSync(home), real] : [cluster]) admit(account, path);
  if (!mayEnter(account, cluster)) throw new Error(`user ${account.name}, who runs PostgreSQL, cannot enter ${cluster}`);
  return {
    account,
    folder: real,
    cluster,
    data,
    socket: socketFolder(cluster, account),
    passwords: join(real, "passwords.json"),
    logFile: join(real, "postgres.log"),
  };
}

/** As root with the home below a closed folder (/root), the account cannot reach it: the cluster then lives outside, and the home names it. */
function clusterFor(folder: string, purpose: "data" | "test"): string {
  if (process.geteuid!() !== 0) return folder;
  const pointer = join(folder, "cluster-id");
  const above = dirname(dirname(folder));
  const data = join(folder, "data");
  if (existsSync(data) || (!existsSync(pointer) && mayEnter(accountFor(data), above))) return folder;
  if (!existsSync(pointer)) writeFileSync(pointer, randomBytes(8).toString("hex"), { mode: 0o600 });
  const id = readFileSync(pointer, "utf8");
  const outside = purpose === "test" ? join(tmpdir(), `compline-${id}`) : join("/var/lib/compline", id);
  mkdirSync(outside, { recursive: true, mode: 0o711 });
  return outside;
}

/** Lets the account, and nobody else, pass through a folder of ours without listing it. */
function admit(account: Account, path: string): void {
  const ours = process.geteuid!();
  if (account.uid === ours || mayEnter(account, path)) return;
  chownSync(path, ours, account.gid);
  chmodSync(path, (statSync(path).mode & 0o707) | 0o010);
}

/** The socket's folder: in the cluster, or, where that path is too long for a socket, a private folder with a short name. */
export function socketFolder(cluster: string, account: Account): string {
  const own = join(cluster, "socket");
  const path = Buffer.byteLength(join(own, SOCKET_FILE)) <= SOCKET_PATH_BYTES_MAX ? own : shortFolder(cluster, account);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const made = lstatSync(path);
  // In /tmp anyone may have made this folder first. Then its owner could stand between us and the database.
  if (!made.isDirectory() || (made.uid !== account.uid && made.uid !== process.geteuid!())) throw new Error(`${path} belongs to someone else: remove it or choose a shorter COMPLINE_HOME`);
  chmodSync(path, 0o700);
  chownSync(path, account.uid, account.gid);
  return path;
}

function shortFolder(cluster: string, account: Account): string {
  const hash = createHash("sha256").update(cluster).digest("hex").slice(0, 16);
  const runtime = process.env.XDG_RUNTIME_DIR;
  const private_ = runtime !== undefined && existsSync(runtime) && statSync(runtime).uid === account.uid;
  return join(private_ ? runtime : "/tmp", `compline-${hash}`);
}
