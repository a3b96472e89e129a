import { z } from "zod";
import { Done, Iso, Label, route, Uuid, Zone } from "./common.ts";
import { SeenHole, Stand } from "./coverage.ts";
import { Arrangement, Rank, RoleName, WeeklyShift } from "./oncall-plan.ts";

export * from "./oncall-plan.ts";

export const OnDuty = z.object({ person: Uuid, name: z.string(), until: Iso, next: z.object({ person: Uuid, name: z.string() }).nullable(), why: z.string().describe("a sentence: rule, schedule version, tz database version") });
export type OnDuty = z.infer<typeof OnDuty>;

export const Schedule = z.object({ id: Uuid, account: Uuid, version: z.number().int(), zone: Zone, shifts: z.array(WeeklyShift).max(200) });
export const Override = z.object({ id: Uuid, rank: Rank, role: RoleName.nullable().optional(), from: Iso, until: Iso, person: Uuid, reason: z.string().max(200), cancelled: z.boolean() });
/** A stretch of time as it will be, overrides applied. */
export const Stretch = z.object({ rank: Rank, from: Iso, until: Iso, person: Uuid.nullable(), name: z.string().nullable(), because: z.enum(["shift", "rotation", "holiday", "override", "note", "gap"]) });
export type Stretch = z.infer<typeof Stretch>;

/** Who is on duty: whoever is asked for nothing in particular, and the roles that are asked for by name. */
export const Duty = z.object({
  first: OnDuty.nullable(), backup: OnDuty.nullable(), why: z.string(),
  backups: z.array(OnDuty).max(4).describe("everybody after the first, in the order in which they are asked"),
  roles: z.array(z.object({ role: z.string(), onDuty: z.array(OnDuty).max(5), why: z.string() })).max(200),
});
export type Duty = z.infer<typeof Duty>;

/** "In surgery until 15:00, use Dr Cho": about clinicians; callers' words have no place here. */
export const StatusNote = z.object({ id: Uuid, person: Uuid, standIn: Uuid.nullable().describe("null: whoever is asked next"), words: z.string().max(120), from: Iso, until: Iso });
export type StatusNote = z.infer<typeof StatusNote>;

const Window = z.object({ from: Iso, until: Iso });
const Trade = { rank: Rank, give: Window.describe("what the asker gives away"), take: Window.describe("what the asker takes instead") };
export const Swap = z.object({ id: Uuid, ...Trade, role: RoleName.nullable(), asker: Uuid, asked: Uuid, reason: z.string().max(120), state: z.enum(["asked", "accepted", "declined", "withdrawn"]) });
export type Swap = z.infer<typeof Swap>;

/** A practice where this person may be on duty. */
export const OnCallPlace = z.object({ id: Uuid, name: z.string(), zone: Zone });
export type OnCallPlace = z.infer<typeof OnCallPlace>;

const ScheduleReply = z.object({ schedule: Schedule, overrides: z.array(Override).max(200), people: z.array(z.object({ id: Uuid, name: z.string(), zone: z.string() })).max(200) });
const Account = z.object({ account: Uuid });
export const oncallRoutes = {
  schedule: route({ method: "GET", path: "/api/accounts/:account/schedule", summary: "The weekly schedule and its overrides", params: Account, reply: ScheduleReply }),
  saveSchedule: route({ method: "PUT", path: "/api/accounts/:account/schedule", summary: "Save the weekly schedule; overlapping shifts of one rank are refused", params: Account, body: z.object({ basedOn: z.number().int(), zone: Zone, shifts: z.array(WeeklyShift).max(200), acknowledge: SeenHole.optional() }), reply: Schedule }),
  preview: route({ method: "POST", path: "/api/accounts/:account/schedule/preview", summary: "Who is on duty over these days, gaps named; optionally as it would be with these shifts", params: Account, body: z.object({ from: Iso, days: z.number().int().min(1).max(60), shifts: z.array(WeeklyShift).max(200).optional(), arrangement: Arrangement.optional(), zone: Zone.optional(), role: RoleName.optional() }), reply: z.object({ stretches: z.array(Stretch).max(2000) }) }),
  who: route({ method: "POST", path: "/api/accounts/:account/on-duty", summary: "Who would be paged at this instant, and why", params: Account, body: z.object({ at: Iso.optional(), override: Stand.optional().describe("as it would be with this override on top; saves nothing") }), reply: Duty }),
  addOverride: route({ method: "POST", path: "/api/accounts/:account/overrides", summary: "Someone else takes this stretch", params: Account, body: z.object({ rank: Rank, role: RoleName.nullable().optional(), from: Iso, until: Iso, person: Uuid, reason: Label }), reply: Override }),
  cancelOverride: route({ method: "DELETE", path: "/api/accounts/:account/overrides/:override", summary: "Cancel an override", params: z.object({ account: Uuid, override: Uuid }), reply: Done }),

  plan: route({ method: "GET", path: "/api/accounts/:account/plan", summary: "The week, and the layers, holidays, temporary schedules, overrides and status notes over it", params: Account, reply: ScheduleReply.extend({ arrangement: Arrangement, notes: z.array(StatusNote).max(100) }) }),
  savePlan: route({ method: "PUT", path: "/api/accounts/:account/plan", summary: "Save the week and what lies over it as a new version", params: Account, body: z.object({ basedOn: z.number().int(), zone: Zone, shifts: z.array(WeeklyShift).max(200), arrangement: Arrangement, acknowledge: SeenHole.optional() }), reply: Schedule, bodyBytesMax: 512 * 1024 }),

  places: route({ method: "GET", path: "/api/on-call/places", summary: "Where this person may be on duty, cross-cover included", reply: z.object({ places: z.array(OnCallPlace).max(1200) }) }),

  addNote: route({ method: "POST", path: "/api/accounts/:account/status-notes", summary: "A clinician cannot be reached until a time; it ends by itself", params: Account, body: z.object({ person: Uuid, standIn: Uuid.nullable(), words: Label, from: Iso.optional(), until: Iso }), reply: StatusNote }),
  cancelNote: route({ method: "DELETE", path: "/api/accounts/:account/status-notes/:note", summary: "Cancel a status note", params: z.object({ account: Uuid, note: Uuid }), reply: Done }),

  swaps: route({ method: "GET", path: "/api/accounts/:account/swaps", summary: "Swaps of duty that wait for an answer, and recent ones", params: Account, reply: z.object({ swaps: z.array(Swap).max(100) }) }),
  askSwap: route({ method: "POST", path: "/api/accounts/:account/swaps", summary: "Ask another clinician to trade a stretch of duty", params: Account, body: z.object({ ...Trade, role: RoleName.nullable().optional(), asked: Uuid, reason: Label }), reply: Swap }),
  answerSwap: route({ method: "POST", path: "/api/accounts/:account/swaps/:swap/answer", summary: "Accept or decline a swap that one was asked for", params: z.object({ account: Uuid, swap: Uuid }), body: z.object({ accept: z.boolean() }), reply: Swap }),
  withdrawSwap: route({ method: "DELETE", path: "/api/accounts/:account/swaps/:swap", summary: "Take back a swap that was not answered yet", params: z.object({ account: Uuid, swap: Uuid }), reply: Swap }),
};
