import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import type { Speech } from "../../care/calls/index.ts";
import { dangerouslyReveal } from "../../foundation/phi.ts";
import { speakBy } from "./program.ts";

/** Slower than talk, since numbers and medicines are written down; a short rest between words. */
const ESPEAK = ["espeak-ng", "-v", "en-us", "-s", "145", "-g", "4", "-b", "1", "--stdin", "--stdout"] as const;
/** The Debian package that brings a voice. */
const VOICE_PACKAGE = "espeak-ng";
/** [SP3] What a start and the doctor say of it. */
export const sayNoVoice = (command: readonly string[] | undefined): string =>
  `No voice is installed, so messages are not read over the telephone and the check-in line answers nobody: ${command ? `${command[0]} of COMPLINE_VOICE is not there` : `as root, apt-get install --no-install-recommends ${VOICE_PACKAGE}`}.`;
const CHARACTERS_MAX = 8000;
const AT_ONCE_MAX = 2;
/** Those that wait for their turn. */
const WAITING_MAX = 100;

/** Where a program is, as a shell would find it. */
function programAt(name: string, path = process.env["PATH"] ?? ""): string | undefined {
  const places = isAbsolute(name) ? [name] : [...path.split(delimiter).filter((folder) => folder !== ""), "/usr/local/bin", "/usr/bin", "/bin"].map((folder) => join(folder, name));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** [SP1] [SP3] [SP4] The house's voice: a command that takes text and gives WAV, espeak-ng unless the settings name another. */
export function createSpeech(command: readonly string[] = ESPEAK): Speech {
  const [name = "", ...args] = command;
  const waiting: (() => void)[] = [];
  let speaking = 0;
  const turn = async (): Promise<void> => {
    speaking += 1;
    if (speaking > AT_ONCE_MAX) await new Promise<void>((go) => waiting.push(go));
  };
  const next = (): void => {
    speaking -= 1;
    waiting.shift()?.();
  };
  return {
    // Looked for each time: a voice that is installed while we run is there at once.
    hasVoice: () => programAt(name) !== undefined,
    speak: async (words) => {
      const program = programAt(name);
      const text = dangerouslyReveal(words);
      if (!program || text.length > CHARACTERS_MAX || waiting.length >= WAITING_MAX) return undefined;
      await turn();
      try {
        return await speakBy([program, ...args], text);
      } finally {
        next();
      }
    },
  };
}
