import { decodeSample } from "../edge/media/g711.ts";

const HEAD_BYTES = 44;

/** What a softphone says: a WAV of one channel at 8 kHz, 16 bits a sample. */
export function wave(pcmu: Buffer): Buffer {
  const samples = Buffer.from(Int16Array.from(pcmu, decodeSample).buffer);
  const head = Buffer.alloc(HEAD_BYTES);
  head.write("RIFF", 0);
  head.writeUInt32LE(HEAD_BYTES - 8 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  for (const [at, value] of [[16, 16], [24, 8000], [28, 16_000], [40, samples.length]] as const) head.writeUInt32LE(value, at);
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]] as const) head.writeUInt16LE(value, at);
  head.write("data", 36);
  return Buffer.concat([head, samples]);
}
