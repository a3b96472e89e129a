import { describe, expect, test, vi } from "vitest";
import { decodeSample, encodeSample, rms, strengthOf } from "../g711.ts";
import { promptSound } from "../prompts.ts";
import { quietMusic } from "./quiet.ts";
import { readMusic } from "./read.ts";

interface Made { readonly rate: number; readonly channels?: number; readonly bits?: 8 | 16 | 24 | 32; readonly format?: 1 | 3 | 6 | 7; readonly seconds?: number }
type Tone = (time: number, channel: number) => number;
const hum = (hertz: number, strength = 0.2): Tone => (time) => strength * Math.sin(2 * Math.PI * hertz * time);

const A_LAW = Array.from({ length: 256 }, (_, code) => code);
/** Tried by hearing it back: the code whose meaning, by ITU-T G.711, is nearest. */
function alawOf(sample: number): number {
  const meaning = (code: number): number => {
    const bits = code ^ 0x55;
    const segment = (bits >> 4) & 7;
    const magnitude = segment === 0 ? (bits & 15) * 16 + 8 : ((bits & 15) * 16 + 264) * 2 ** (segment - 1);
    return bits & 0x80 ? magnitude : -magnitude;
  };
  return A_LAW.reduce((best, code) => (Math.abs(meaning(code) - sample) < Math.abs(meaning(best) - sample) ? code : best));
}

function writeSample(to: Buffer, at: number, { value, format, bits }: { value: number; format: number; bits: number }): void {
  if (format === 3) to.writeFloatLE(value, at);
  else if (format === 7) to.writeUInt8(encodeSample(Math.round(value * 32_767)), at);
  else if (format === 6) to.writeUInt8(alawOf(value * 32_767), at);
  else if (bits === 8) to.writeUInt8(Math.round(value * 127) + 128, at);
  else to.writeIntLE(Math.round(value * (2 ** (bits - 1) - 1)), at, bits / 8);
}

