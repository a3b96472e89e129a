import { dangerouslyReveal, phi, type Phi } from "../../foundation/phi.ts";
import type { Instant } from "../../foundation/time.ts";
import { blindIndex, type IndexDomain } from "./blind-index.ts";
import { keyIdOf, open, seal, type Chance } from "./envelope.ts";
import { EVERY_MONTH, monthOf, type KeyChoice, type KeyKind, type Keys } from "./keys.ts";
import type { Place } from "./place.ts";
import { createSealedWriter, readSealedFile, type SealedFileOptions, type SealedWriter } from "./sealed-file.ts";

export { blindIndex, BLIND_INDEX_BYTES, type IndexDomain } from "./blind-index.ts";
export { SealBroken, keyIdOf, open, seal, PLAINTEXT_BYTES_MAX, ENVELOPE_OVERHEAD_BYTES } from "./envelope.ts";
export * from "./keys.ts";
export { memoryKeys } from "./memory-keys.ts";
export type { Place } from "./place.ts";
export { createSealedWriter, readSealedFile, StreamCut, type SealedWriter } from "./sealed-file.ts";

/** A place to seal at, now: `at` chooses the month of the key, `kind` what may be shredded together. */
export interface SealAt extends Place {
  readonly at: Instant;
  readonly kind: KeyKind;
}

export interface Vault {
  /** At most PLAINTEXT_BYTES_MAX. Rejects with KeyDropped when the client's keys were dropped. */
  sealText(at: SealAt, text: Phi<string>): Promise<Buffer>;
  sealBytes(at: SealAt, bytes: Phi<Buffer>): Promise<Buffer>;
  /** Rejects with SealBroken, KeyDropped (it was erased on purpose) or KeyMissing. Whoever opens records it in the audit log. */
  openText(place: Place, sealed: Buffer): Promise<Phi<string>>;
  openBytes(place: Place, sealed: Buffer): Promise<Phi<Buffer>>;
  /** 16 bytes, equal for equal values of one client in one domain. Normalise first. Dies with the client's identity key. */
  blindIndex(client: Place["client"], domain: IndexDomain, value: Phi<string>): Promise<Buffer>;
  /** A new sealed file, sealed while it is written. Recordings take `chunkBytes: 8192`, one second of sound. */
  createFile(path: string, at: SealAt, options?: Omit<SealedFileOptions, "key" | "place">): Promise<SealedWriter>;
  /** Its chunks in order. Ends normally only after the true end; a cut file throws StreamCut after its intact part. */
  openFile(path: string, place: Place, from?: number): AsyncIterable<Phi<Buffer>>;
  /** Crypto-shredding. The caller has recorded it in the audit log. */
  drop(choice: KeyChoice): Promise<number>;
}

export function createVault(needs: { keys: Keys; world: Chance }): Vault {
  const { keys, world } = needs;
  const sealAny = async (at: SealAt, value: Phi<Buffer | string>): Promise<Buffer> =>
    seal(world, { key: await keys.keyFor(at.client, monthOf(at.at), at.kind), place: at }, value);
  const openBytes = async (place: Place, sealed: Buffer): Promise<Phi<Buffer>> => open(await keys.keyById(keyIdOf(sealed)), place, sealed);
  return {
    sealText: sealAny,
    sealBytes: sealAny,
    openBytes,
    openText: async (place, sealed) => phi(dangerouslyReveal(await openBytes(place, sealed)).toString("utf8")),
    blindIndex: async (client, domain, value) => blindIndex(await keys.keyFor(client, EVERY_MONTH, "identity"), domain, value),
    createFile: async (path, at, options) => {
      const key = await keys.keyFor(at.client, monthOf(at.at), at.kind);
      return createSealedWriter(world, path, { ...options, key, place: at });
    },
    openFile: (path, place, from) => readSealedFile(keys, path, { place, from: from ?? 0 }),
    drop: (choice) => keys.drop(choice),
  };
}
