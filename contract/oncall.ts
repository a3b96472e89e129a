import { z } from "zod";
import { Done, Iso, Label, route, Uuid, Zone } from "./common.ts";
import { Rank, RoleName, WeeklyShift } from "./oncall-plan.ts";

export * from "./oncall-plan.ts";

export const OnDuty = z.object({ person: Uuid, name: z.string(), until: Iso, next: z.object({ person: Uuid, name: z.string() }).nullable(), why: z.string().describe("a sentence: rule, schedule version, tz database version") });
export type OnDuty = z.infer<typeof OnDuty>;

export const Schedule = z.object({ id: Uuid, account: Uuid, version: z.number().int(), zone: Zone, shifts: z.array(WeeklyShift).max(200) });
export const Override = z.object({ id: Uuid, rank: Rank, role: RoleName.nullable().optional(), from: Iso, until: Iso, person: Uuid, reason: z.string().max(200), cancelled: z.boolean() });
/** A stretch of time as it will be, overrides applied. */
export const Stretch = z.object({ rank: Rank, from: Iso, until: Iso, person: Uuid.nullable(), name: z.string().nullable(), because: z.enum(["shift", "rotation", "holiday", "override", "note", "gap"]) });
export type Stretch = z.infer<typeof Stretch>;

const Account = z.object({ account: Uuid });
export const oncallRoutes = {
  schedule: route({ method: "GET", path: "/api/accounts/:account/schedule", summary: "The weekly schedule and its overrides", params: Account, reply: z.object({ schedule: Schedule, overrides: z.array(Override).max(200), people: z.array(z.object({ id: Uuid, name: z.string(), zone: z.string() })).max(200) }) }),
  saveSchedule: route({ method: "PUT", path: "/api/accounts/:account/schedule", summary: "Save the weekly schedule; overlapping shifts of one rank are refused", params: Account, body: z.object({ basedOn: z.number().int(), zone: Zone, shifts: z.array(WeeklyShift).max(200) }), reply: Schedule }),
  preview: route({ method: "POST", path: "/api/accounts/:account/schedule/preview", summary: "Who is on duty over these days, gaps named; optionally as it would be with these shifts", params: Account, body: z.object({ from: Iso, days: z.number().int().min(1).max(60), shifts: z.array(WeeklyShift).max(200).optional(), zone: Zone.optional() }), reply: z.object({ stretches: z.array(Stretch).max(2000) }) }),
  who: route({ method: "POST", path: "/api/accounts/:account/on-duty", summary: "Who would be paged at this instant, and why", params: Account, body: z.object({ at: Iso.optional() }), reply: z.object({ first: OnDuty.nullable(), backup: OnDuty.nullable(), why: z.string() }) }),
  addOverride: route({ method: "POST", path: "/api/accounts/:account/overrides", summary: "Someone else takes this stretch", params: Account, body: z.object({ rank: Rank, from: Iso, until: Iso, person: Uuid, reason: Label }), reply: Override }),
  cancelOverride: route({ method: "DELETE", path: "/api/accounts/:account/overrides/:override", summary: "Cancel an override", params: z.object({ account: Uuid, override: Uuid }), reply: Done }),
};
