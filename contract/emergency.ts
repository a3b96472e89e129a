import { z } from "zod";
import { Done, E164, Iso, route, TypedNumber, Uuid } from "./common.ts";

/** Where a desk stands, as those who come must find it: street address, and what else leads to the person (47 CFR 9.16). */
export const Place = z.object({
  houseNumber: z.string().trim().min(1).max(10),
  street: z.string().trim().min(1).max(80),
  within: z.string().trim().max(60).describe("floor, suite, room; empty where the street address is enough"),
  city: z.string().trim().min(1).max(60),
  state: z.string().trim().regex(/^[A-Z]{2}$/),
  zip: z.string().trim().regex(/^\d{5}(-\d{4})?$/),
});
export type Place = z.infer<typeof Place>;

export const DeskPlace = z.object({ name: z.string().trim().min(1).max(60), place: Place, callback: E164.describe("the number under which the carrier has this place; those who come call it back") });
export type DeskPlace = z.infer<typeof DeskPlace>;

/** 933 reads the registered place back to whoever tests it; nobody comes. */
export const EmergencyNumber = z.enum(["911", "933"]);
export type EmergencyNumber = z.infer<typeof EmergencyNumber>;

/** One call for help, as the desk that makes it and the office see it. */
export const EmergencyCall = z.object({
  id: Uuid, number: EmergencyNumber, at: Iso, operator: z.string(), desk: DeskPlace.nullable().describe("null: nobody has written down where this desk stands"),
  stage: z.enum(["calling", "ringing", "talking", "over"]), outcome: z.string().nullable().describe("why it is over, in words"),
});
export type EmergencyCall = z.infer<typeof EmergencyCall>;
export const EMERGENCIES_SHOWN_MAX = 20;

const Sdp = z.string().min(10).max(16_384);
const Desks = z.object({ desks: z.array(z.object({ workstation: Uuid, desk: DeskPlace.nullable(), seenAt: Iso, seenBy: z.string(), savedAt: Iso.nullable() })).max(500) });

export const emergencyRoutes = {
  myPlace: route({ method: "GET", path: "/api/desk/place", summary: "Where this desk stands, as 911 would be told; a desk that asks is known to the office from then on", reply: z.object({ desk: DeskPlace.nullable(), line: z.enum(["ready", "no-trunk"]) }) }),
  deskPlaces: route({ method: "GET", path: "/api/desk-places", summary: "Every desk that was seen, and where it stands", reply: Desks }),
  saveDeskPlace: route({ method: "PUT", path: "/api/desk-places/:workstation", summary: "Write down where a desk stands. Register the same place with the carrier under that number, then ring 933 from the desk", params: z.object({ workstation: Uuid }), body: DeskPlace.extend({ callback: TypedNumber }), reply: Desks }),
  callEmergency: route({ method: "POST", path: "/api/desk/emergency", summary: "Call 911 from this desk, with this browser's sound. No limit refuses it; the office is told at once", body: z.object({ number: EmergencyNumber, sdp: Sdp }), reply: z.object({ sdp: Sdp }) }),
  rejoinEmergency: route({ method: "POST", path: "/api/desk/emergency/sound", summary: "The sound of the call to 911 that goes on, after this browser lost it; it never dials", body: z.object({ sdp: Sdp }), reply: z.object({ sdp: Sdp }) }),
  endEmergency: route({ method: "POST", path: "/api/desk/emergency/end", summary: "Hang up on 911", body: z.object({}), reply: Done }),
  dialEmergency: route({ method: "POST", path: "/api/calls/:call/emergency", summary: "Call 911 for the caller on the line, who hears music meanwhile; it reaches the centre of the desk's place, not of the caller's", params: z.object({ call: Uuid }), body: z.object({}), reply: Done }),
};
