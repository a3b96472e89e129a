/** The least that could keep a message: one row of 2 KB, inserted and committed, in the PostgreSQL that the product uses. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Product } from "./product.ts";

const ROW_BYTES = 2048;
const CONNECTIONS = 16;

export interface Bare {
  insert(): Promise<unknown>;
  close(): Promise<void>;
}

export async function openBare(product: Product): Promise<Bare> {
  const pool = new pg.Pool({ connectionString: product.ownerUrl(), max: CONNECTIONS });
  await pool.query("create schema bench; create table bench.row (id bigint generated always as identity primary key, bytes bytea not null)");
  const bytes = randomBytes(ROW_BYTES);
  return {
    insert: () => pool.query("insert into bench.row (bytes) values ($1)", [bytes]),
    close: async () => {
      await pool.query("drop schema bench cascade");
      await pool.end();
    },
  };
}
