import { signerFromSeed, type Signer } from "../../trust/audit/index.ts";
import type { Derive } from "./root-key.ts";

/** What follows from the root key by itself. The labels are part of docs/vault-format.md: a changed label is a lost secret. */
export interface Secrets {
  /** Text that is safe in a connection address. */
  databasePassword(role: "app" | "worker" | "sequencer" | "backup"): string;
  /** Signs the checkpoints of the audit log (Ed25519). */
  readonly auditSigner: Signer;
}

export const secretsOf = (derive: Derive): Secrets => ({
  databasePassword: (role) => derive(`database/${role}`, 32).toString("base64url"),
  auditSigner: signerFromSeed(derive("audit-signer", 32)),
});
