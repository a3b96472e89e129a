import { createHmac, hkdfSync } from "node:crypto";
import { dangerouslyReveal, type Phi } from "../../foundation/phi.ts";
import type { DataKey } from "./keys.ts";

export const BLIND_INDEX_BYTES = 16;
const LABEL = Buffer.from("compline/v1/blind-index");

/** What may be compared with what: two indexes are equal only within one client and one domain. */
export interface IndexDomain {
  readonly table: number;
  readonly column: number;
}

/**
 * Finds equal values without opening them. The key is the client's own: a service-wide one would let anyone who
 * holds it try all ten-digit numbers against every client, and it could never be dropped.
 * The caller normalises: this compares bytes.
 */
export function blindIndex(key: DataKey, domain: IndexDomain, value: Phi<string>): Buffer {
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(domain.table, 0);
  numbers.writeUInt32BE(domain.column, 4);
  const own = Buffer.from(hkdfSync("sha256", key.secret, Buffer.alloc(0), Buffer.concat([LABEL, numbers]), 32));
  return createHmac("sha256", own).update(dangerouslyReveal(value)).digest().subarray(0, BLIND_INDEX_BYTES);
}
