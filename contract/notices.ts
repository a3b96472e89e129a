import { z } from "zod";
import { Done, Iso, route, Uuid } from "./common.ts";

/** Something the office is told without having asked. Ids and words of ours; nothing of a caller. */
export const Notice = z.object({
  id: Uuid,
  kind: z.enum(["locked-out", "token-reused", "ladder-ended", "hold-unreviewed", "digest-unread", "called-again", "agreement-changed", "turned-away", "held-long", "parked-long", "help-called", "dial-limit", "check-in-failed", "devices-forgotten", "witness-behind", "coverage-found", "hand-over-unconfirmed", "nobody-rung", "watcher-silent", "channel-opened", "channel-closed", "drills-missed", "voice-closed"]),
  say: z.string(),
  about: z.string().nullable().describe("a person's, practice's or client's name; null for an e-mail nobody has"),
  firstAt: Iso,
  lastAt: Iso,
  count: z.number().int().min(1).describe("how often since firstAt"),
  by: z.string().nullable().describe("who did it"),
  client: Uuid.nullable(),
  takenAt: Iso.nullable().describe("of a ladder that ended: when a person took the message after all"),
  acknowledgedAt: Iso.nullable(),
  acknowledgedBy: z.string().nullable(),
});
export type Notice = z.infer<typeof Notice>;

export const noticeRoutes = {
  notices: route({ method: "GET", path: "/api/notices", summary: "What the office has not seen yet, and what it saw in the last seven days", reply: z.object({ open: z.array(Notice).max(200), more: z.number().int(), seen: z.array(Notice).max(50) }) }),
  acknowledgeNotice: route({ method: "POST", path: "/api/notices/:notice/acknowledge", summary: "A person of the office has seen this notice", params: z.object({ notice: Uuid }), body: z.object({}), reply: Done }),
};
