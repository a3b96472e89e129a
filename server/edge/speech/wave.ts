/** Reads RIFF WAVE as a program writes it to a pipe: 16-bit PCM, the first channel, sizes that may be made up. */

const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const FORMAT_BYTES = 16;
const PCM = 1;
const EXTENSIBLE = 0xfffe;
const RATES = { min: 8000, max: 96_000 } as const;
/** What may stand before the sound. */
const HEAD_BYTES_MAX = 65_536;

interface WaveReader {
  /** The rate, once it is known. */
  rate(): number | undefined;
  /** The samples that are whole by now. Throws for what is no sound of ours. */
  push(bytes: Buffer): Int16Array;
}

interface Format { readonly channels: number; readonly rate: number }

export function waveReader(): WaveReader {
  let rest = Buffer.alloc(0);
  let format: Format | undefined;
  let inSound = false;
  /** Walks over the chunks before "data"; true when the sound begins. */
  const findSound = (): boolean => {
    const found = headOf(rest);
    if (!found) return false;
    format = found.format;
    rest = rest.subarray(found.soundAt);
    return true;
  };
  return {
    rate: () => format?.rate,
    push: (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      inSound ||= findSound();
      if (!inSound || !format) {
        if (rest.length > HEAD_BYTES_MAX) throw new RangeError("wave: no sound");
        return new Int16Array();
      }
      const frameBytes = format.channels * 2;
      const frames = Math.floor(rest.length / frameBytes);
      const samples = Int16Array.from({ length: frames }, (_, frame) => rest.readInt16LE(frame * frameBytes));
      rest = rest.subarray(frames * frameBytes);
      return samples;
    },
  };
}

/** Undefined while more has to come. */
function headOf(bytes: Buffer): { format: Format; soundAt: number } | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  if (nameAt(bytes, 0) !== "RIFF" || nameAt(bytes, 8) !== "WAVE") throw new RangeError("wave: not RIFF WAVE");
  let format: Format | undefined;
  for (let at = HEADER_BYTES; at + CHUNK_HEADER_BYTES <= bytes.length; ) {
    const [name, size, body] = [nameAt(bytes, at), bytes.readUInt32LE(at + 4), at + CHUNK_HEADER_BYTES];
    if (name === "data") return { format: present(format), soundAt: body };
    if (body + size > bytes.length) return undefined;
    if (name === "fmt ") format = formatOf(bytes.subarray(body, body + size));
    at = body + size + (size % 2);
  }
  return undefined;
}

const nameAt = (bytes: Buffer, at: number): string => bytes.toString("latin1", at, at + 4);

function present(format: Format | undefined): Format {
  if (!format) throw new RangeError("wave: sound before its format");
  return format;
}

function formatOf(chunk: Buffer): Format {
  if (chunk.length < FORMAT_BYTES) throw new RangeError("wave: its format is cut short");
  const [code, channels, rate, bits] = [chunk.readUInt16LE(0), chunk.readUInt16LE(2), chunk.readUInt32LE(4), chunk.readUInt16LE(14)];
  if (![PCM, EXTENSIBLE].includes(code) || bits !== 16) throw new RangeError("wave: not 16-bit PCM");
  if (![1, 2].includes(channels) || rate < RATES.min || rate > RATES.max) throw new RangeError("wave: not one or two channels at a rate of ours");
  return { channels, rate };
}
