/**
 * Every table there is, with its registry number and kind. A number is bound into each sealed value (additional authenticated
 * data), so it never changes and is never used again, whatever the table is called later. tidy checks this file against the
 * migrated database: client tables have the key (client_id, id) and FORCE ROW LEVEL SECURITY, machine tables hold no text of people.
 *
 * client   rows of one client, seen only in its scope      service  no client: identity, vendors; grants only
 * machine  due, outbox, audit queue: ids and times, never PHI
 */
export interface TableEntry {
  readonly number: number;
  readonly name: `${string}.${string}`;
  readonly kind: "client" | "service" | "machine";
  /** Sealed columns and their numbers. */
  readonly sealed?: Readonly<Record<string, number>>;
}

export const tables: readonly TableEntry[] = [
  // foundation: 1-19
  { number: 1, name: "foundation.due", kind: "machine" },
  { number: 2, name: "foundation.migration", kind: "machine" },
  // audit: 20-29
  // vault: 30-39
  // identity: 40-49
  // clients: 50-59
  // access: 60-69
  // agreements: 100-109
  // directory: 200-209
  // oncall: 210-219
  // scripts: 220-229
  // calls: 230-239
  // messages: 240-249
  // delivery: 250-259
  // dispatch: 260-269
  // desk: 270-279
];

export function sealedColumn(table: string, column: string): { table: number; column: number } {
  const entry = tables.find((t) => t.name === table);
  const number = entry?.sealed?.[column];
  if (!entry || number === undefined) throw new Error(`no sealed column ${table}.${column} in the registry`);
  return { table: entry.number, column: number };
}
