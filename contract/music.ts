import { z } from "zod";
import { Iso, Label, route, Uuid } from "./common.ts";

/** A file as it is chosen: three minutes of 16-bit sound at 22 kHz, or one of CD sound. */
export const MUSIC_BYTES_MAX = 10 * 1024 * 1024;

export const MusicPiece = z.object({ name: z.string().describe("of the file it was made of"), seconds: z.number().int(), savedAt: Iso });
export type MusicPiece = z.infer<typeof MusicPiece>;

/** What callers of an account hear while they wait or are on hold: its own piece, else the house's, else the one that comes with the house. */
export const HoldMusic = z.object({ own: MusicPiece.nullable(), house: MusicPiece.nullable() });
export type HoldMusic = z.infer<typeof HoldMusic>;

const A = z.object({ account: Uuid });
const file = z.object({
  fileName: Label, fileBase64: z.string().min(8).max(Math.ceil((MUSIC_BYTES_MAX * 4) / 3) + 4).describe("WAV (PCM, float, A-law or µ-law; 8 to 96 kHz; mixed to one channel), or raw G.711 µ-law at 8 kHz in a file named .ulaw; 5 to 180 seconds without a silence of 4"),
});
const heard = z.object({ pcmuBase64: z.string(), seconds: z.number().int() });
const bodyBytesMax = MUSIC_BYTES_MAX * 1.4;
const nothing = z.object({});

export const musicRoutes = {
  accountMusic: route({ method: "GET", path: "/api/accounts/:account/hold-music", summary: "What callers of the account hear while they wait or are on hold", params: A, reply: HoldMusic }),
  saveAccountMusic: route({ method: "PUT", path: "/api/accounts/:account/hold-music", summary: "Give the account a piece of its own; the next caller hears it", params: A, body: file, bodyBytesMax, reply: HoldMusic }),
  dropAccountMusic: route({ method: "DELETE", path: "/api/accounts/:account/hold-music", summary: "Back to the piece of the house", params: A, reply: HoldMusic }),
  hearAccountMusic: route({ method: "POST", path: "/api/accounts/:account/hold-music/hear", summary: "The piece as a telephone plays it: 8 kHz µ-law sound (G.711)", params: A, body: nothing, reply: heard }),
  houseMusic: route({ method: "GET", path: "/api/hold-music", summary: "What callers hear while they wait or are on hold where their account has no piece of its own", reply: HoldMusic }),
  saveHouseMusic: route({ method: "PUT", path: "/api/hold-music", summary: "Give the house a piece; the next caller hears it", body: file, bodyBytesMax, reply: HoldMusic }),
  dropHouseMusic: route({ method: "DELETE", path: "/api/hold-music", summary: "Back to the piece that comes with the house", reply: HoldMusic }),
  hearHouseMusic: route({ method: "POST", path: "/api/hold-music/hear", summary: "The piece as a telephone plays it: 8 kHz µ-law sound (G.711)", body: nothing, reply: heard }),
};
