import { z } from "zod";
import { Done, Iso, route, Uuid, Zone } from "./common.ts";

/** How a test page ended: taken in time, not in time, or not counted because real pages came first. */
export const DrillState = z.enum(["waiting", "placed", "acknowledged", "missed", "excused"]);
export type DrillState = z.infer<typeof DrillState>;

export const DrillPlan = z.object({ day: z.number().int().min(1).max(28).describe("of the month"), hour: z.number().int().min(0).max(23).describe("on the practice's own clock") });
export type DrillPlan = z.infer<typeof DrillPlan>;

/** Who is reached: of the last six test pages that counted, how many were acknowledged in time. */
export const Reachability = z.object({
  person: Uuid, name: z.string(), client: Uuid, clientName: z.string(),
  counted: z.number().int(), reached: z.number().int(),
  last: z.array(z.object({ month: z.string(), state: DrillState, seconds: z.number().int().nullable().describe("until it was acknowledged") })).max(6).describe("newest first"),
});
export type Reachability = z.infer<typeof Reachability>;

export const drillRoutes = {
  drills: route({
    method: "GET", path: "/api/drills", summary: "Monthly fire drills: who is reached, and when each practice is drilled",
    reply: z.object({ minutesMax: z.number().int().describe("an acknowledgement counts within so many"), people: z.array(Reachability).max(1000), plans: z.array(z.object({ account: Uuid, accountName: z.string(), client: Uuid, zone: Zone, plan: DrillPlan.nullable(), nextAt: Iso.nullable() })).max(1000) }),
  }),
  planDrill: route({ method: "PUT", path: "/api/accounts/:account/drill", summary: "When the practice's clinicians get their monthly test page; null: never", params: z.object({ account: Uuid }), body: z.object({ plan: DrillPlan.nullable() }), reply: z.object({ nextAt: Iso.nullable() }) }),
  myDrill: route({ method: "GET", path: "/api/drill", summary: "The test page that waits for this clinician", reply: z.object({ drill: z.object({ id: Uuid, placedAt: Iso }).nullable() }) }),
  acknowledgeDrill: route({ method: "POST", path: "/api/drills/:drill/acknowledge", summary: "This test page was seen", params: z.object({ drill: Uuid }), body: z.object({}), reply: Done }),
};
