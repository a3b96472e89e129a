import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tables } from "../../server/foundation/db/tables.ts";
import { freshDatabase, type TestDatabase } from "../../server/testing/database.ts";
import { order } from "./order.ts";
import { isTest, read, tracked } from "./source.ts";

let base: TestDatabase;
beforeAll(async () => {
  base = await freshDatabase();
});
afterAll(() => base.drop());

interface TableFacts {
  readonly name: string;
  readonly forced: boolean;
  readonly key: string[];
  readonly policies: number;
}

const factsOfTables = (): Promise<TableFacts[]> =>
  base.asOwner<TableFacts>(`
    select n.nspname || '.' || c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
           coalesce((select array_agg(a.attname::text order by k.place) from pg_index i, unnest(i.indkey) with ordinality as k(attnum, place), pg_attribute a
                      where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum), '{}') as key,
           (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema)' order by 1`);

test("[T15] every table is in the registry, once, and the registry names no table that is not there", async () => {
  const real = (await factsOfTables()).map(({ name }) => name);
  const registered = tables.map(({ name }) => name as string);
  expect(registered.toSorted()).toEqual(real.toSorted());
  expect(new Set(tables.map(({ number }) => number)).size).toBe(tables.length);
});

test("[T15] a client's rows are keyed by the client first, and row-level security binds even the tables' owner", async () => {
  const client = new Set(tables.filter(({ kind }) => kind === "client").map(({ name }) => name as string));
  const faults = (await factsOfTables()).filter(({ name }) => client.has(name)).flatMap(({ name, forced, key, policies }) => [
    ...(forced && policies > 0 ? [] : [`${name}: enable and force row-level security, with a policy`]),
    ...(key[0] === "client_id" || key[0] === "id" ? [] : [`${name}: its key begins with client_id`]),
  ]);
  expect(faults).toEqual([]);
});

test("[T15] nobody but the owner may change what a table is, empty it, or write around a policy", async () => {
  const granted = await base.asOwner<{ name: string; grantee: string; privilege: string }>(`
    select table_schema || '.' || table_name as name, grantee, privilege_type as privilege from information_schema.role_table_grants
     where grantee like 'compline_%' and grantee <> 'compline_owner' and privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES')`);
  expect(granted).toEqual([]);
  const roles = await base.asOwner<{ rolname: string }>("select rolname from pg_roles where rolname in ('compline_app', 'compline_worker', 'compline_sequencer') and (rolsuper or rolbypassrls or rolcreaterole)");
  expect(roles).toEqual([]);
});

test("[T39] a foreign key stays in its schema or points to one further left in the line of slices", async () => {
  const line = ["foundation", ...order.map((slice) => slice.split("/")[1]!)];
  const keys = await base.asOwner<{ name: string; from: string; to: string }>(`
    select c.conrelid::regclass::text || ' ' || c.conname as name, f.nspname as from, t.nspname as to
      from pg_constraint c join pg_class fc on fc.oid = c.conrelid join pg_namespace f on f.oid = fc.relnamespace
      join pg_class tc on tc.oid = c.confrelid join pg_namespace t on t.oid = tc.relnamespace where c.contype = 'f'`);
  expect(keys.filter(({ from, to }) => from !== to).length).toBeGreaterThan(20);
  expect(keys.filter(({ from, to }) => line.indexOf(to) > line.indexOf(from) || !line.includes(from) || !line.includes(to)).map(({ name }) => name)).toEqual([]);
});

/** Every text of a sql`…` template, with parameters numbered as the product numbers them. */
function statementsIn(path: string, text: string): { path: string; statement: string }[] {
  return [...text.matchAll(/(?<![.\w])sql`/g)].map(({ index }) => {
    let at = index + 4;
    let statement = "";
    for (let parameters = 0; text[at] !== "`"; ) {
      if (text.startsWith("${", at)) {
        statement += `$${++parameters}`;
        at = endOfExpression(text, at + 2);
      } else statement += text[at++];
    }
    return { path: `${path}:${text.slice(0, index).split("\n").length}`, statement };
  });
}

/** The place after the brace that closes an expression in a template. */
function endOfExpression(text: string, from: number): number {
  let at = from;
  for (let depth = 1; depth > 0; at++) depth += text[at] === "{" ? 1 : text[at] === "}" ? -1 : 0;
  return at;
}

test("[T16] every statement of the product prepares against the migrated database", async () => {
  const sources = tracked().filter((path) => /^server\/.*\.ts$/.test(path) && !isTest(path) && !path.endsWith("/db/sql.ts")).map(read);
  const statements = sources.flatMap(({ path, text }) => statementsIn(path, text));
  expect(statements.length).toBeGreaterThan(50);
  const client = new pg.Client({ connectionString: base.ownerUrl });
  await client.connect();
  const faults: string[] = [];
  for (const [i, { path, statement }] of statements.entries()) {
    await client.query(`prepare s${i} as ${statement}`).catch((error: Error) => faults.push(`${path}: ${error.message}`));
  }
  await client.end();
  expect(faults).toEqual([]);
});
