/** ITU-T G.711 µ-law: one byte a sample, 8,000 a second, as samples from -1 to 1. */
export const MULAW_HZ = 8000;
const BIAS = 0x84;
const FULL = 32_768;

export function fromMulaw(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(bytes, (byte) => {
    const code = ~byte & 0xff;
    const size = (((code & 0x0f) << 3) + BIAS) << ((code & 0x70) >> 4);
    return (code & 0x80 ? BIAS - size : size - BIAS) / FULL;
  });
}
