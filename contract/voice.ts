import { z } from "zod";
import { Done, Iso, route, Uuid } from "./common.ts";

/** One's own telephone, by which messages are read. The number is the one on file. */
export const VoiceTelephone = z.object({
  allowed: z.boolean().describe("by the office"),
  number: z.string().nullable(),
  proved: z.boolean().describe("a test call said a code to this very number, and it was typed"),
  hasPin: z.boolean(),
  closedUntil: Iso.nullable().describe("wrong PINs closed it until then"),
  line: z.enum(["ready", "no-trunk", "no-voice"]),
  isRung: z.boolean().describe("all of it together: messages are read here"),
});
export type VoiceTelephone = z.infer<typeof VoiceTelephone>;

export const VoicePerson = z.object({ person: Uuid, name: z.string(), allowed: z.boolean(), standing: z.enum(["ready", "not-allowed", "not-proved", "no-pin", "closed"]) });
export type VoicePerson = z.infer<typeof VoicePerson>;

export const voiceRoutes = {
  voiceTelephone: route({ method: "GET", path: "/api/voice", summary: "Whether messages are read at one's own telephone, and what is missing", reply: VoiceTelephone }),
  voiceTestCall: route({ method: "POST", path: "/api/voice/test-call", summary: "Ring one's own number on file and say a code", body: z.object({}), reply: Done }),
  voiceProve: route({ method: "POST", path: "/api/voice/code", summary: "The code that was said: the number is proved", body: z.object({ code: z.string().regex(/^\d{6}$/) }), reply: VoiceTelephone }),
  voicePeople: route({ method: "GET", path: "/api/office/voice", summary: "Clinicians, and whether messages are read at their telephones", reply: z.object({ people: z.array(VoicePerson).max(2000) }) }),
  voiceAllow: route({ method: "POST", path: "/api/office/voice/:people", summary: "Say whether a clinician is rung to have messages read", params: z.object({ people: Uuid }), body: z.object({ allowed: z.boolean() }), reply: Done }),
};