function wav({ rate, channels = 1, bits = 16, format = 1, seconds = 6 }: Made, sound: Tone): Buffer {
  const step = bits / 8;
  const frames = Math.round(rate * seconds);
  const data = Buffer.alloc(frames * channels * step);
  for (let frame = 0; frame < frames; frame++) for (let channel = 0; channel < channels; channel++) writeSample(data, (frame * channels + channel) * step, { value: sound(frame / rate, channel), format, bits });
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(format, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * channels * step, 28);
  head.writeUInt16LE(channels * step, 32);
  head.writeUInt16LE(bits, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

async function heard(file: Buffer, name = "piece.wav"): Promise<Buffer> {
  const read = await readMusic(file, name);
  if ("fault" in read) throw new Error(read.fault);
  return read.sound;
}

describe("the piece that comes with the house", () => {
  const music = quietMusic();

  test("[M39] it is what this folder's notes make, to the byte: nobody else's", () => {
    expect(promptSound("hold").equals(music)).toBe(true);
  });

  test("[M39] it is softer than speech, never so loud that it is cut, and nowhere silent", () => {
    expect(rms(music)).toBeGreaterThan(800);
    expect(rms(music)).toBeLessThan(2_500);
    expect(music.reduce((most, code) => Math.max(most, Math.abs(decodeSample(code))), 0)).toBeLessThan(12_000);
    for (let at = 0; at < music.length; at += 4_000) expect(rms(music.subarray(at, at + 4_000))).toBeGreaterThan(200);
  });

  test("[M39] where its end meets its beginning there is no click", () => {
    const step = (at: number): number => Math.abs(decodeSample(music[at % music.length]!) - decodeSample(music[at - 1]!));
    const most = music.reduce((widest, _code, at) => (at === 0 ? 0 : Math.max(widest, step(at))), 0);
    expect(step(music.length)).toBeLessThanOrEqual(most);
  });
});

describe("a piece of one's own", () => {
  const kinds: readonly [string, Made][] = [
    ["8 bits at 8 kHz", { rate: 8_000, bits: 8 }], ["16 bits at 11.025 kHz", { rate: 11_025 }], ["CD sound in stereo", { rate: 44_100, channels: 2 }], ["24 bits at 48 kHz", { rate: 48_000, bits: 24 }],
    ["32 bits at 16 kHz", { rate: 16_000, bits: 32 }], ["floats at 22.05 kHz", { rate: 22_050, format: 3, bits: 32 }], ["\u00b5-law", { rate: 8_000, format: 7, bits: 8 }], ["A-law", { rate: 8_000, format: 6, bits: 8 }],
  ];
  for (const [name, made] of kinds) {
    test(`[DR23] ${name}: the tone is the same tone, as strong and as long, and nothing else is heard`, async () => {
      const sound = await heard(wav(made, hum(500, 0.1)));
      expect(sound.length).toBe(48_000);
      const middle = sound.subarray(8_000, 16_000);
      expect(strengthOf(500, middle)).toBeGreaterThan(2_900);
      expect(strengthOf(500, middle)).toBeLessThan(3_500);
      expect(rms(middle)).toBeLessThan(3_500 / Math.SQRT2);
    });
  }

  test("[DR23] what a telephone cannot carry does not come back as another note", async () => {
    const sound = await heard(wav({ rate: 48_000 }, (time) => hum(500, 0.05)(time, 0) + hum(5_500, 0.3)(time, 0)));
    const middle = sound.subarray(8_000, 16_000);
    expect(strengthOf(2_500, middle)).toBeLessThan(40);
    expect(strengthOf(500, middle)).toBeGreaterThan(1_300);
  });

  test("[DR23] what is louder than speech is made as soft as speech, and a stereo piece keeps both sides", async () => {
    const sound = await heard(wav({ rate: 16_000, channels: 2 }, (time, channel) => hum(channel === 0 ? 500 : 900, 0.95)(time, channel)));
    const middle = sound.subarray(8_000, 16_000);
    expect(rms(middle)).toBeLessThan(2_700);
    expect(rms(middle)).toBeGreaterThan(2_300);
    expect(Math.abs(strengthOf(500, middle) - strengthOf(900, middle))).toBeLessThan(100);
  });

  test("[DR23] raw \u00b5-law is taken by the name of its file", async () => {
    const raw = promptSound("hold").subarray(0, 80_000);
    const sound = await heard(Buffer.from(raw), "Our music.ulaw");
    expect(sound.length).toBe(80_000);
    expect(await readMusic(Buffer.from(raw), "our music.mp3")).toEqual({ fault: "not-music" });
  });

  test("[DR23] one that is too long is refused before any of its sound is read, and while a long one is read calls go on", async () => {
    const [long, tooLong] = [wav({ rate: 8_000, seconds: 170, bits: 8 }, hum(500)), wav({ rate: 8_000, seconds: 181, bits: 8 }, hum(500))];
    const reading = vi.spyOn(Buffer.prototype, "readUInt8");
    expect(await readMusic(tooLong, "a.wav")).toEqual({ fault: "too-long" });
    expect(reading).not.toHaveBeenCalled();
    reading.mockRestore();
    let [turns, isOver] = [0, false];
    const turn = (): void => void ((turns += 1), isOver || setImmediate(turn));
    setImmediate(turn);
    expect(await readMusic(long, "a.wav")).toMatchObject({ sound: expect.any(Buffer) });
    isOver = true;
    expect(turns).toBeGreaterThan(50);
  });

  test("[DR23] what it is not is told by a word", async () => {
    const whole = wav({ rate: 8_000 }, hum(500));
    const fault = async (file: Buffer): Promise<unknown> => readMusic(file, "a.wav");
    const changed = (at: number, value: number): Buffer => { const file = Buffer.from(whole); file.writeUInt16LE(value, at); return file; };
    expect(await fault(Buffer.from("ID3 something that is an MP3"))).toEqual({ fault: "not-music" });
    expect(await fault(whole.subarray(0, 30))).toEqual({ fault: "cut" });
    expect(await fault(changed(20, 85))).toEqual({ fault: "codec" });
    expect(await fault(changed(22, 0))).toEqual({ fault: "codec" });
    expect(await fault(changed(24, 4_000))).toEqual({ fault: "rate" });
    expect(await fault(wav({ rate: 8_000, seconds: 4.9 }, hum(500)))).toEqual({ fault: "too-short" });
    expect(await fault(wav({ rate: 8_000, seconds: 181, bits: 8 }, hum(500)))).toEqual({ fault: "too-long" });
    expect(await fault(wav({ rate: 8_000, seconds: 10 }, (time) => (time < 4 ? hum(500)(time, 0) : 0)))).toEqual({ fault: "silent" });
    expect(await fault(whole.subarray(0, whole.length - 1_000))).toMatchObject({ sound: expect.any(Buffer) });
  });
});
