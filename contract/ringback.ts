import { z } from "zod";
import { route, Uuid } from "./common.ts";

export const ringbackRoutes = {
  ringBack: route({
    method: "POST", path: "/api/messages/:message/ring-back", summary: "The service rings this clinician's telephone on file, and then the caller, who is shown the practice's number; numbers are never in the request",
    params: z.object({ message: Uuid }), body: z.object({ revision: z.number().int().min(1) }), reply: z.object({ id: Uuid }),
  }),
};
