import { z } from "zod";
import { Done, route, Uuid } from "./common.ts";

const Call = z.object({ call: Uuid });
const Sdp = z.string().min(10).max(16_384);

export const supervisionRoutes = {
  listen: route({
    method: "POST", path: "/api/calls/:call/listen", summary: "Hear what the operator of a live call hears and says, with this browser's sound; the operator sees it, nobody hears it", params: Call,
    body: z.object({ sdp: Sdp }), reply: z.object({ sdp: Sdp }),
  }),
  whisper: route({ method: "POST", path: "/api/calls/:call/whisper", summary: "Be heard by the operator alone, or by nobody again", params: Call, body: z.object({ on: z.boolean() }), reply: Done }),
  stopListening: route({ method: "POST", path: "/api/calls/:call/listen/end", summary: "Listen no longer", params: Call, body: z.object({}), reply: Done }),
};
