import { z } from "zod";
import { Iso, Label, Uuid } from "./common.ts";

/** The plan that decides who is on duty, as it is saved: a week at the bottom, layers over it, holidays and temporary schedules over those. */

export const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const Weekday = z.number().int().min(1).max(7).describe("1 = Monday");
const Day = z.iso.date().describe("calendar day, such as 2027-12-25");

/** Who is asked, one after the other. */
export const Rank = z.enum(["first", "backup", "third", "fourth", "fifth"]);
export type Rank = z.infer<typeof Rank>;
/** What is asked for by name, such as "cardiology". None: the duty of everybody who is asked for nothing in particular. */
export const RoleName = z.string().trim().toLowerCase().min(1).max(60);

/** A weekly shift by wall time; an end not after its start is on the next day. */
export const WeeklyShift = z.object({ id: Uuid.optional(), weekday: Weekday, start: WallTime, end: WallTime, person: Uuid, rank: Rank, role: RoleName.nullable().optional() });
export type WeeklyShift = z.infer<typeof WeeklyShift>;

/** Hours of the week by wall time; an end not after its start is on the next day. */
export const Hours = z.object({ weekdays: z.array(Weekday).min(1).max(7), start: WallTime, end: WallTime });
export type Hours = z.infer<typeof Hours>;

/** A cycle of days, and the hand-overs in it: daily is one hand-over in 1 day, weekly one in 7; each passes duty to the next person. */
export const Cycle = z.object({ days: z.number().int().min(1).max(366), handOvers: z.array(z.object({ day: z.number().int().min(0).max(365).describe("0 = the first of the cycle"), time: WallTime })).min(1).max(60) });
export type Cycle = z.infer<typeof Cycle>;

const band = { id: Uuid, name: Label, role: RoleName.nullable(), only: z.array(Hours).max(30).describe("hours in which the layer applies; none: always") };
export const Layer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("week"), ...band, shifts: z.array(WeeklyShift).max(200) }),
  z.object({ kind: z.literal("rotation"), ...band, rank: Rank, start: Day, cycle: Cycle, people: z.array(Uuid).min(1).max(60) }),
]);
export type Layer = z.infer<typeof Layer>;

/** Days that have people of their own: one for all of them, or several in turn, by the order of the days. */
export const Holiday = z.object({ id: Uuid, name: Label, rank: Rank, role: RoleName.nullable(), begins: WallTime, days: z.array(Day).min(1).max(120), people: z.array(Uuid).min(1).max(60) });
export type Holiday = z.infer<typeof Holiday>;

/** Replaces week, layers and holidays between two instants. Where it names nobody, nobody is on duty. */
export const Temporary = z.object({ id: Uuid, name: Label, from: Iso, until: Iso, layers: z.array(Layer).max(12) });
export type Temporary = z.infer<typeof Temporary>;

/** What lies over the week. */
export const Arrangement = z.object({ layers: z.array(Layer).max(24), holidays: z.array(Holiday).max(24), temporary: z.array(Temporary).max(24) });
export type Arrangement = z.infer<typeof Arrangement>;
