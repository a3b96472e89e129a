import type pg from "pg";
import pgUtils from "pg/lib/utils.js";

export interface Statement {
  /** Prepared under this name on each connection that meets it. */
  readonly name: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** As the protocol carries them. Throws for a value that it cannot carry, before anything has left. */
export const carried = ({ values = [], ...rest }: Statement): Statement => ({ ...rest, values: values.map((value) => pgUtils.prepareValue(value)) });

export interface Answer {
  readonly rows: object[];
  /** "SELECT", "INSERT", "COMMIT", "ROLLBACK". */
  readonly command: string;
  readonly count: number;
}

export interface Asked {
  readonly statement: Statement;
  readonly told: PromiseWithResolvers<Answer>;
}

/** What pg hands a query of its own kind: the same that pg-cursor is built on. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: readonly unknown[] }): void;
  describe(message: { type: "P"; name: string }): void;
  execute(message: object): void;
  close(message: { type: "S"; name: string }): void;
  sync(): void;
}

interface Column {
  readonly name: string;
  readonly read: (text: string) => unknown;
}
interface RowDescription { readonly fields: readonly { name: string; dataTypeID: number }[] }

/** What a connection knows of a statement: its columns, or only that it may have been prepared before something failed. */
type Known = Map<string, readonly Column[] | "in doubt">;
const knownOn = new WeakMap<Wire, Known>();

/**
 * Statements that leave in one write and are answered together, at one Sync (PostgreSQL, "Pipelining" in the frontend/backend
 * protocol): the database wakes us once for all of them, and describes the rows of a statement to each connection once. After a
 * statement that fails the database passes over the others up to the Sync, so they fail with its error.
 */
export function turnOf(asked: readonly Asked[], { types, over }: { types: pg.CustomTypesConfig; over: (fault?: { readonly error: unknown }) => void }): pg.Submittable {
  let known: Known = new Map();
  let at = 0;
  let rows: object[] = [];
  const columnsAt = (): readonly Column[] => {
    const columns = known.get(asked[at]!.statement.name);
    return columns === undefined || columns === "in doubt" ? [] : columns;
  };
  const turn = {
    /** pg clears its patience by calling this. */
    callback: undefined as ((error?: unknown) => void) | undefined,
    submit: (wire: Wire): void => {
      known = knownOn.get(wire) ?? new Map();
      knownOn.set(wire, known);
      write(wire, asked, known);
    },
    handleRowDescription: ({ fields }: RowDescription): void => {
      known.set(asked[at]!.statement.name, fields.map(({ name, dataTypeID }) => ({ name, read: types.getTypeParser(dataTypeID, "text") as Column["read"] })));
    },
    handleDataRow: ({ fields }: { fields: readonly (string | null)[] }): void => {
      try {
        rows.push(rowOf(columnsAt(), fields));
      } catch (error) {
        asked[at]!.told.reject(error); // The first word counts: what is told after it is not heard.
      }
    },
    handleCommandComplete: ({ text }: { text: string }): void => {
      const { statement, told } = asked[at]!;
      if (!Array.isArray(known.get(statement.name))) known.set(statement.name, []);
      told.resolve({ rows, ...tagOf(text) });
      rows = [];
      at += 1;
    },
    handleError: (error: unknown): void => {
      for (const { told } of asked.slice(at)) told.reject(error);
      at = asked.length;
      turn.callback?.(error);
      over({ error });
    },
    handleReadyForQuery: (): void => {
      turn.callback?.();
      over();
    },
  };
  return turn as unknown as pg.Submittable;
}

function write(wire: Wire, asked: readonly Asked[], known: Known): void {
  const parsed = new Set<string>();
  wire.stream.cork();
  for (const { statement } of asked) {
    const { name, text, values = [] } = statement;
    const isNew = !parsed.has(name) && !Array.isArray(known.get(name));
    if (isNew) {
      if (known.get(name) === "in doubt") wire.close({ type: "S", name });
      wire.parse({ name, text });
      parsed.add(name);
      known.set(name, "in doubt");
    }
    wire.bind({ statement: name, values });
    if (isNew) wire.describe({ type: "P", name: "" });
    wire.execute({});
  }
  wire.sync();
  wire.stream.uncork();
}

function rowOf(columns: readonly Column[], fields: readonly (string | null)[]): object {
  const row: Record<string, unknown> = {};
  for (let i = 0; i < columns.length; i++) {
    const { name, read } = columns[i]!;
    const text = fields[i];
    row[name] = text === null || text === undefined ? null : read(text);
  }
  return row;
}

/** "INSERT 0 1", "UPDATE 3", "COMMIT": the last number counts the rows. */
function tagOf(text: string): Omit<Answer, "rows"> {
  const [command = "", ...numbers] = text.split(" ");
  return { command, count: Number(numbers.at(-1) ?? 0) };
}
