import { z } from "zod";
import { Done, Iso, Label, route, Uuid, Zone } from "./common.ts";
import { Arrangement, Rank, RoleName, WeeklyShift } from "./oncall-plan.ts";

/** Bytes of a calendar that is brought: a year of shifts is a tenth of it. */
export const CALENDAR_BYTES_MAX = 256 * 1024;
export const FINDINGS_MAX = 200;
export const IMPORTED_MAX = 200;

/** A stretch in which a message would reach nobody, or one person and nothing behind them. */
export const Hole = z.object({
  account: Uuid,
  from: Iso,
  until: Iso,
  rank: z.string().max(80).describe("or the seat of a role: \"for cardiology, backup\""),
  why: z.enum(["nobody", "unverified", "left", "no-backstop"]),
});
export type Hole = z.infer<typeof Hole>;

/** The next 60 days, minute by minute. `first` is the first counter-example; null: each minute reaches a clinician, with a backstop. */
export const Proof = z.object({
  from: Iso,
  until: Iso,
  holes: z.number().int().min(0),
  first: Hole.extend({ say: z.string() }).nullable(),
});
export type Proof = z.infer<typeof Proof>;

/** What a planner names when they save a schedule that has a hole: the first, as it was shown, and how many there were. */
export const SeenHole = z.object({ hole: Hole, holes: z.number().int().min(1) });
export type SeenHole = z.infer<typeof SeenHole>;

export const Finding = z.object({
  kind: z.enum(["gap", "hole", "double", "same-person", "stale", "left"]),
  say: z.string(),
  from: Iso.nullable(),
  until: Iso.nullable(),
});
export type Finding = z.infer<typeof Finding>;

export const CoverageReport = z.object({ account: Uuid, accountName: z.string(), zone: Zone, day: z.iso.date(), madeAt: Iso, findings: z.array(Finding).max(FINDINGS_MAX), more: z.number().int().min(0) });
export type CoverageReport = z.infer<typeof CoverageReport>;

export const Feed = z.object({ id: Uuid, shows: z.enum(["mine", "everyone"]), person: z.string(), mine: z.boolean(), madeAt: Iso });
export type Feed = z.infer<typeof Feed>;

/** One event of a calendar that was brought, and what it would become. */
export const Proposal = z.object({ from: Iso, until: Iso, person: Uuid, name: z.string(), rank: Rank, now: z.string().nullable().describe("who stands there today at its beginning") });
const SkipReason = z.enum(["nobody-known", "two-people", "over", "too-far", "too-long", "no-times", "unknown-zone", "unknown-rule", "too-many", "overlaps", "cancelled"]);
export const SKIPPED_MAX = 100;
export const UNKNOWN_MAX = 20;
const Title = z.string().max(80).describe("as the calendar that was brought calls it; kept nowhere");
export const ImportPreview = z.object({
  id: Uuid, zone: Zone, events: z.number().int().min(0).describe("that were read"), proposals: z.array(Proposal).max(IMPORTED_MAX),
  leftOut: z.array(z.object({ why: SkipReason, count: z.number().int().min(1) })).max(SkipReason.options.length).describe("how often each reason is given"),
  skipped: z.array(z.object({ why: SkipReason, title: Title, at: Iso.nullable() })).max(SKIPPED_MAX).describe("the first of them, each with its reason"), more: z.number().int().min(0),
  unknown: z.array(z.object({ title: Title, count: z.number().int().min(1) })).max(UNKNOWN_MAX).describe("titles in which nobody is found who covers the practice"),
  now: Proof, after: Proof,
});
export type ImportPreview = z.infer<typeof ImportPreview>;

/** Duty that comes to this clinician, or has just come. */
export const HandOver = z.object({ id: Uuid, accountName: z.string(), zone: Zone, rank: z.string(), at: Iso, until: Iso, before: z.string().nullable(), to: z.string(), mine: z.boolean().describe("false: it goes from this clinician to somebody else"), confirmedAt: Iso.nullable(), open: z.number().int().nullable().describe("messages that nobody had taken when duty passed") });
export type HandOver = z.infer<typeof HandOver>;

