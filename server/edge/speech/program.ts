import { spawn } from "node:child_process";
import { toTelephone, type Resampler } from "./telephone-sound.ts";
import { waveReader } from "./wave.ts";

const SECONDS_MAX = 20;
/** Ten minutes of a telephone. */
const SOUND_BYTES_MAX = 4_800_000;

/**
 * [SP1] Speaks by a program: words in by its standard input, a WAV out by its standard output. The shell is there for `ulimit` alone, so
 * that a crash of the program writes no image of its memory to the disk; the words never pass it. Undefined: it failed.
 */
export function speakBy(command: readonly string[], text: string): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const child = spawn("/bin/sh", ["-c", 'ulimit -c 0; exec "$@"', "sh", ...command], { stdio: ["pipe", "pipe", "ignore"], env: { PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8", HOME: "/nonexistent" } });
    const patience = setTimeout(() => child.kill("SIGKILL"), SECONDS_MAX * 1000);
    const sound = hear(() => child.kill("SIGKILL"));
    child.stdout.on("data", sound.take);
    child.stdin.on("error", () => undefined); // It ended before it read all: its exit says so.
    child.once("error", () => resolve(undefined));
    child.once("close", (code) => {
      clearTimeout(patience);
      resolve(code === 0 ? sound.whole() : undefined);
    });
    child.stdin.end(`${text}\n`);
  });
}

/** Turns what comes into sound for the telephone as it comes. */
function hear(stop: () => void): { take(bytes: Buffer): void; whole(): Buffer | undefined } {
  const wave = waveReader();
  const pieces: Buffer[] = [];
  let [length, bad] = [0, false];
  let resampler: Resampler | undefined;
  const add = (piece: Buffer): void => {
    pieces.push(piece);
    length += piece.length;
    if (length > SOUND_BYTES_MAX) throw new RangeError("speech: too long");
  };
  return {
    take: (bytes) => {
      try {
        const samples = bad ? undefined : wave.push(bytes);
        if (samples?.length) add((resampler ??= toTelephone(wave.rate()!)).push(samples));
      } catch {
        bad = true; // No sound that we can read, or more than is ever said.
        stop();
      }
    },
    whole: () => {
      if (bad || !resampler) return undefined;
      pieces.push(resampler.end());
      return Buffer.concat(pieces);
    },
  };
}
