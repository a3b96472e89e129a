import { z } from "zod";
import { Draft } from "./calls.ts";
import { CallerType, Iso, route, Urgency, Uuid } from "./common.ts";
import { Script } from "./scripts.ts";

export const Receipt = z.enum(["claimed", "accepted", "on-device", "opened", "failed"]);
export type Receipt = z.infer<typeof Receipt>;

/** One line of the long timeline. Words of ours, no PHI, but for a reply. */
export const TimelineEvent = z.object({
  at: Iso,
  kind: z.enum(["saved", "attempt", "receipt", "acknowledged", "too-late", "escalated", "alarm", "alarm-quiet", "not-me", "passed", "reply", "repeat", "opened-by-staff", "corrected", "called-back", "call-back-asked", "call-back-missing", "rang", "called-again", "held", "handed-over", "checked-in"]),
  attempt: z.number().int().nullable(),
  who: z.string().nullable(),
  say: z.string(),
  /** PHI: what a clinician replied. Only in an opened message. */
  words: z.string().optional(),
});
export type TimelineEvent = z.infer<typeof TimelineEvent>;

/** What the WORKING column, the floor and the clinician's list show of a message. No patient. */
export const WorkingRow = z.object({
  message: Uuid,
  revision: z.number().int(),
  account: Uuid,
  accountName: z.string(),
  zone: z.string(),
  urgency: Urgency,
  sentAt: Iso,
  state: z.enum(["working", "alarm", "taken"]),
  recipient: z.string().nullable().describe("who is being paged now"),
  receipts: z.array(Receipt).describe("of the newest attempt"),
  tries: z.array(z.object({ at: Iso, say: z.string(), receipt: Receipt, repeat: z.boolean() })).max(50),
  next: z.object({ say: z.string(), at: Iso }).nullable(),
  takenBy: z.string().nullable(),
  takenAt: Iso.nullable(),
  quietUntil: Iso.nullable(),
  /** The desk is to ring somebody: the ladder waits for what the operator says of it, until then. */
  ring: z.object({ number: z.number().int(), say: z.string(), until: Iso, telephone: z.string().optional().describe("of the office, when that is who is rung and its number is known") }).optional(),
  /** It waits for the office, which opens then and may take it; while nobody has. */
  heldUntil: Iso.optional(),
  /** Who can be paged again by hand, in the ladder's order; the alarm at the desk offers the last. */
  reach: z.array(z.object({ person: Uuid, name: z.string() })).max(10).optional(),
});
export type WorkingRow = z.infer<typeof WorkingRow>;

/** A line of a message that a correction changed; null: it was not there, or is not there any more. PHI. */
export const Change = z.object({ label: z.string(), was: z.string().nullable(), now: z.string().nullable() });
export type Change = z.infer<typeof Change>;

/** The message opened. PHI; opening it is audited. */
export const MessageDetail = WorkingRow.extend({
  callerType: CallerType,
  patient: z.string().nullable(),
  reason: z.string().nullable(),
  callback: z.object({ name: z.string().nullable(), number: z.string().nullable(), differsFromCallerId: z.boolean() }),
  lines: z.array(z.object({ label: z.string(), value: z.string(), spelled: z.string().optional() })).max(40),
  said: z.array(z.string()),
  takenDownBy: z.string(),
  readBack: z.boolean(),
  /** A voicemail the caller left, when nobody could answer. */
  recording: Uuid.nullable(),
  timeline: z.array(TimelineEvent).max(500),
  /** Of a corrected message: what is other than in the revision that this person had read last, or else in the one before. */
  corrected: z.object({ at: Iso, by: z.string().nullable(), changed: z.array(Change).max(100) }).optional(),
  /** Tries to ring the caller back about this revision, oldest first; and when whoever took it is asked to, while nobody has. */
  callBacks: z.array(z.object({ at: Iso, by: z.string().nullable(), outcome: z.enum(["reached", "no-answer", "left-word"]) })).max(50).optional(),
});
export type MessageDetail = z.infer<typeof MessageDetail>;

/** What a correction begins from: the newest revision as it was typed but with nothing read back, and the script version it was taken down with. PHI; asking is audited as opening. */
export const Correction = z.object({ revision: z.number().int(), draft: Draft, script: Script, callerNumber: z.string().nullable() });
export type Correction = z.infer<typeof Correction>;

const Message = z.object({ message: Uuid });
export const messageRoutes = {
  messages: route({ method: "POST", path: "/api/messages/search", summary: "Messages of the accounts this person may see, newest first", body: z.object({ account: Uuid.optional(), state: z.enum(["working", "alarm", "taken"]).optional(), before: Iso.optional().describe("the sentAt of the last row shown"), beforeMessage: Uuid.optional().describe("and its message: rows of one instant are told apart by it") }), reply: z.object({ rows: z.array(WorkingRow).max(100), more: z.boolean() }) }),
  message: route({ method: "GET", path: "/api/messages/:message", summary: "One message, opened and audited", params: Message, reply: MessageDetail }),
  correction: route({ method: "GET", path: "/api/messages/:message/correction", summary: "What a correction begins from; opened and audited", params: Message, reply: Correction }),
  correct: route({
    method: "POST", path: "/api/messages/:message/correction", summary: "Correct a sent message: a new revision, worked anew; the old one stays. Refused when somebody corrected it since `basedOn`", params: Message,
    body: z.object({ basedOn: z.number().int().min(1), draft: Draft }), reply: z.object({ message: Uuid, revision: z.number().int(), sentAt: Iso }),
  }),
};
