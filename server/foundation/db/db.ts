import { createHash } from "node:crypto";
import pg from "pg";
import type { Scope } from "../actor.ts";
import { isUuid } from "../ids.ts";
import { fromIso } from "../time.ts";
import { lineTo, type Line } from "./line.ts";
import { refuseNesting, unnested } from "./nesting.ts";
import { sql, type Sql } from "./sql.ts";
import { isSilence, keepStanding, type DatabaseStanding, type StandingKeeper } from "./trouble.ts";
import type { Answer, Statement } from "./turn.ts";

/** One open transaction. Everything about one act happens in one of these. */
export interface Tx {
  rows<R extends object>(query: Sql): Promise<R[]>;
  /** The only row. Throws when there is not exactly one: that is a bug, not a refusal. */
  one<R extends object>(query: Sql): Promise<R>;
  maybe<R extends object>(query: Sql): Promise<R | undefined>;
  /** How many rows changed. */
  run(query: Sql): Promise<number>;
  /**
   * A change whose answer nobody needs: it leaves at once, in order, and the next statement does not wait for it. When it fails the
   * whole transaction is taken back and fails with its error, at the latest at commit.
   */
  send(query: Sql): void;
  /** Runs after COMMIT has answered; never when the transaction rolled back. */
  afterCommit(effect: () => void): void;
}

export interface Db {
  /** The only way in. Row-level security sees `scope` from the first statement on. Throws inside another one: see nesting.ts. */
  transaction<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction of one statement: opening, statement and commit leave together, so that it takes one round trip. For nobody in particular it needs no opening. */
  single<R extends object>(scope: Scope, query: Sql): Promise<R[]>;
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
  /** A transaction of which nothing more is heard is taken back by the server. */
  readonly idleSecondsMax?: number;
  /** Longer than the server may take: without an answer by then the host has vanished, and its connections with it. */
  readonly answerSecondsMax?: number;
}

const CLIENTS_IN_SCOPE_MAX = 5_000;
/** Kept open although nobody asks: a connection costs a log-in, and each begins with no statement prepared. */
const IDLE_CONNECTIONS_MIN = 2;
/** A night comes in waves: those opened in the last one are still there in the next. */
const IDLE_MINUTES_MAX = 10;
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
      min: role === "sequencer" ? 1 : IDLE_CONNECTIONS_MIN,
      idleTimeoutMillis: IDLE_MINUTES_MAX * 60_000,
      connectionTimeoutMillis: (settings.connectSecondsMax ?? 5) * 1000,
      statement_timeout: (settings.statementSecondsMax ?? 15) * 1000,
      query_timeout: (settings.answerSecondsMax ?? 20) * 1000,
      keepAlive: true,
      idle_in_transaction_session_timeout: (settings.idleSecondsMax ?? 30) * 1000,
    });
    pool.on("error", () => undefined); // An idle connection died; the next checkout opens another.
    pool.on("connect", (client) => client.on("error", () => undefined)); // One in use died between two statements: its next statement says so.
    pools.set(role, pool);
    return pool;
  };
  /** What one connection came to, those beside it did too: all of them are closed, and the next act opens its own. */
  const forget = (role: Scope["role"], pool: pg.Pool): void => {
    if (pools.get(role) !== pool) return;
    pools.delete(role);
    pool.end().catch(() => undefined);
  };
  const told = async <T>(scope: Scope, act: (at: Standing) => Promise<T>): Promise<T> => {
    refuseNesting();
    const pool = poolOf(scope.role);
    try {
      return await act({ pool, keeper });
    } catch (error) {
      keeper.failed(error);
      if (isSilence(error)) forget(scope.role, pool);
      throw error;
    }
  };
  return {
    transaction: (scope, work) => told(scope, (at) => runTransaction(at, scope, work)),
    single: (scope, query) => told(scope, (at) => runSingle(at, scope, query)),
    standing: keeper.standing,
    end: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

interface Standing {
  readonly pool: pg.Pool;
  readonly keeper: StandingKeeper;
}

async function runTransaction<T>({ pool, keeper }: Standing, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  const opening = openingOf(scope);
  const line = lineTo(await pool.connect(), types);
  const tally: Tally = { effects: [], wrote: false };
  try {
    for (const statement of opening) line.send(statement);
    const value = await unnested(() => work(txOver(line, tally)));
    await line.commit();
    keeper.succeeded(tally);
    for (const effect of tally.effects) effect();
    return value;
  } catch (error) {
    await line.rollback();
    throw error;
  } finally {
    line.release();
  }
}

async function runSingle<R extends object>({ pool, keeper }: Standing, scope: Scope, query: Sql): Promise<R[]> {
  const opening = openingOf(scope);
  const line = lineTo(await pool.connect(), types);
  try {
    const answer = seesNobody(scope) ? await line.ask(prepared(query)) : await inOneGo(line, [...opening, prepared(query)]);
    keeper.succeeded({ wrote: answer.command !== "SELECT" && answer.count > 0 });
    return answer.rows as R[];
  } catch (error) {
    await line.rollback();
    throw error;
  } finally {
    line.release();
  }
}

/** Row-level security shows these what it shows a session that has said nothing, and a statement by itself is a transaction. */
const seesNobody = ({ clients, person }: Scope): boolean => clients.length === 0 && person === undefined;

async function inOneGo(line: Line, statements: readonly Statement[]): Promise<Answer> {
  for (const statement of statements.slice(0, -1)) line.send(statement);
  const [answer] = await Promise.all([line.ask(statements.at(-1)!), line.commit()]);
  return answer;
}

/** Opens a transaction and says what it may see, until it ends. */
function openingOf(scope: Scope): Statement[] {
  if (scope.clients.length > CLIENTS_IN_SCOPE_MAX) throw new RangeError("too many clients in one scope");
  for (const id of scope.clients) if (!isUuid(id)) throw new TypeError("a scope names a client that is no UUID");
  if (scope.person !== undefined && !isUuid(scope.person)) throw new TypeError("a scope names a person that is no UUID");
  return [{ name: "begin", text: "begin" }, prepared(sql`select set_config('compline.clients', ${`{${scope.clients.join(",")}}`}, true), set_config('compline.person', ${scope.person ?? ""}, true)`)];
}

const names = new Map<string, string>();
function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = createHash("sha256").update(text).digest("base64url").slice(0, 24);
  names.set(text, name);
  return name;
}
const prepared = ({ text, values }: Sql): Statement => ({ name: nameOf(text), text, values });

interface Tally {
  readonly effects: (() => void)[];
  wrote: boolean;
}

function txOver(line: Line, tally: Tally): Tx {
  const rows = async <R>(query: Sql) => (await line.ask(prepared(query))).rows as R[];
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
      return (await line.ask(prepared(query))).count;
    },
    send: (query) => {
      tally.wrote = true;
      line.send(prepared(query));
    },
    afterCommit: (effect) => void tally.effects.push(effect),
  };
}
