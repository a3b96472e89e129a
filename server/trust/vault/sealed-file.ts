import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { dangerouslyReveal, type Phi } from "../../foundation/phi.ts";
import { SealBroken, TAG_BYTES, type Chance } from "./envelope.ts";
import type { DataKey, Keys } from "./keys.ts";
import type { Place } from "./place.ts";
import { beginStream, keyIdOfStream, openChunk, readStream, sealChunk, STREAM_HEADER_BYTES, type Stream } from "./stream.ts";

export const SEALED_FILE_BYTES_MAX = 64 * 2 ** 30;
/** Sealed and not yet on disk. Beyond it the disk is too slow, and memory must not fill. */
const WAITING_BYTES_MAX = 16 * 2 ** 20;

/** Everything before `intactBytes` is genuine and was handed out; the end never came. */
export class StreamCut extends Error {
  override readonly name = "StreamCut";
  readonly intactBytes: number;
  constructor(intactBytes: number) {
    super(`the sealed stream is truncated after ${intactBytes} intact bytes`);
    this.intactBytes = intactBytes;
  }
}

export interface SealedWriter {
  /** Takes the bytes at once (they may be reused after the call) and seals each chunk that is full. Rejects when an earlier write failed. */
  write(data: Phi<Buffer>): Promise<void>;
  /** Seals the last chunk. After this the file is whole. Gives the length of what was sealed. */
  close(): Promise<number>;
  /** Leaves the file without its end: whoever reads it is told that it was cut. */
  abandon(): Promise<void>;
}

export interface SealedFileOptions {
  readonly key: DataKey;
  readonly place: Place;
  readonly chunkBytes?: number;
  readonly bytesMax?: number;
  /** Each chunk reaches the disk before its write resolves. On unless turned off for something that can be made again, such as a backup. */
  readonly syncEachChunk?: boolean;
}

/** Creates the file (never replaces one) and seals what is written to it while it is written. */
export async function createSealedWriter(chance: Chance, path: string, options: SealedFileOptions): Promise<SealedWriter> {
  const stream = beginStream(chance, options, options.chunkBytes);
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(stream.header);
    await file.sync();
    await syncFolder(dirname(path));
  } catch (error) {
    await file.close();
    throw error;
  }
  return writerOver(file, stream, options);
}

function writerOver(file: FileHandle, stream: Stream, options: SealedFileOptions): SealedWriter {
  const bytesMax = options.bytesMax ?? SEALED_FILE_BYTES_MAX;
  let tail: Buffer = Buffer.alloc(0);
  let [number, total, waiting, closed] = [0, 0, 0, false];
  let disk: Promise<void> = Promise.resolve();
  const append = (sealed: Buffer): void => {
    waiting += sealed.length;
    const before = disk;
    disk = before.then(async () => {
      await file.appendFile(sealed);
      if (options.syncEachChunk !== false) await file.datasync();
      waiting -= sealed.length;
    });
    disk.catch(() => undefined); // Told to the caller by the next write or by close.
  };
  const take = (clear: Buffer): void => {
    if (closed) throw new Error("the sealed file is closed");
    if (total + clear.length > bytesMax) throw new RangeError("the sealed file would pass its limit");
    if (waiting > WAITING_BYTES_MAX) throw new RangeError("the disk is too slow for this sealed file");
    total += clear.length;
    tail = Buffer.concat([tail, clear]);
    for (; tail.length >= stream.chunkBytes; tail = tail.subarray(stream.chunkBytes)) {
      append(sealChunk(stream, { number: number++, last: false }, tail.subarray(0, stream.chunkBytes)));
    }
  };
  const end = async (last: boolean): Promise<number> => {
    if (closed) throw new Error("the sealed file is closed");
    closed = true;
    if (last) append(sealChunk(stream, { number, last: true }, tail));
    try {
      await disk;
      await file.sync();
    } finally {
      await file.close();
    }
    return total;
  };
  return {
    write: async (data) => {
      take(dangerouslyReveal(data));
      await disk;
    },
    close: () => end(true),
    abandon: async () => void (await end(false)),
  };
}

/** Opens a sealed file chunk by chunk, from chunk `from` on. Ends normally only after the true end; otherwise StreamCut or SealBroken. */
export async function* readSealedFile(keys: Pick<Keys, "keyById">, path: string, at: { place: Place; from?: number }): AsyncGenerator<Phi<Buffer>> {
  const file = await open(path, "r");
  try {
    const header = await readFully(file, STREAM_HEADER_BYTES, 0);
    if (header.length < STREAM_HEADER_BYTES) throw new StreamCut(0);
    const stream = readStream(header, { key: await keys.keyById(keyIdOfStream(header)), place: at.place });
    yield* chunksOf(file, stream, at.from ?? 0);
  } finally {
    await file.close();
  }
}

async function* chunksOf(file: FileHandle, stream: Stream, from: number): AsyncGenerator<Phi<Buffer>> {
  const sealedBytes = stream.chunkBytes + TAG_BYTES;
  for (let number = from; ; number++) {
    const sealed = await readFully(file, sealedBytes, STREAM_HEADER_BYTES + number * sealedBytes);
    const clear = openOrCut(stream, number, sealed);
    yield clear;
    if (sealed.length < sealedBytes) return;
  }
}

/** A short piece that is not a genuine last chunk is what a crash leaves in the middle of an append; a full one that fails was changed. */
function openOrCut(stream: Stream, number: number, sealed: Buffer): Phi<Buffer> {
  try {
    return openChunk(stream, number, sealed);
  } catch (error) {
    const short = sealed.length < stream.chunkBytes + TAG_BYTES;
    if (error instanceof SealBroken && short) throw new StreamCut(number * stream.chunkBytes);
    throw error;
  }
}

async function readFully(file: FileHandle, length: number, position: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let have = 0;
  while (have < length) {
    const { bytesRead } = await file.read(bytes, have, length - have, position + have);
    if (bytesRead === 0) break;
    have += bytesRead;
  }
  return bytes.subarray(0, have);
}

/** A new name survives a power cut only when its folder is on disk. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
