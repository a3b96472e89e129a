import type { ClientId } from "../../foundation/ids.ts";
import { uuidBytes } from "./keys.ts";

/**
 * Where a sealed value belongs. It opens there and nowhere else.
 * Tables and columns are numbers of the registry, because names change and numbers do not.
 */
export interface Place {
  readonly client: ClientId;
  readonly table: number;
  readonly column: number;
  /** The row's id, a UUID. */
  readonly row: string;
  /** 0 where the row has no revisions. */
  readonly revision: number;
}

export const PLACE_BYTES = 44;

/** client (16) | table (4) | column (4) | row (16) | revision (4): fixed widths, so that no boundary can shift. */
export function encodePlace(place: Place): Buffer {
  const bytes = Buffer.alloc(PLACE_BYTES);
  uuidBytes(place.client).copy(bytes, 0);
  bytes.writeUInt32BE(place.table, 16);
  bytes.writeUInt32BE(place.column, 20);
  uuidBytes(place.row).copy(bytes, 24);
  bytes.writeUInt32BE(place.revision, 40);
  return bytes;
}
