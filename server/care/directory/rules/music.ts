import type { Refusal } from "../../../foundation/refusal.ts";
import { refusals } from "../refusals.ts";

/** Why a file cannot be what callers hear. */
export type MusicFault = "not-music" | "cut" | "codec" | "rate" | "too-short" | "too-long" | "silent";

/** Makes sound of a telephone of a file: G.711 µ-law at 8 kHz. Fitted by edge/media. */
export type MusicReader = (file: Buffer, name: string) => Promise<{ readonly sound: Buffer } | { readonly fault: MusicFault }>;

const REFUSAL: Record<MusicFault, Refusal> = {
  "not-music": refusals.notMusic, cut: refusals.musicCut, codec: refusals.musicCodec, rate: refusals.musicRate, "too-short": refusals.musicTooShort, "too-long": refusals.musicTooLong, silent: refusals.musicSilent,
};
/** [DR23] In words, with the field. */
export const refusalOf = (fault: MusicFault): Refusal => REFUSAL[fault];
/** [DR27] The same of a greeting, which is spoken and short. */
export const greetingRefusalOf = (fault: MusicFault): Refusal => ({ ...REFUSAL, "too-short": refusals.greetingTooShort, "too-long": refusals.greetingTooLong, silent: refusals.greetingSilent })[fault];
