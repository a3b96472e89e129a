import { z } from "zod";
import { CallerType, Done, Iso, route, Urgency, Uuid } from "./common.ts";
import { DialChoice, DIAL_ENTRIES_MAX, OtherKind } from "./dial.ts";
import { OnDuty } from "./oncall.ts";
import { Language, MenuAct } from "./reception.ts";
import { Script } from "./scripts.ts";

/** One answer of the script, as typed; names carry their spelling. PHI. */
export const Answer = z.object({ value: z.string().max(2000), spelled: z.string().max(120).optional() });

/** Why a routine message waits for the office. Choices, no free text: it stands in the clear beside the message. */
export const HoldReason = z.enum(["practice-asked", "caller-content", "not-about-care", "other"]);
export type HoldReason = z.infer<typeof HoldReason>;
/** What somebody else thinks of a hold, the next morning. */
export const HoldFinding = z.enum(["right", "should-have-gone-out"]);
export type HoldFinding = z.infer<typeof HoldFinding>;

/** What is typed while the call lives. PHI: sealed on the server, memory only in the browser. */
export const Draft = z.object({
  callerType: CallerType,
  answers: z.record(z.string().max(40), Answer),
  urgency: Urgency.optional().describe("what the operator chose; red flags may force higher"),
  /** Red flags whose sentence the operator has said. */
  said: z.array(z.string().max(40)).max(30),
  readBack: z.object({ names: z.boolean(), reason: z.boolean(), numberFirst: z.string().max(32), numberAgain: z.string().max(32) }),
  hold: HoldReason.optional().describe("routine alone waits until the office opens; whatever is graver goes out at once, whatever stands here"),
});
export type Draft = z.infer<typeof Draft>;
export const emptyDraft = (callerType: CallerType): Draft => ({ callerType, answers: {}, said: [], readBack: { names: false, reason: false, numberFirst: "", numberAgain: "" } });

/** Why somebody who was rung is not there. Only ears can tell a mailbox, so the operator says it. */
export const OtherFailure = z.enum(["cancelled", "busy", "declined", "no-answer", "no-such-number", "trunk-fault", "challenged-for-ever", "refused-by-limit", "hung-up", "voicemail-suspected", "lost"]);
export type OtherFailure = z.infer<typeof OtherFailure>;

/** Somebody on a call besides caller and operator; the number of their leg is what the desk names them by. */
export const OtherOnCall = z.object({
  leg: z.number().int().min(1), kind: OtherKind, label: z.string(), stage: z.enum(["calling", "ringing", "asked", "consulting", "hearing-notice", "joined"]), since: Iso,
  /** They are in the talk of an account that records, and nothing is recorded while they are: they pressed 9, or did not hear the whole notice. */
  unrecorded: z.enum(["declined", "untold"]).optional(),
});
export type OtherOnCall = z.infer<typeof OtherOnCall>;
/** Two whom an operator rang; 911 is never one too many. */
export const OTHERS_ON_CALL_MAX = 2;

/** What the left column shows of a call. No PHI but the caller's number, which the desk may see. */
export const CallRow = z.object({
  id: Uuid,
  accountName: z.string(),
  state: z.enum(["greeting", "queued", "offered", "talking", "held", "parked", "joined", "wrap-up", "voicemail"]),
  since: Iso,
  offeredTo: z.string().nullable().describe("operator's name"),
  mine: z.boolean(),
  callerNumber: z.string().nullable(),
  /** Of a caller on hold or parked: with whom, or by whom, how often the desk was reminded, and whether the office was told. */
  hold: z.object({ operator: z.string().nullable(), reminders: z.number().int().min(0), officeTold: z.boolean() }).optional(),
  /** On one's own call: the caller does not want to be recorded. */
  recordingDeclined: z.boolean().optional(),
  /** What the caller chose in the practice's menu; left out of a call that was asked nothing and speaks English. */
  wants: z.object({ choosing: z.boolean(), language: Language, urgent: z.boolean(), choice: z.union([MenuAct, z.literal("none")]).nullable(), needsInterpreter: z.boolean().describe("whoever has the call, or is rung for it, does not speak the language") }).optional(),
  /** On one's own call: a supervisor listens, or whispers. */
  listened: z.enum(["listens", "whispers"]).optional(),
  /** Whom the house itself rings for the caller, or has given them to: the practice's office, a partner service. */
  outside: z.object({ kind: z.enum(["office", "partner"]), talks: z.boolean() }).optional(),
  /** Who else is on one's own call, in the order in which they were rung; left out while nobody is. */
  others: z.array(OtherOnCall).max(OTHERS_ON_CALL_MAX + 1).optional(),
  /** On one's own call: the operator hears those who talk, and is heard. */
  operatorIn: z.boolean().optional(),
  /** What came of the last one who was rung, on one's own call. */
  otherFailed: z.object({ kind: OtherKind, label: z.string(), why: OtherFailure, at: Iso }).optional(),
});
export type CallRow = z.infer<typeof CallRow>;

