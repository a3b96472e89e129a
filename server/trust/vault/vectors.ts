import { createSecretKey } from "node:crypto";
import type { ClientId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import { blindIndex } from "./blind-index.ts";
import { seal, type Chance } from "./envelope.ts";
import { encodeKeyId, EVERY_MONTH, KEY_BYTES, type DataKey, type KeyKind, type Month } from "./keys.ts";
import type { Place } from "./place.ts";
import { beginStream, sealChunk, type Stream } from "./stream.ts";

/** Bytes 0, 1, 2, … 255, 0, … so that a vector can be made again in any language. */
const counting = (count: number, from = 0): Buffer => Buffer.from(Array.from({ length: count }, (_, i) => (from + i) & 0xff));
const chance: Chance = { bytes: (count) => counting(count, 0x80) };

const CLIENT = "018c2b7e-0000-7000-8000-00000000c11e" as ClientId;
const key = (month: string, kind: KeyKind, from: number): DataKey => {
  const slot = { client: CLIENT, month: month as Month, kind, generation: 1 };
  return { ...slot, id: encodeKeyId(slot), secret: createSecretKey(counting(KEY_BYTES, from)) };
};
const MESSAGE = key("2026-11", "message", 0x00);
const RECORDING = key("5460-12", "recording", 0x20);
const IDENTITY = key(EVERY_MONTH, "identity", 0x40);
const PLACE: Place = { client: CLIENT, table: 240, column: 1, row: "018c2b7e-0000-7000-8000-00000000a0b1", revision: 7 };
const LAST: Place = { ...PLACE, table: 0xffffffff, column: 0xffffffff, revision: 0xffffffff };
const hex = (bytes: Buffer): string => bytes.toString("hex");

function sealStream(stream: Stream, clear: Buffer): Buffer {
  const parts = [stream.header];
  let number = 0;
  for (; (number + 1) * stream.chunkBytes <= clear.length; number++) {
    parts.push(sealChunk(stream, { number, last: false }, clear.subarray(number * stream.chunkBytes, (number + 1) * stream.chunkBytes)));
  }
  return Buffer.concat([...parts, sealChunk(stream, { number, last: true }, clear.subarray(number * stream.chunkBytes))]);
}

const envelope = (title: string, place: Place, clear: string) => ({
  title, type: "envelope", secret: hex(MESSAGE.secret.export()), place,
  clear: hex(Buffer.from(clear)), sealed: hex(seal(chance, { key: MESSAGE, place }, phi(clear))),
});

const stream = (title: string, length: number) => ({
  title, type: "stream", secret: hex(RECORDING.secret.export()), place: PLACE,
  clear: hex(counting(length)), sealed: hex(sealStream(beginStream(chance, { key: RECORDING, place: PLACE }, 1024), counting(length))),
});

const index = (title: string, domain: { table: number; column: number }, value: string) => ({
  title, type: "blind-index", secret: hex(IDENTITY.secret.export()), domain, value, index: hex(blindIndex(IDENTITY, domain, phi(value))),
});

/** What vectors.json holds. Made again and compared by the tests; a difference means that old data opens no more. */
export const vectors = () => ({
  format: "compline vault v1",
  keyIds: [MESSAGE, RECORDING, IDENTITY].map(({ client, month, kind, generation, id }) => ({ client, month, kind, generation, id: hex(id) })),
  open: [
    envelope("a line of text", PLACE, "Mrs Ödegård, chest pain since 22:10"),
    envelope("nothing", PLACE, ""),
    envelope("the highest numbers of a place", LAST, "x"),
    stream("an empty stream", 0),
    stream("less than a chunk", 1023),
    stream("exactly two chunks, so the last one is empty", 2048),
    stream("two chunks and a bit", 2049),
    index("a number", { table: 230, column: 2 }, "+16175550123"),
    index("the same number in another domain", { table: 240, column: 2 }, "+16175550123"),
  ],
});
