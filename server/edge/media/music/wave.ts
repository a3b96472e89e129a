/** Reads a WAV file (RIFF): its one stretch of sound as samples from -1 to 1, mixed to one channel. What is no WAV file, or cannot be read, has a word for it. */
import { setImmediate } from "node:timers/promises";
import { decodeSample } from "../g711.ts";

export interface Wave { readonly rate: number; readonly samples: Float32Array }
/** A file whose head was read. How long it is follows from its bytes: one that is too long costs nobody the reading of it. */
export interface Found { readonly rate: number; readonly seconds: number; read(): Promise<Wave> }
export type WaveFault = "not-music" | "cut" | "codec" | "rate";

const CHANNELS_MAX = 8;
/** Below it there is nothing to hear of music; above it nothing more. */
const RATE_MIN = 8_000;
const RATE_MAX = 96_000;
const FORMAT = { pcm: 1, float: 3, alaw: 6, mulaw: 7, extensible: 0xfffe } as const;

interface Shape { readonly format: number; readonly channels: number; readonly rate: number; readonly bits: number }
type Sample = (data: Buffer, at: number) => number;

/** ITU-T G.711, table 1a. */
function fromAlaw(code: number): number {
  const bits = code ^ 0x55;
  const segment = (bits & 0x70) >> 4;
  const low = ((bits & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? low : (low + 0x100) << (segment - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

/** By format and bits: how one sample is read. */
const READS: Readonly<Record<string, Sample>> = {
  "1/8": (data, at) => (data.readUInt8(at) - 128) / 128,
  "1/16": (data, at) => data.readInt16LE(at) / 32_768,
  "1/24": (data, at) => data.readIntLE(at, 3) / 8_388_608,
  "1/32": (data, at) => data.readInt32LE(at) / 2_147_483_648,
  "3/32": (data, at) => data.readFloatLE(at),
  "6/8": (data, at) => fromAlaw(data.readUInt8(at)) / 32_768,
  "7/8": (data, at) => decodeSample(data.readUInt8(at)) / 32_768,
};

const isRiff = (file: Buffer): boolean => file.length >= 12 && file.toString("latin1", 0, 4) === "RIFF" && file.toString("latin1", 8, 12) === "WAVE";

/** Chunks by name, the first of each; one that says that it is longer than the file ends with the file. */
function chunksOf(file: Buffer): ReadonlyMap<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString("latin1", at, at + 4);
    const bytes = file.readUInt32LE(at + 4);
    if (!chunks.has(name)) chunks.set(name, file.subarray(at + 8, at + 8 + bytes));
    at += 8 + bytes + (bytes % 2);
  }
  return chunks;
}

function shapeOf(chunk: Buffer): Shape {
  const format = chunk.readUInt16LE(0);
  const inner = format === FORMAT.extensible && chunk.length >= 26 ? chunk.readUInt16LE(24) : format;
  return { format: inner, channels: chunk.readUInt16LE(2), rate: chunk.readUInt32LE(4), bits: chunk.readUInt16LE(14) };
}

export const findWave = (file: Buffer): Found | WaveFault => (isRiff(file) ? readChunks(chunksOf(file)) : "not-music");

const isWithin = (value: number, least: number, most: number): boolean => value >= least && value <= most;

function readChunks(chunks: ReadonlyMap<string, Buffer>): Found | WaveFault {
  const [head, data] = [chunks.get("fmt "), chunks.get("data")];
  if (!head || !data || head.length < 16) return "cut";
  const shape = shapeOf(head);
  const read = READS[`${shape.format}/${shape.bits}`];
  if (!read || !isWithin(shape.channels, 1, CHANNELS_MAX)) return "codec";
  return isWithin(shape.rate, RATE_MIN, RATE_MAX) ? soundIn(data, shape, read) : "rate";
}

function soundIn(data: Buffer, { rate, channels, bits }: Shape, read: Sample): Found {
  const step = bits / 8;
  const mixed = (frame: number): number => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += read(data, (frame * channels + channel) * step);
    const sample = sum / channels;
    return Number.isFinite(sample) ? Math.max(-1, Math.min(1, sample)) : 0; // A float may be anything.
  };
  return foundOf(rate, Math.floor(data.length / (step * channels)), mixed);
}

/** Frames between two breaths: calls are signalled by the same process. */
const FRAMES_AT_ONCE = 20_000;

export const foundOf = (rate: number, frames: number, sampleAt: (frame: number) => number): Found => ({
  rate,
  seconds: frames / rate,
  read: async () => {
    const samples = new Float32Array(frames);
    for (let frame = 0; frame < frames; frame += 1) {
      if (frame % FRAMES_AT_ONCE === 0) await setImmediate();
      samples[frame] = sampleAt(frame);
    }
    return { rate, samples };
  },
});
