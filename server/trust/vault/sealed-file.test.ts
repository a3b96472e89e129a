import { createSecretKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClientId } from "../../foundation/ids.ts";
import { dangerouslyReveal, phi } from "../../foundation/phi.ts";
import { realWorld } from "../../foundation/world.ts";
import { SealBroken } from "./envelope.ts";
import { encodeKeyId, type DataKey, type Month } from "./keys.ts";
import type { Place } from "./place.ts";
import { createSealedWriter, readSealedFile, StreamCut } from "./sealed-file.ts";
import { STREAM_HEADER_BYTES } from "./stream.ts";

const world = realWorld();
const CLIENT = world.id() as ClientId;
const SLOT = { client: CLIENT, month: "2026-11" as Month, kind: "recording", generation: 1 } as const;
const KEY: DataKey = { ...SLOT, id: encodeKeyId(SLOT), secret: createSecretKey(world.bytes(32)) };
const PLACE: Place = { client: CLIENT, table: 230, column: 1, row: world.id(), revision: 0 };
const keys = { keyById: async () => KEY };
const CHUNK = 1024;
const SEALED_CHUNK = CHUNK + 16;

let folder = "";
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "compline-sealed-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const newPath = (): string => join(folder, world.id());

async function written(clear: Buffer, pieces: number[] = [clear.length]): Promise<string> {
  const path = newPath();
  const writer = await createSealedWriter(world, path, { key: KEY, place: PLACE, chunkBytes: CHUNK, syncEachChunk: false });
  let at = 0;
  for (const piece of pieces) await writer.write(phi(clear.subarray(at, (at += piece))));
  await writer.write(phi(clear.subarray(at)));
  expect(await writer.close()).toBe(clear.length);
  return path;
}

/** What a reader gets: the bytes before the end or the error, and the error. */
async function read(path: string, place = PLACE): Promise<{ clear: Buffer; error?: unknown }> {
  const parts: Buffer[] = [];
  try {
    for await (const chunk of readSealedFile(keys, path, { place })) parts.push(dangerouslyReveal(chunk));
    return { clear: Buffer.concat(parts) };
  } catch (error) {
    return { clear: Buffer.concat(parts), error };
  }
}

const rewritten = (sealed: Buffer): string => {
  const path = newPath();
  writeFileSync(path, sealed);
  return path;
};

