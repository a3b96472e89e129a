import type { AccountId, CallId, ClientId } from "../../foundation/ids.ts";
import type { Phi } from "../../foundation/phi.ts";
import type { Instant } from "../../foundation/time.ts";
import type { SipTransport } from "./ports.ts";

/** What a dialled number is by the last copy of the gate. */
export type CopiedGate =
  | { readonly kind: "take"; readonly client: ClientId; readonly account: AccountId }
  | { readonly kind: "turn-away"; readonly fallback: string | null }
  /** Nobody's by the copy, or there is no copy: the plain announcement is all that is true. */
  | { readonly kind: "unknown" };

/** A call that came while the database was away, as it is kept. */
export interface KeptCall {
  readonly id: CallId;
  readonly client: ClientId;
  readonly account: AccountId;
  readonly dialled: string;
  readonly transport: SipTransport;
  readonly at: Instant;
  readonly callerNumber: Phi<string> | null;
  readonly callerName: Phi<string> | null;
}

export interface Keeping {
  /** What the caller says (PCMU). Sealed about once a second; a disk that fails keeps what it had. */
  say(pcmu: Buffer): void;
  /** Safe any number of times. From then on the call may be taken into the database. */
  close(): Promise<void>;
}

/** Takes calls while the database cannot. Fitted by edge/emergency. */
export interface Emergency {
  gate(dialled: string, at: Instant): CopiedGate;
  /** Resolves once the caller's number is sealed and on the disk; undefined when there is no room or no disk. */
  keep(call: KeptCall): Promise<Keeping | undefined>;
}

/** A kept call with what was said, opened again. */
export interface OpenedCall extends KeptCall {
  readonly said: Phi<Buffer>;
  /** False: the process died, or the disk filled, while the caller spoke. */
  readonly whole: boolean;
}
