import { z } from "zod";
import { Done, Iso, route, Uuid } from "./common.ts";
import { WorkingRow } from "./messages.ts";

/** More places than anybody covers at once; the server keeps to it. */
export const DUTY_PLACES_MAX = 50;

/** Other than to take a message: to read what was corrected in one this person had received, or to ring back about one they took. */
export const PageKind = z.enum(["corrected", "reminder"]);
export type PageKind = z.infer<typeof PageKind>;

/** What came of ringing the caller back. Choices, no free text: nothing a patient said stands beside a message. */
export const CallBackOutcome = z.enum(["reached", "no-answer", "left-word"]);
export type CallBackOutcome = z.infer<typeof CallBackOutcome>;

/** What the phone shows while locked: how many, never whose. */
export const Inbox = z.object({
  locked: z.boolean(),
  untaken: z.number().int(),
  /** Empty while locked. */
  pages: z.array(WorkingRow.extend({ mine: z.boolean(), attempt: Uuid.nullable(), kind: PageKind.optional().describe("left out for a page to take the message") })).max(100),
  duty: z.array(z.object({ account: Uuid, accountName: z.string(), zone: z.string(), until: Iso, rank: z.enum(["first", "backup"]) })).max(DUTY_PLACES_MAX),
});
export type Inbox = z.infer<typeof Inbox>;

const Message = z.object({ message: Uuid });
export const clinicianRoutes = {
  inbox: route({ method: "GET", path: "/api/inbox", summary: "Pages for this clinician", reply: Inbox }),
  acknowledge: route({ method: "POST", path: "/api/messages/:message/acknowledge", summary: "Take this revision", params: Message, body: z.object({ revision: z.number().int().min(1) }), reply: z.object({ acknowledgedAt: Iso }) }),
  pass: route({ method: "POST", path: "/api/messages/:message/pass", summary: "Pass to the backup now", params: Message, body: z.object({}), reply: Done }),
  notMe: route({ method: "POST", path: "/api/messages/:message/not-me", summary: "Not me: the ladder moves on at once", params: Message, body: z.object({ reason: z.enum(["off-duty", "not-my-patient", "unavailable", "other"]) }), reply: Done }),
  reply: route({ method: "POST", path: "/api/messages/:message/reply", summary: "A line back to the desk", params: Message, body: z.object({ text: z.string().trim().min(1).max(1000) }), reply: Done }),
  calledBack: route({ method: "POST", path: "/api/messages/:message/call-backs", summary: "The caller was rung back: what came of it", params: Message, body: z.object({ revision: z.number().int().min(1), outcome: CallBackOutcome }), reply: z.object({ at: Iso }) }),
  onDevice: route({ method: "POST", path: "/api/attempts/:attempt/on-device", summary: "The page reached this device", params: z.object({ attempt: Uuid }), body: z.object({}), reply: Done }),
  pushKey: route({ method: "GET", path: "/api/push/key", summary: "The VAPID public key (RFC 8292)", reply: z.object({ key: z.string() }) }),
  pushSubscribe: route({ method: "POST", path: "/api/push/subscriptions", summary: "Wake this device by Web Push; the text is always the same", body: z.object({ endpoint: z.url().max(1000), keys: z.object({ p256dh: z.string().max(200), auth: z.string().max(64) }) }), reply: Done }),
};
