import { hash } from "node:crypto";
import { HASH_BYTES, type Hash } from "./merkle.ts";
import { openNote, signNote, verifierKey, type Signer } from "./note.ts";

/** A tree at one moment: C2SP tlog-checkpoint. */
export interface Checkpoint {
  readonly epoch: number;
  readonly size: number;
  readonly root: Hash;
}

/** The log's name follows from its key, so that two installations never share one. */
export const logName = (publicKey: Buffer): string => `compline/audit/${hash("sha256", publicKey, "buffer").toString("hex", 0, 8)}`;

/** A restore may lose entries, and a log that lost entries is another log: the epoch is part of the origin. */
const originOf = (publicKey: Buffer, epoch: number): string => `${logName(publicKey)}/${epoch}`;
export const verifierKeyOf = (publicKey: Buffer, epoch: number): string => verifierKey({ name: originOf(publicKey, epoch), publicKey });

export function signCheckpoint(signer: Signer, { epoch, size, root }: Checkpoint): Promise<string> {
  const origin = originOf(signer.publicKey, epoch);
  return signNote(`${origin}\n${size}\n${root.toString("base64")}\n`, origin, signer);
}

/** The checkpoint in a note, when this log's key signed it; otherwise undefined. */
export function openCheckpoint(note: string, publicKey: Buffer): Checkpoint | undefined {
  const origin = note.slice(0, note.indexOf("\n"));
  const epoch = Number(origin.slice(origin.lastIndexOf("/") + 1));
  if (!Number.isSafeInteger(epoch) || epoch < 1 || origin !== originOf(publicKey, epoch)) return undefined;
  const text = openNote(note, { name: origin, publicKey });
  const found = text && /^[^\n]+\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text);
  if (!found) return undefined;
  const [size, root] = [Number(found[1]), Buffer.from(found[2]!, "base64")];
  return root.length === HASH_BYTES && Number.isSafeInteger(size) ? { epoch, size, root } : undefined;
}

/** Whether a stored checkpoint says what its own note says, signed by this log's key. */
export function isSigned(stored: Checkpoint & { readonly note: string }, publicKey: Buffer): boolean {
  const signed = openCheckpoint(stored.note, publicKey);
  return signed !== undefined && signed.size === stored.size && signed.epoch === stored.epoch && signed.root.equals(stored.root);
}
