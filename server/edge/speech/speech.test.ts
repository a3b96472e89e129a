import fc from "fast-check";
import { expect, test } from "vitest";
import { phi } from "../../foundation/phi.ts";
import { decodeSample, rms, strengthOf } from "../media/g711.ts";
import { createSpeech, sayNoVoice } from "./index.ts";
import { toTelephone } from "./telephone-sound.ts";
import { waveReader } from "./wave.ts";

const RATES = [8000, 16_000, 22_050, 24_000, 44_100, 48_000];
const sine = (hertz: number, rate: number, seconds = 0.5): Int16Array => Int16Array.from({ length: rate * seconds }, (_, at) => Math.round(10_000 * Math.sin((2 * Math.PI * hertz * at) / rate)));

/** A WAV as a program writes it to a pipe: the sizes are made up. */
function wave(samples: Int16Array, { rate = 22_050, channels = 1, before = Buffer.alloc(0) } = {}): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(0x7fff_ffff, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * channels * 2, 28);
  head.writeUInt16LE(channels * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(0x7fff_0000, 40);
  return Buffer.concat([head.subarray(0, 36), before, head.subarray(36), Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
}

test.each(RATES)("[SP2] a tone at %i samples a second is the same tone, as long and nearly as loud, on the telephone", (rate) => {
  const telephone = toTelephone(rate);
  const sound = Buffer.concat([telephone.push(sine(1000, rate)), telephone.end()]);
  expect(Math.abs(sound.length - 4000)).toBeLessThanOrEqual(1);
  expect(strengthOf(1000, sound.subarray(400, 3600)) / 7000).toBeCloseTo(1, 1);
  expect(strengthOf(1700, sound.subarray(400, 3600))).toBeLessThan(100);
});

test.each(RATES.filter((rate) => rate >= 16_000))("[SP2] of a tone above what a telephone carries, at %i samples a second, nothing is folded down", (rate) => {
  const telephone = toTelephone(rate);
  const sound = Buffer.concat([telephone.push(sine(5600, rate)), telephone.end()]);
  expect(rms(sound.subarray(400, 3600))).toBeLessThan(60);
});

test("[SP2] it makes no difference in which pieces the sound comes", () => {
  const samples = sine(440, 22_050, 0.2);
  const whole = toTelephone(22_050);
  const expected = Buffer.concat([whole.push(samples), whole.end()]);
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 40 }), (sizes) => {
    const telephone = toTelephone(22_050);
    const pieces: Buffer[] = [];
    let at = 0;
    for (const size of sizes) pieces.push(telephone.push(samples.subarray(at, (at += size))));
    expect(Buffer.concat([...pieces, telephone.push(samples.subarray(at)), telephone.end()]).equals(expected)).toBe(true);
  }), { numRuns: 30 });
});

test("[SP2] a WAV is read in whatever pieces it comes, past chunks that are none of ours; of two channels the first", () => {
  const samples = Int16Array.from({ length: 50 }, (_, at) => at * 100);
  const note = Buffer.concat([Buffer.from("LIST", "latin1"), Buffer.from([3, 0, 0, 0, 1, 2, 3, 0])]);
  const file = wave(samples, { rate: 16_000, channels: 2, before: note });
  fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), (size) => {
    const reader = waveReader();
    const read: number[] = [];
    for (let at = 0; at < file.length; at += size) read.push(...reader.push(file.subarray(at, at + size)));
    expect([reader.rate(), read]).toEqual([16_000, [...samples].filter((_, at) => at % 2 === 0)]);
  }));
});

test.each([
  ["text", Buffer.from("I am no sound, whatever anybody says about it.")],
  ["sound of eight bits", (() => { const file = wave(sine(440, 8000, 0.01)); file.writeUInt16LE(8, 34); return file; })()],
  ["a head without end", Buffer.concat([Buffer.from("RIFF\0\0\0\0WAVE", "latin1"), ...Array.from({ length: 70 }, () => Buffer.concat([Buffer.from("junk\xe8\x03\0\0", "latin1"), Buffer.alloc(1000)]))])],
])("[SP2] [SP3] %s is no sound", (_, bytes) => {
  const reader = waveReader();
  expect(() => reader.push(bytes)).toThrow(RangeError);
});

/** A program that answers with one sample for what is true of it, so that it can be asked from outside. */
const program = (body: string): string[] => [process.execPath, "-e", `
  const { readFileSync } = require("node:fs");
  const text = readFileSync(0, "utf8");
  const wave = (n) => { const f = Buffer.from("${wave(new Int16Array()).toString("hex")}", "hex"); process.stdout.write(Buffer.concat([f, Buffer.alloc(2 * n)])); };
  ${body}`];

test("[SP1] the words are on no command line and in no environment, and a crash leaves no image of the program's memory", async () => {
  const seen = program(`
    const open = ["cmdline", "environ"].map((name) => readFileSync("/proc/self/" + name, "latin1")).join();
    const parent = readFileSync("/proc/" + process.ppid + "/cmdline", "latin1");
    const core = /Max core file size\\s+0\\s+0/.test(readFileSync("/proc/self/limits", "utf8"));
    wave(text.includes("amoxi" + "cillin") && !(open + parent).includes("amoxi" + "cillin") && core ? 22050 : 1);`);
  expect((await createSpeech(seen).speak(phi("Takes amoxicillin.")))?.length).toBe(8000);
});

test("[SP3] without the program there is no voice, and the package to install is known", async () => {
  const speech = createSpeech(["no-such-voice"]);
  expect([speech.hasVoice(), await speech.speak(phi("Anything."))]).toEqual([false, undefined]);
  expect(sayNoVoice(undefined)).toMatch(/not read over the telephone.*apt-get install --no-install-recommends espeak-ng/);
  expect(sayNoVoice(["/opt/voice/say", "-f"])).toMatch(/\/opt\/voice\/say of COMPLINE_VOICE is not there/);
});

test.each([
  ["fails", program("process.exit(3);")],
  ["says nothing", program("process.exit(0);")],
  ["gives text instead of sound", program("process.stdout.write(text);")],
  ["never reads what it is given", ["/bin/true"]],
])("[SP3] a program that %s gives no sound", async (_, command) => {
  expect(await createSpeech(command).speak(phi("Anything.".repeat(500)))).toBeUndefined();
});

test("[SP4] five texts are all spoken, two at once; one that is too long is not", async () => {
  const speech = createSpeech(program("wave(2205);"));
  const spoken = await Promise.all(Array.from({ length: 5 }, () => speech.speak(phi("One."))));
  expect(spoken.map((sound) => sound?.length)).toEqual([800, 800, 800, 800, 800]);
  expect(decodeSample(spoken[0]![400]!)).toBe(0);
  expect(await speech.speak(phi("x".repeat(8001)))).toBeUndefined();
});
