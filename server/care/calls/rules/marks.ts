import { createHmac, timingSafeEqual } from "node:crypto";
import type { CallId } from "../../../foundation/ids.ts";

/**
 * What a call bears that we send on, so that every node of the house knows it when it comes back: the id of the call that it was sent on
 * for, and 16 bytes that only this house can make of it. An id names nobody.
 */
export interface Marks {
  of(call: CallId): string;
  /** Undefined: it is no mark of this house. */
  read(mark: string | undefined): CallId | undefined;
}

const ID_BYTES = 16;
const PROOF_BYTES = 16;

/** Pure. The key is the same at every node, and outlives a restart. */
export function createMarks(key: Buffer): Marks {
  const proofOf = (id: Buffer): Buffer => createHmac("sha256", key).update(id).digest().subarray(0, PROOF_BYTES);
  return {
    of: (call) => {
      const id = Buffer.from(call.replaceAll("-", ""), "hex");
      return Buffer.concat([id, proofOf(id)]).toString("base64url");
    },
    read: (mark = "") => {
      const bytes = Buffer.from(mark, "base64url");
      if (bytes.length !== ID_BYTES + PROOF_BYTES) return undefined;
      const id = bytes.subarray(0, ID_BYTES);
      return timingSafeEqual(proofOf(id), bytes.subarray(ID_BYTES)) ? (id.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") as CallId) : undefined;
    },
  };
}
