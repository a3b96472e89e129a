const HEAD_BYTES = 44;
const FULL = 32_767;

/** A WAV file of what was recorded, mixed to one channel of 16 bits: the server makes it sound of a telephone. */
export function waveFile(channels: readonly Float32Array[], rate: number): Uint8Array<ArrayBuffer> {
  const length = channels[0]?.length ?? 0;
  const file = new DataView(new ArrayBuffer(HEAD_BYTES + length * 2));
  const text = (at: number, words: string) => [...words].forEach((letter, nth) => file.setUint8(at + nth, letter.codePointAt(0) ?? 0));
  text(0, "RIFF");
  file.setUint32(4, HEAD_BYTES - 8 + length * 2, true);
  text(8, "WAVEfmt ");
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true);
  file.setUint16(22, 1, true);
  file.setUint32(24, rate, true);
  file.setUint32(28, rate * 2, true);
  file.setUint16(32, 2, true);
  file.setUint16(34, 16, true);
  text(36, "data");
  file.setUint32(40, length * 2, true);
  for (let at = 0; at < length; at++) {
    const sum = channels.reduce((all, channel) => all + (channel[at] ?? 0), 0) / Math.max(1, channels.length);
    file.setInt16(HEAD_BYTES + at * 2, Math.round(Math.max(-1, Math.min(1, sum)) * FULL), true);
  }
  return new Uint8Array(file.buffer);
}
