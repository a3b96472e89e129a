import type { Actor } from "../../foundation/actor.ts";
import type { Tx } from "../../foundation/db/db.ts";
import type { World } from "../../foundation/world.ts";
import { entryBytes, type Act } from "./entry.ts";
import * as store from "./store.ts";

export { logName, openCheckpoint, verifierKeyOf, type Checkpoint } from "./checkpoint.ts";
export type { Act, Details, Subject } from "./entry.ts";
export type { Hash } from "./merkle.ts";
export { cosignedAt, isCosignature, signerFromSeed, type NoteKey, type Signer } from "./note.ts";
export { beginEpoch } from "./restore.ts";
export { BATCH_ENTRIES_MAX, createSequencer, type Asked, type Batch, type CheckpointMemory, type Lag, type Sequencer, type Witness } from "./sequencer.ts";
export { AuditLogBroken, auditTree, LOG_SCOPE, tilePath, type AuditTree } from "./stored-tree.ts";
export { searchEntries, type FoundEntry } from "./search.ts";
export { verifyAudit, type Finding, type Verdict, type Witnessed } from "./verify.ts";
export { createWitnessing, witnessStanding, WITNESS_BEHIND_MINUTES_MAX, type LogStanding } from "./witnessing.ts";

const SALT_BYTES = 16;

export interface Audit {
  /**
   * Writes down an act in the transaction that performs it: `record(tx, as, "message.acknowledge", message, "no", { because: "…" })`.
   * One INSERT. Throws when an argument could hold words of a person: ids and codes only, never PHI.
   */
  record(tx: Tx, as: Actor, ...act: Act): Promise<void>;
}

export const createAudit = (needs: { world: Pick<World, "now" | "bytes"> }): Audit => ({
  record: async (tx, as, ...act) => {
    const at = needs.world.now();
    store.insertEntry(tx, { at, salt: needs.world.bytes(SALT_BYTES), bytes: entryBytes(as, at, act) });
  },
});
