import type { Tx } from "../../foundation/db/db.ts";
import type { Instant } from "../../foundation/time.ts";
import { cosignedAt, isCosignature, type NoteKey } from "./note.ts";
import * as store from "./store.ts";

export interface Signed {
  readonly size: number;
  /** By the witness's own clock; null: the stored line is not its signature. */
  readonly at: Instant | null;
}

/** The newest state that this witness signed, checked with its key from the settings. Undefined: it signed none. */
export async function newestSigned(tx: Tx, key: NoteKey): Promise<Signed | undefined> {
  const newest = await store.newestCosignature(tx, key.name);
  if (!newest) return undefined;
  const { size, line, note } = newest;
  const good = isCosignature(line, note.slice(0, note.lastIndexOf("\n\n") + 1), key);
  return { size, at: good ? cosignedAt(line) : null };
}
