import { createHash } from "node:crypto";
import pg from "pg";
import type { Scope } from "../actor.ts";
import { isUuid } from "../ids.ts";
import { fromIso } from "../time.ts";
import { refuseNesting, unnested } from "./nesting.ts";
import type { Sql } from "./sql.ts";
import { keepStanding, type DatabaseStanding, type StandingKeeper } from "./trouble.ts";

/** One open transaction. Everything about one act happens in one of these. */
export interface Tx {
  rows<R extends object>(query: Sql): Promise<R[]>;
  /** The only row. Throws when there is not exactly one: that is a bug, not a refusal. */
  one<R extends object>(query: Sql): Promise<R>;
  maybe<R extends object>(query: Sql): Promise<R | undefined>;
  /** How many rows changed. */
  run(query: Sql): Promise<number>;
  /** Runs after COMMIT has answered; never when the transaction rolled back. */
  afterCommit(effect: () => void): void;
}

export interface Db {
  /** The only way in. Row-level security sees `scope` from the first statement on. Throws inside another one: see nesting.ts. */
  transaction<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** What the newest transactions came to; the due work asks every second, so it is never much older. */
  standing(): DatabaseStanding;
  end(): Promise<void>;
}

export interface PoolSettings {
  readonly urls: Readonly<Record<Scope["role"], string>>;
  readonly connectionsMax: number;
  /** A statement that runs longer is cancelled by the server. */
  readonly statementSecondsMax?: number;
  readonly connectSecondsMax?: number;
}

const CLIENTS_IN_SCOPE_MAX = 5_000;
const TIMESTAMPTZ = 1184;
const INT8 = 20;

/** timestamptz arrives as Instant, int8 as number (our counters stay under 2^53), everything else as pg reads it. */
const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") => {
    if (oid === TIMESTAMPTZ) return (text: string) => fromIso(text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"));
    if (oid === INT8) return Number;
    return pg.types.getTypeParser(oid, format as "text");
  },
} as unknown as pg.CustomTypesConfig;

export function connect(settings: PoolSettings): Db {
  const pools = new Map<Scope["role"], pg.Pool>();
  const keeper = keepStanding(() => performance.now());
  const poolOf = (role: Scope["role"]): pg.Pool => {
    const known = pools.get(role);
    if (known) return known;
    const pool = new pg.Pool({
      connectionString: settings.urls[role],
      max: role === "sequencer" ? 2 : settings.connectionsMax,
      types,
      connectionTimeoutMillis: (settings.connectSecondsMax ?? 5) * 1000,
      statement_timeout: (settings.statementSecondsMax ?? 15) * 1000,
      idle_in_transaction_session_timeout: 30_000,
    });
    pool.on("error", () => undefined); // An idle connection died; the next checkout opens another.
    pool.on("connect", (client) => client.on("error", () => undefined)); // One in use died between two statements: its next statement says so.
    pools.set(role, pool);
    return pool;
  };
  return {
    transaction: async (scope, work) => {
      refuseNesting();
      try {
        return await runTransaction({ pool: poolOf(scope.role), keeper }, scope, work);
      } catch (error) {
        keeper.failed(error);
        throw error;
      }
    },
    standing: keeper.standing,
    end: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

async function runTransaction<T>({ pool, keeper }: { pool: pg.Pool; keeper: StandingKeeper }, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  const opening = openingStatement(scope);
  const client = await pool.connect();
  const tally: Tally = { effects: [], wrote: false };
  let broken: Error | undefined;
  try {
    await client.query(opening);
    const value = await unnested(() => work(txOver(client, tally)));
    const ended = await client.query("commit");
    if (ended.command !== "COMMIT") throw new Error("the transaction was rolled back at commit: a statement before it failed");
    keeper.succeeded(tally);
    for (const effect of tally.effects) effect();
    return value;
  } catch (error) {
    await client.query("rollback").catch((e: Error) => (broken = e));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Ids are checked to be UUIDs, so this text holds nothing that came from outside unchecked. */
export function openingStatement(scope: Scope): string {
  if (scope.clients.length > CLIENTS_IN_SCOPE_MAX) throw new RangeError("too many clients in one scope");
  for (const id of scope.clients) if (!isUuid(id)) throw new TypeError("a scope names a client that is no UUID");
  if (scope.person !== undefined && !isUuid(scope.person)) throw new TypeError("a scope names a person that is no UUID");
  const clients = `{${scope.clients.join(",")}}`;
  return `begin; select set_config('compline.clients', '${clients}', true), set_config('compline.person', '${scope.person ?? ""}', true)`;
}

const names = new Map<string, string>();
function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = createHash("sha256").update(text).digest("base64url").slice(0, 24);
  names.set(text, name);
  return name;
}

interface Tally {
  readonly effects: (() => void)[];
  wrote: boolean;
}

function txOver(client: pg.PoolClient, tally: Tally): Tx {
  const ask = (query: Sql) => client.query({ name: nameOf(query.text), text: query.text, values: [...query.values] });
  const rows = async <R>(query: Sql) => (await ask(query)).rows as R[];
  return {
    rows,
    one: async <R>(query: Sql) => {
      const found = await rows<R>(query);
      if (found.length !== 1) throw new Error(`expected one row, found ${found.length}`);
      return found[0]!;
    },
    maybe: async <R>(query: Sql) => (await rows<R>(query))[0],
    run: async (query) => {
      tally.wrote = true;
      return (await ask(query)).rowCount ?? 0;
    },
    afterCommit: (effect) => void tally.effects.push(effect),
  };
}
