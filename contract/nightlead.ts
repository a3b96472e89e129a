import { z } from "zod";
import { Iso, Label, route, TypedNumber } from "./common.ts";

/** Somebody of the service who is rung by telephone when the desk does not answer an alarm. */
export const Outsider = z.object({ duty: z.enum(["night-lead", "owner"]), name: Label, number: TypedNumber });
export type Outsider = z.infer<typeof Outsider>;

const People = z.array(Outsider).max(10).describe("in the order in which they are rung; owners after all night leads");
const Standing = z.object({
  people: People,
  line: z.enum(["ready", "no-trunk"]).describe("no-trunk: nobody can be rung, because no outbound trunk is set up"),
  watchers: z.array(z.object({ name: z.string(), seenAt: Iso, silentSince: Iso.nullable() })).max(8).describe("programs on other hosts that look at this one"),
});
export type NightStanding = z.infer<typeof Standing>;

const Sound = z.object({
  tones: z.int().min(2).max(6).nullable().describe("how many tones of the alarm the browser plays now; null: this sign-in has proved its sound"),
  provedAt: Iso.nullable(),
});
export type SoundStanding = z.infer<typeof Sound>;

export const nightleadRoutes = {
  askSound: route({ method: "POST", path: "/api/desk/sound", summary: "Whether the alarm was heard at this desk in this sign-in, and else how many tones to play", body: z.object({}), reply: Sound }),
  proveSound: route({ method: "POST", path: "/api/desk/sound/heard", summary: "Say how many tones of the alarm were heard; a wrong number is answered with another one", body: z.object({ heard: z.int().min(1).max(9) }), reply: Sound }),
  nightLeads: route({ method: "GET", path: "/api/night-leads", summary: "Who is rung when the desk does not answer an alarm, whether anybody can be, and who watches from outside", reply: Standing }),
  saveNightLeads: route({ method: "PUT", path: "/api/night-leads", summary: "Say who is rung, in which order; the list is saved in whole", body: z.object({ people: People }), reply: Standing }),
};