/** Everything the middle column needs, asked once when the call is answered and after a reload. */
export const CallCard = z.object({
  id: Uuid,
  state: z.enum(["offered", "talking", "held", "joined", "wrap-up", "ended"]),
  account: z.object({ id: Uuid, name: z.string(), zone: z.string(), greeting: z.string(), statusNotes: z.array(z.string()) }),
  agreement: z.enum(["in-force", "not-in-force"]),
  answeredAt: Iso.nullable(),
  callerNumber: z.string().nullable(),
  numberProof: z.enum(["asserted", "verified"]).nullable().describe("who stands for the number: the trunk, or a signature (STIR/SHAKEN); null: only the caller's own telephone says it"),
  callsTodayFromNumber: z.number().int(),
  recording: z.boolean(),
  scripts: z.array(Script).describe("one for each caller type, at the versions stamped on this call"),
  onDuty: OnDuty.nullable(),
  backup: OnDuty.nullable(),
  /** Whom the operator may ring during this call. */
  directory: z.array(DialChoice).max(DIAL_ENTRIES_MAX),
  draft: Draft,
  draftVersion: z.number().int(),
  /** Set once the message of this call was sent. */
  message: Uuid.nullable(),
});
export type CallCard = z.infer<typeof CallCard>;

const Call = z.object({ call: Uuid });
const Sdp = z.string().min(10).max(16_384);

/** Of a STUN server only the address; of a TURN server a name and a password of this operator's own, which end by themselves. */
const IceServer = z.object({ urls: z.string().max(300), username: z.string().max(128).optional(), credential: z.string().max(256).optional() });
/** Those named in the settings: more are never sent. */
const ICE_SERVERS_MAX = 300;

export const callRoutes = {
  ready: route({ method: "POST", path: "/api/desk/state", summary: "Ready for a call, on a break, or finishing", body: z.object({ state: z.enum(["ready", "break", "finishing"]) }), reply: Done }),
  card: route({ method: "GET", path: "/api/calls/:call", summary: "The call card", params: Call, reply: CallCard }),
  answer: route({ method: "POST", path: "/api/calls/:call/answer", summary: "Answer the offered call with this browser's sound (also after a lost connection)", params: Call, body: z.object({ sdp: Sdp }), reply: z.object({ sdp: Sdp }) }),
  iceServers: route({ method: "GET", path: "/api/desk/ice-servers", summary: "STUN and TURN servers for the sound of this desk, with a password that ends by itself; asked anew for each call", reply: z.object({ iceServers: z.array(IceServer).max(ICE_SERVERS_MAX), until: Iso.nullable() }) }),
  pass: route({ method: "POST", path: "/api/calls/:call/pass", summary: "Pass the offer on", params: Call, body: z.object({}), reply: Done }),
  hold: route({ method: "POST", path: "/api/calls/:call/hold", summary: "Hold, with a tone", params: Call, body: z.object({}), reply: Done }),
  resume: route({ method: "POST", path: "/api/calls/:call/resume", summary: "Back from hold", params: Call, body: z.object({}), reply: Done }),
  end: route({ method: "POST", path: "/api/calls/:call/end", summary: "End the call; wrap-up begins", params: Call, body: z.object({}), reply: Done }),
  takeOver: route({ method: "POST", path: "/api/calls/:call/take-over", summary: "Finish a call that its operator left behind, with what they typed", params: Call, body: z.object({}), reply: Done }),
  finish: route({ method: "POST", path: "/api/calls/:call/finish", summary: "Wrap-up is over; without a message, say why", params: Call, body: z.object({ reason: z.enum(["message-sent", "wrong-number", "hung-up", "no-message-needed", "duplicate"]) }), reply: Done }),
  saveDraft: route({ method: "PUT", path: "/api/calls/:call/draft", summary: "Keep what is typed, sealed", params: Call, body: z.object({ version: z.number().int().min(0), draft: Draft }), reply: z.object({ version: z.number().int(), savedAt: Iso }) }),
  send: route({
    method: "POST", path: "/api/calls/:call/message", summary: "Send the message; the same key twice is one message", params: Call,
    body: z.object({ key: Uuid, draft: Draft }), reply: z.object({ message: Uuid, revision: z.number().int(), sentAt: Iso }),
  }),
};
