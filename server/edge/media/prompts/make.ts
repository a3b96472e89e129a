/** Makes every file of this folder again: `node server/edge/media/prompts/make.ts`. Needs espeak-ng and sox. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { encodeSample, SAMPLES_PER_SECOND } from "../g711.ts";
import { EMERGENCY_SENTENCE, EMERGENCY_SENTENCE_ES, spokenPrompts, type tonePrompts } from "../prompts.ts";
import { quietMusic } from "../music/quiet.ts";

const fileOf = (name: string): URL => new URL(`./${name}.ulaw`, import.meta.url);

function speak(text: string, voice: "en-us" | "es-419"): Buffer {
  const wave = execFileSync("espeak-ng", ["-v", voice, "-s", "155", "-g", "4", "--stdout", text], { maxBuffer: 16_000_000 });
  return execFileSync("sox", ["-t", "wav", "-", "-t", "ul", "-r", "8000", "-c", "1", "-", "gain", "-n", "-6", "highpass", "200", "lowpass", "3400", "pad", "0.1", "0.2"], { input: wave, maxBuffer: 16_000_000 });
}

interface Note { readonly hertz: number; readonly seconds: number; readonly amplitude: number }

/** Notes that swell and fade, so that no edge clicks. */
function notes(...all: Note[]): Buffer {
  return Buffer.concat(all.map(({ hertz, seconds, amplitude }) => {
    const length = seconds * SAMPLES_PER_SECOND;
    return Buffer.from(Uint8Array.from({ length }, (_, at) => {
      const swell = Math.sin((Math.PI * at) / length);
      return encodeSample(Math.round(amplitude * swell * Math.sin((2 * Math.PI * hertz * at) / SAMPLES_PER_SECOND)));
    }));
  }));
}

/** Ringing as North America hears it: 440 and 480 Hz together, two seconds of six. */
function ringing(): Buffer {
  const [on, whole, amplitude] = [2, 6, 2500];
  return Buffer.from(Uint8Array.from({ length: whole * SAMPLES_PER_SECOND }, (_, at) => {
    const time = at / SAMPLES_PER_SECOND;
    return encodeSample(time < on ? Math.round(amplitude * (Math.sin(2 * Math.PI * 440 * time) + Math.sin(2 * Math.PI * 480 * time))) : 0);
  }));
}

const rest = (seconds: number): Note => ({ hertz: 0, seconds, amplitude: 0 });
const tones: Record<(typeof tonePrompts)[number], Buffer> = {
  "hold": quietMusic(),
  "ringing": ringing(),
  "record-tone": notes({ hertz: 1000, seconds: 0.4, amplitude: 8000 }, rest(0.1)),
  "silence": Buffer.alloc(SAMPLES_PER_SECOND, encodeSample(0)),
  "operator-alert": notes({ hertz: 660, seconds: 0.16, amplitude: 6000 }, rest(0.04), { hertz: 880, seconds: 0.2, amplitude: 6000 }),
};

writeFileSync(fileOf("emergency"), speak(EMERGENCY_SENTENCE, "en-us"));
writeFileSync(fileOf("emergency.es"), speak(EMERGENCY_SENTENCE_ES, "es-419"));
for (const [name, prompt] of Object.entries(spokenPrompts)) writeFileSync(fileOf(name), speak(prompt.say, name.endsWith(".es") ? "es-419" : "en-us"));
for (const [name, sound] of Object.entries(tones)) writeFileSync(fileOf(name), sound);
