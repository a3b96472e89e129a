import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { ClientId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";

export interface ClientRow {
  readonly id: ClientId;
  readonly name: string;
  /** Made-up data. It stays so. */
  readonly demo: boolean;
}

export async function everyId(tx: Tx): Promise<ClientId[]> {
  const rows = await tx.rows<{ client: ClientId }>(sql`select client_id as client from clients.roll order by client_id`);
  return rows.map(({ client }) => client);
}

/** What row-level security lets through: the clients of the transaction's scope. */
export const inScope = (tx: Tx): Promise<ClientRow[]> => tx.rows<ClientRow>(sql`select client_id as id, name, demo from clients.client order by name, client_id`);

export const byId = (tx: Tx, id: string): Promise<ClientRow | undefined> =>
  tx.maybe<ClientRow>(sql`select client_id as id, name, demo from clients.client where client_id = ${id}`);

export async function insert(tx: Tx, client: ClientRow, at: Instant): Promise<void> {
  await tx.run(sql`insert into clients.roll (client_id) values (${client.id})`);
  await tx.run(sql`insert into clients.client (client_id, id, name, demo, created_at) values (${client.id}, ${client.id}, ${client.name}, ${client.demo}, ${toIso(at)})`);
}

export const rename = (tx: Tx, of: { id: string; name: string }): Promise<number> => tx.run(sql`update clients.client set name = ${of.name} where client_id = ${of.id}`);
