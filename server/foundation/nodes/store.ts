import type { Tx } from "../db/db.ts";
import { sql } from "../db/sql.ts";
import type { CallId, ClientId } from "../ids.ts";

interface CallRef {
  readonly client: ClientId;
  readonly id: CallId;
}

/** The call is this node's from the moment it exists. */
export const place = (tx: Tx, call: CallRef, node: string): void => tx.send(sql`insert into foundation.placed (client_id, id, node) values (${call.client}, ${call.id}, ${node})`);

export const saveCarried = (tx: Tx, call: CallRef, carried: Buffer): Promise<number> =>
  tx.run(sql`update foundation.placed set carried = ${carried} where client_id = ${call.client} and id = ${call.id}`);

/** Another node has it now. */
export const takeUp = (tx: Tx, call: CallRef, node: string): Promise<number> =>
  tx.run(sql`update foundation.placed set node = ${node} where client_id = ${call.client} and id = ${call.id}`);

/** A call that a house of one had. Zero: another node was first. */
export const claim = (tx: Tx, call: CallRef, node: string): Promise<number> =>
  tx.run(sql`insert into foundation.placed (client_id, id, node) values (${call.client}, ${call.id}, ${node}) on conflict (client_id, id) do nothing`);

/** A house of one has no places and no nodes: whoever had them is dead, and what they left is taken up under no name. */
export async function letGoOfAll(tx: Tx): Promise<void> {
  await tx.run(sql`delete from foundation.placed`);
  await tx.run(sql`delete from foundation.node`);
}

/** The call is over; it is nobody's. */
export const unplace = (tx: Tx, call: CallRef): Promise<number> =>
  tx.run(sql`delete from foundation.placed where client_id = ${call.client} and id = ${call.id}`);

export interface Placed extends CallRef {
  readonly carried: Buffer | null;
}

export const placedOn = (tx: Tx, node: string): Promise<Placed[]> =>
  tx.rows<Placed>(sql`select client_id as client, id, carried from foundation.placed where node = ${node} order by id`);

/** Calls that are somebody else's; for a house of one, any that has a place. */
export const placedElsewhere = async (tx: Tx, node: string | null): Promise<CallId[]> =>
  (await tx.rows<{ id: CallId }>(sql`select id from foundation.placed where node is distinct from ${node} order by id`)).map(({ id }) => id);

export interface NodeRow {
  readonly name: string;
  readonly address: string;
}

/** What a process holds for as long as it lives: by itself without a name, together with the others if it has one. */
export const HOUSE_LOCK = "compline house";

/**
 * [F35] For a process that has no session of its own to hold the lock by: nobody else holds it, this transaction does until it ends, and no node
 * is known that may be alive while the database does not see it.
 */
export const isEmptyHouse = async (tx: Tx): Promise<boolean> =>
  (await tx.rows<{ empty: boolean }>(sql`select pg_try_advisory_xact_lock(hashtextextended(${HOUSE_LOCK}, 0)) and not exists (select from foundation.node) as empty`))[0]!.empty;

export const enrol = (tx: Tx, { name, address }: NodeRow): Promise<number> =>
  tx.run(sql`insert into foundation.node (name, address) values (${name}, ${address}) on conflict (name) do update set address = excluded.address`);

export const strike = (tx: Tx, name: string): Promise<number> => tx.run(sql`delete from foundation.node where name = ${name}`);

export const nodesBeside = (tx: Tx, name: string): Promise<NodeRow[]> => tx.rows<NodeRow>(sql`select name, address from foundation.node where name <> ${name} order by name limit 16`);