/** Somebody who takes a stretch of duty, as it is proved and asked about before it is saved. */
export const Stand = z.object({ rank: Rank, role: RoleName.nullable().optional(), from: Iso, until: Iso, person: Uuid });
const Account = z.object({ account: Uuid });
export const coverageRoutes = {
  proveSchedule: route({ method: "POST", path: "/api/accounts/:account/schedule/proof", summary: "Whether each minute of the next 60 days reaches a clinician with a backstop; optionally as it would be with these shifts. Saves nothing", params: Account, body: z.object({ shifts: z.array(WeeklyShift).max(200).optional(), arrangement: Arrangement.optional(), zone: Zone.optional(), override: Stand.optional().describe("with this override on top") }), bodyBytesMax: 512 * 1024, reply: Proof.extend({ opens: Hole.extend({ say: z.string() }).nullable().describe("the first hole that the override opens; null: it opens none") }) }),
  coverageReport: route({ method: "GET", path: "/api/accounts/:account/coverage-report", summary: "The newest daily report of an account", params: Account, reply: z.object({ report: CoverageReport.nullable() }) }),
  coverageReports: route({ method: "GET", path: "/api/coverage-reports", summary: "The newest daily report of each account that has findings", reply: z.object({ reports: z.array(CoverageReport).max(100), more: z.number().int() }) }),
  calendarFeeds: route({ method: "GET", path: "/api/accounts/:account/calendar-feeds", summary: "Calendars of this account at a secret address: one's own, or everybody's for whoever may change the schedule", params: Account, reply: z.object({ feeds: z.array(Feed).max(100) }) }),
  makeCalendarFeed: route({ method: "POST", path: "/api/accounts/:account/calendar-feeds", summary: "A read-only calendar at a secret address, which is shown this once", params: Account, body: z.object({ shows: z.enum(["mine", "everyone"]) }), reply: z.object({ id: Uuid, url: z.url() }) }),
  revokeCalendarFeed: route({ method: "DELETE", path: "/api/accounts/:account/calendar-feeds/:feed", summary: "End a calendar's address", params: z.object({ account: Uuid, feed: Uuid }), reply: Done }),
  ownCalendarFeed: route({ method: "GET", path: "/api/my-calendar-feed", summary: "Whether a clinician has a calendar of their own duty everywhere", reply: z.object({ feed: z.object({ id: Uuid, madeAt: Iso }).nullable() }) }),
  makeOwnCalendarFeed: route({ method: "POST", path: "/api/my-calendar-feed", summary: "One read-only calendar of a clinician's own duty at every practice they cover; its address is shown this once, and ends the one before", body: z.object({}), reply: z.object({ id: Uuid, url: z.url() }) }),
  revokeOwnCalendarFeed: route({ method: "DELETE", path: "/api/my-calendar-feed", summary: "End the address of one's own calendar", reply: Done }),
  readCalendarFeed: route({ method: "GET", path: "/api/calendar/:token", summary: "The calendar itself (RFC 5545): who is on duty, for 60 days; nothing of a patient", params: z.object({ token: z.string().max(100) }), reply: z.string().max(2_000_000), open: true, replyType: "text/calendar" }),
  previewImport: route({ method: "POST", path: "/api/accounts/:account/calendar-imports", summary: "What a calendar (RFC 5545) would change on the schedule. Changes nothing", params: Account, body: z.object({ rank: Rank, calendar: z.string().min(1).max(CALENDAR_BYTES_MAX) }), bodyBytesMax: 2 * CALENDAR_BYTES_MAX, reply: ImportPreview }),
  saveImport: route({ method: "POST", path: "/api/accounts/:account/calendar-imports/:import/save", summary: "Adds what the preview showed, as overrides: all of it, or nothing", params: z.object({ account: Uuid, import: Uuid }), body: z.object({ reason: Label }), reply: z.object({ events: z.number().int(), added: z.number().int(), skipped: z.number().int() }) }),
  handOvers: route({ method: "GET", path: "/api/hand-overs", summary: "Duty that comes to this clinician, or has just come", reply: z.object({ handOvers: z.array(HandOver).max(50) }) }),
  confirmHandOver: route({ method: "POST", path: "/api/hand-overs/:handOver/confirm", summary: "I have it: duty has passed to me", params: z.object({ handOver: Uuid }), body: z.object({}), reply: Done }),
};
