import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, fchownSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { DATABASE, makeCluster, makeOwner, OWNER, passwordsIn, plainEnvironment, SUPERUSER, urlOver } from "./cluster.ts";
import { engineFor, type Engine } from "./engine.ts";
import { holdAlone } from "./only-one.ts";
import { clearOrphans, isReady, pidIn, signalIfAlive, stopPostmaster, within } from "./orphans.ts";
import { placesOf, type Places } from "./places.ts";
import { LOG_BYTES_MAX, postmasterArguments, type Purpose } from "./settings.ts";

/** A PostgreSQL 18 that lives and dies with us: for the demo, evaluation and tests. A real installation has DATABASE_URL. */
export interface Embedded {
  /** Connects as the owner, who migrates and makes roles. Holds a password. */
  readonly ownerUrl: string;
  /** The superuser, for what production leaves to its database administrator. Holds a password. */
  readonly superuserUrl: string;
  urlFor(user: string, password: string, database?: string): string;
  /** Tables and write-ahead log. Below the home, unless the account that runs PostgreSQL cannot reach it there. */
  readonly dataFolder: string;
  /** Ends every connection and waits until the data is on disk. A second call waits for the first. */
  stop(): Promise<void>;
  /** The postmaster; another one after it died and was started again. */
  readonly pid: number;
}

export interface EmbeddedLog {
  info(says: string): void;
  warn(says: string): void;
}

export interface EmbeddedSettings {
  /** COMPLINE_HOME. The cluster lives in its folder `postgres`. */
  readonly home: string;
  readonly log: EmbeddedLog;
  /** `test` gives up durability for speed and allows 200 connections. */
  readonly purpose?: Purpose;
}

const READY_SECONDS_MAX = 120; // Recovery after a crash replays the write-ahead log first.
const RESTART_WAIT_MILLISECONDS_MAX = 10_000;
const TAIL_LINES = 5;

export async function startEmbedded({ home, log, purpose = "data" }: EmbeddedSettings): Promise<Embedded> {
  const places = placesOf(home, purpose);
  const alone = await holdAlone(places.folder);
  try {
    if (places.cluster !== places.folder) log.info(`user ${places.account.name} cannot reach ${home}: the database lives in ${places.cluster}`);
    const passwords = passwordsIn(places);
    const engine = engineFor(places.cluster, places.account);
    await makeCluster(places, engine, { passwords, purpose });
    const keeper = keepRunning({ places, engine, purpose, log });
    await keeper.start();
    await makeOwner(places, passwords);
    const urlFor = (user: string, password: string, database = DATABASE) => urlOver(places.socket, { user, password, database });
    let stopped: Promise<void> | undefined;
    const stop = async () => {
      await keeper.stop();
      alone.close();
      if (purpose === "test" && places.cluster !== places.folder) rmSync(places.cluster, { recursive: true, force: true });
    };
    return {
      ownerUrl: urlFor(OWNER, passwords.owner),
      superuserUrl: urlFor(SUPERUSER, passwords.superuser),
      urlFor,
      dataFolder: places.data,
      stop: () => (stopped ??= stop()),
      get pid() {
        return keeper.pid();
      },
    };
  } catch (error) {
    alone.close();
    throw error;
  }
}

interface Kept {
  readonly places: Places;
  readonly engine: Engine;
  readonly purpose: Purpose;
  readonly log: EmbeddedLog;
}

/** Starts the postmaster, and starts it again whenever it ends without having been asked to. */
function keepRunning(kept: Kept) {
  const { places, log } = kept;
  let child: ChildProcess | undefined;
  let stopping = false;
  let restarting: Promise<void> = Promise.resolve();
  const leaveNoOrphan = () => child?.pid !== undefined && signalIfAlive(child.pid, "SIGINT");

  const start = async (): Promise<void> => {
    child = await startPostmaster(kept);
    child.once("exit", () => {
      if (!stopping) restarting = restart(1);
    });
  };
  const restart = async (attempt: number): Promise<void> => {
    await wait(Math.min(RESTART_WAIT_MILLISECONDS_MAX, 25 * 2 ** attempt));
    if (stopping) return;
    log.warn("PostgreSQL ended by itself and is started again");
    await start().catch((error: Error) => {
      log.warn(error.message);
      return restart(attempt + 1);
    });
  };
  return {
    start: async () => {
      process.once("exit", leaveNoOrphan);
      await start().catch((error: unknown) => {
        process.off("exit", leaveNoOrphan);
        throw error;
      });
    },
    stop: async () => {
      stopping = true;
      await restarting;
      process.off("exit", leaveNoOrphan);
      if (child?.pid !== undefined) await stopPostmaster(child.pid, places.data);
    },
    pid: () => child?.pid ?? 0,
  };
}

async function startPostmaster({ places, engine, purpose, log }: Kept): Promise<ChildProcess> {
  await clearOrphans(places.data, (line) => log.warn(line));
  // A socket lock names a process too, and would refuse us if its number had been given to a stranger meanwhile.
  for (const name of readdirSync(places.socket)) if (name.startsWith(".s.PGSQL.")) rmSync(join(places.socket, name), { force: true });
  const child = spawnPostmaster(places, engine, purpose);
  let ended = false;
  child.once("exit", () => (ended = true));
  child.once("error", () => (ended = true));
  const ready = await within(READY_SECONDS_MAX, () => ended || (pidIn(places.data) === child.pid && isReady(places.data)));
  if (ready && !ended) return child;
  if (child.pid !== undefined && !ended) signalIfAlive(child.pid, "SIGQUIT");
  throw Object.assign(new Error(`PostgreSQL did not start; its last words, from ${places.logFile}: ${lastWords(places.logFile)}`), { code: "DATABASE_AWAY" });
}

/** A process group of its own: Ctrl-C at our terminal reaches us alone, and the database outlives our drain. */
function spawnPostmaster(places: Places, engine: Engine, purpose: Purpose): ChildProcess {
  const { uid, gid } = places.account;
  const out = openLog(places);
  try {
    const asOther = uid === process.geteuid!() ? {} : { uid, gid };
    const child = spawn(engine.postgres, postmasterArguments(places, purpose), { ...asOther, cwd: places.data, env: plainEnvironment(), detached: true, stdio: ["ignore", out, out] });
    child.unref();
    return child;
  } finally {
    closeSync(out);
  }
}

/** The log is kept between two sizes: at a start, a long one becomes the old one. */
function openLog({ logFile, account }: Places): number {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES_MAX) renameSync(logFile, `${logFile}.1`);
  const file = openSync(logFile, "a", 0o600);
  fchownSync(file, account.uid, account.gid);
  return file;
}

const lastWords = (logFile: string): string => readFileSync(logFile, "utf8").trim().split("\n").slice(-TAIL_LINES).join(" | ");