describe("a sealed file", () => {
  test("[V1] reads back as it was written, in pieces of any size", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 4 * CHUNK + 3 }), fc.array(fc.nat({ max: 1500 }), { maxLength: 8 }), async (length, pieces) => {
        const clear = world.bytes(length);
        const back = await read(await written(clear, pieces));
        expect(back.error).toBeUndefined();
        expect(back.clear.equals(clear)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("[V7] whose writer died is read as far as it was sealed, and the reader is told", async () => {
    const clear = world.bytes(3 * CHUNK + 100);
    const path = newPath();
    const writer = await createSealedWriter(world, path, { key: KEY, place: PLACE, chunkBytes: CHUNK });
    await writer.write(phi(clear));
    const early = await read(path);
    expect(early.clear.equals(clear.subarray(0, 3 * CHUNK))).toBe(true);
    expect(early.error).toBeInstanceOf(StreamCut);
    await writer.abandon();
    const late = await read(path);
    expect(late.error).toMatchObject({ name: "StreamCut", intactBytes: 3 * CHUNK });
    await expect(writer.write(phi(clear))).rejects.toThrow("closed");
  });

  test("[V7] cut at any byte gives its whole chunks and says that it was cut", async () => {
    const clear = world.bytes(2 * CHUNK + 50);
    const sealed = readFileSync(await written(clear));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: sealed.length - 1 }), async (length) => {
        const whole = Math.max(0, Math.floor((length - STREAM_HEADER_BYTES) / SEALED_CHUNK));
        const back = await read(rewritten(sealed.subarray(0, length)));
        expect(back.error).toBeInstanceOf(StreamCut);
        expect(back.clear.equals(clear.subarray(0, whole * CHUNK))).toBe(true);
      }),
      { numRuns: 60, examples: [[0], [STREAM_HEADER_BYTES], [STREAM_HEADER_BYTES + SEALED_CHUNK], [STREAM_HEADER_BYTES + 2 * SEALED_CHUNK], [sealed.length - 1]] },
    );
  });

  test("[V8] with any bit flipped is never taken as whole, and gives out nothing that was not written", async () => {
    const clear = world.bytes(2 * CHUNK + 50);
    const sealed = readFileSync(await written(clear));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: sealed.length * 8 - 1 }), async (bit) => {
        const flipped = Buffer.from(sealed);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        const back = await read(rewritten(flipped));
        expect(back.error instanceof SealBroken || back.error instanceof StreamCut).toBe(true);
        expect(back.clear.equals(clear.subarray(0, back.clear.length))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test("[V8] with every single bit of its header flipped is refused", async () => {
    const sealed = readFileSync(await written(world.bytes(10)));
    for (let bit = 0; bit < STREAM_HEADER_BYTES * 8; bit++) {
      const flipped = Buffer.from(sealed);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect((await read(rewritten(flipped))).error, `bit ${bit}`).toBeInstanceOf(SealBroken);
    }
  });

  test("[V8] with chunks swapped, dropped, repeated or added is refused", async () => {
    const sealed = readFileSync(await written(world.bytes(3 * CHUNK + 50)));
    const head = sealed.subarray(0, STREAM_HEADER_BYTES);
    const chunk = (n: number): Buffer => sealed.subarray(STREAM_HEADER_BYTES + n * SEALED_CHUNK, STREAM_HEADER_BYTES + (n + 1) * SEALED_CHUNK);
    const orders = [[1, 0, 2, 3], [0, 2, 3], [0, 0, 1, 2, 3], [0, 1, 2, 3, 3], [0, 1, 3], [3]];
    for (const order of orders) {
      const back = await read(rewritten(Buffer.concat([head, ...order.map(chunk)])));
      expect(back.error instanceof SealBroken || back.error instanceof StreamCut, order.join()).toBe(true);
    }
    const longer = await read(rewritten(Buffer.concat([sealed, world.bytes(SEALED_CHUNK)])));
    expect(longer.error).toBeInstanceOf(SealBroken);
  });

  test("[V2] does not open as the recording of another row", async () => {
    const back = await read(await written(world.bytes(10)), { ...PLACE, row: world.id() });
    expect(back).toMatchObject({ clear: Buffer.alloc(0), error: { name: "SealBroken" } });
  });

  test("[V1] can be read from any chunk on", async () => {
    const clear = world.bytes(3 * CHUNK + 5);
    const path = await written(clear);
    const parts: Buffer[] = [];
    for await (const chunk of readSealedFile(keys, path, { place: PLACE, from: 2 })) parts.push(dangerouslyReveal(chunk));
    expect(Buffer.concat(parts).equals(clear.subarray(2 * CHUNK))).toBe(true);
  });

  test("[V8] is never written over, is readable by its owner alone, and has a limit", async () => {
    const path = await written(Buffer.alloc(0));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(createSealedWriter(world, path, { key: KEY, place: PLACE })).rejects.toMatchObject({ code: "EEXIST" });
    const short = await createSealedWriter(world, newPath(), { key: KEY, place: PLACE, bytesMax: 10 });
    await expect(short.write(phi(Buffer.alloc(11)))).rejects.toThrow(RangeError);
    await short.abandon();
  });

  test("[V7] that takes sound without waiting keeps every byte in order", async () => {
    const clear = world.bytes(40 * CHUNK);
    const path = newPath();
    const writer = await createSealedWriter(world, path, { key: KEY, place: PLACE, chunkBytes: CHUNK });
    const frame = Buffer.alloc(160);
    const writes: Promise<void>[] = [];
    for (let at = 0; at < clear.length; at += 160) {
      const length = clear.copy(frame, 0, at, at + 160);
      writes.push(writer.write(phi(frame.subarray(0, length)))); // The frame is used again at once, as the media engine does.
    }
    await writer.close();
    await Promise.all(writes);
    expect((await read(path)).clear.equals(clear)).toBe(true);
  });
});
