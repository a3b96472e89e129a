import { z } from "zod";
import { Iso, Label, route, Uuid, Zone } from "./common.ts";
import { OpenHours } from "./office.ts";

/** Part of a day, by the clock on the office's wall; closing that is not after opening is on the next day. */
const Span = OpenHours.omit({ weekday: true });
const named = { name: Label.max(60), spans: z.array(Span).max(4).describe("when it is open on that day; none: closed from midnight to midnight") };

/** A day that does not go by the week: it has a name, and closes the office or gives it hours of its own. */
export const SpecialDay = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("date"), date: z.iso.date(), ...named }),
  z.object({ kind: z.literal("yearly"), month: z.number().int().min(1).max(12), day: z.number().int().min(1).max(31), observed: z.boolean().describe("one that falls on a Saturday is kept on the Friday before, one on a Sunday on the Monday after"), ...named }),
  z.object({ kind: z.literal("weekday"), month: z.number().int().min(1).max(12), weekday: z.number().int().min(1).max(7), nth: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(-1)]).describe("-1: the last of the month"), plusDays: z.number().int().min(0).max(6).describe("1: the day after it"), ...named }),
  z.object({ kind: z.literal("easter"), plusDays: z.number().int().min(-60).max(60).describe("-2: Good Friday"), ...named }),
]);
export type SpecialDay = z.infer<typeof SpecialDay>;

export const SPECIAL_DAYS_MAX = 60;
export const CLOSINGS_MAX = 20;
/** As many days ahead as the screen shows. */
export const DAYS_AHEAD_MAX = 35;

export const HoursBody = z.object({ hours: z.array(OpenHours).max(28), holidays: z.array(z.iso.date()).max(60), days: z.array(SpecialDay).max(SPECIAL_DAYS_MAX) });
export type HoursBody = z.infer<typeof HoursBody>;

export const Closing = z.object({ id: Uuid, from: Iso, until: Iso, how: z.enum(["screen", "telephone"]) });
export const HoursReply = HoursBody.extend({
  version: z.number().int(), zone: Zone,
  open: z.boolean(), until: Iso.nullable().describe("when that changes; null: not in the next year"),
  why: z.string().describe("in a few words"),
  closings: z.array(Closing).max(CLOSINGS_MAX).describe("that hold now or later"),
  ahead: z.array(z.object({ date: z.iso.date(), name: z.string().nullable(), spans: z.array(z.object({ from: Iso, until: Iso })).max(30) })).max(DAYS_AHEAD_MAX).describe("the days to come, as callers will find them"),
});
export type HoursReply = z.infer<typeof HoursReply>;

const A = z.object({ account: Uuid });
const wall = OpenHours.shape.open;
export const CloseEarlyBody = z.object({ id: Uuid, date: z.iso.date(), from: wall.nullable().describe("null: from the beginning of that day, or from now"), lastDate: z.iso.date().nullable().describe("closed to the end of this day; null: of the first") });
export const hoursRoutes = {
  hours: route({ method: "GET", path: "/api/accounts/:account/hours", summary: "When the office is open: the week, days with a name, early closing, and the weeks ahead", params: A, reply: HoursReply }),
  saveHours: route({ method: "PUT", path: "/api/accounts/:account/hours", summary: "Change the week and the days with a name; each version is kept", params: A, body: HoursBody, reply: HoursReply }),
  closeEarly: route({ method: "POST", path: "/api/accounts/:account/closings", summary: "Close early, today or on a date; the id is the writer's, so that the same request twice is one closing", params: A, body: CloseEarlyBody, reply: HoursReply }),
  reopen: route({ method: "DELETE", path: "/api/accounts/:account/closings/:closing", summary: "Take an early closing back", params: z.object({ account: Uuid, closing: Uuid }), reply: HoursReply }),
};
