import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import { refusals } from "../refusals.ts";
import type { MusicFault, MusicReader } from "../rules/music.ts";

/** As it comes from the screen. */
export interface MusicFile {
  readonly fileName: string;
  readonly fileBase64: string;
}

/** What this file is to be: how long it may be, what makes sound of it (undefined in a house without prompts), and how a fault is said. */
interface Wanted {
  readonly bytesMax: number;
  readonly tooLarge: Refusal;
  readonly read: MusicReader | undefined;
  readonly refusalOf: (fault: MusicFault) => Refusal;
}

/** The sound of a file: with no transaction open, because it may take a second. */
export async function soundOf({ fileName, fileBase64 }: MusicFile, { bytesMax, tooLarge, read, refusalOf }: Wanted): Promise<Outcome<Buffer>> {
  const file = Buffer.from(fileBase64, "base64");
  if (file.length > bytesMax) return refuse(tooLarge);
  if (!read) return refuse(refusals.noPrompts);
  const made = await read(file, fileName);
  return "fault" in made ? refuse(refusalOf(made.fault)) : done(made.sound);
}
