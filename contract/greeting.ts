import { z } from "zod";
import { Iso, Label, route, Uuid } from "./common.ts";
import { Language } from "./reception.ts";

/** A practice's own greeting, spoken by somebody of the practice. Before it stands our emergency sentence, always. */
export const GREETING_SECONDS_MIN = 2;
/** A caller in trouble has heard the emergency sentence, and waits for somebody to speak with. */
export const GREETING_SECONDS_MAX = 30;
/** A file as it is chosen: thirty seconds of 16-bit stereo at 48 kHz. */
export const GREETING_BYTES_MAX = 6 * 1024 * 1024;

export const GreetingPiece = z.object({ seconds: z.number().int(), savedAt: Iso });
/** By the language in which callers hear it; null: the words that come with the house. */
export const Greetings = z.object({ en: GreetingPiece.nullable(), es: GreetingPiece.nullable() });
export type Greetings = z.infer<typeof Greetings>;

const A = z.object({ account: Uuid });
const L = A.extend({ language: Language });
const file = z.object({
  fileName: Label, fileBase64: z.string().min(8).max(Math.ceil((GREETING_BYTES_MAX * 4) / 3) + 4).describe("WAV (PCM, float, A-law or µ-law; 8 to 96 kHz; mixed to one channel), or raw G.711 µ-law at 8 kHz in a file named .ulaw; 2 to 30 seconds"),
});
const bodyBytesMax = Math.ceil(GREETING_BYTES_MAX * 1.4);
const heard = z.object({ pcmuBase64: z.string(), seconds: z.number().int().describe("of the greeting alone") });

export const greetingRoutes = {
  greetings: route({ method: "GET", path: "/api/accounts/:account/greetings", summary: "In which languages the practice has a greeting of its own", params: A, reply: Greetings }),
  tryGreeting: route({ method: "POST", path: "/api/accounts/:account/greetings/:language/try", summary: "What a caller would hear with it, as a telephone plays it, from the emergency sentence on; nothing is kept", params: L, body: file, bodyBytesMax, reply: heard }),
  saveGreeting: route({ method: "PUT", path: "/api/accounts/:account/greetings/:language", summary: "Give callers of this language the practice's own greeting; the next caller hears it", params: L, body: file, bodyBytesMax, reply: Greetings }),
  dropGreeting: route({ method: "DELETE", path: "/api/accounts/:account/greetings/:language", summary: "Back to the words that come with the house; the sound is erased", params: L, reply: Greetings }),
  hearGreeting: route({ method: "POST", path: "/api/accounts/:account/greetings/:language/hear", summary: "What a caller hears now, as a telephone plays it, from the emergency sentence on", params: L, body: z.object({}), reply: heard }),
};
