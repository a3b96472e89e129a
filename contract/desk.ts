import { z } from "zod";
import { Done, Iso, route, Uuid } from "./common.ts";
import { CallRow } from "./calls.ts";
import { EMERGENCIES_SHOWN_MAX, EmergencyCall } from "./emergency.ts";
import { DeskKeysShape } from "./desk-keys.ts";
import { WorkingRow } from "./messages.ts";

export const OperatorRow = z.object({ person: Uuid, name: z.string(), state: z.enum(["ready", "ringing", "on-a-call", "wrap-up", "break", "finishing", "away"]), since: Iso, accountName: z.string().nullable() });
/** A reminder to the desk: a caller who hung up before an operator spoke, a reply of a clinician, a voicemail to hear. */
export const Cue = z.object({ id: Uuid, dueAt: Iso, say: z.string(), accountName: z.string(), call: Uuid.nullable(), message: Uuid.nullable(), number: z.string().nullable(),
  /** The call has what another operator typed, and may be taken over. */
  takeOver: z.boolean().optional(),
  /** It has words of an operator's own, sealed: they are asked for one by one, and that is audited. */
  words: z.boolean().optional() });
export const REMINDER_CHARACTERS_MAX = 280;
export const REMINDER_AHEAD_HOURS_MAX = 72;

/** Why a person is paged by hand. Choices, no free text: what is typed while a patient speaks could hold the patient. */
export const PageReason = z.enum(["nobody-took-it", "asked-for", "not-reached", "other"]);
export type PageReason = z.infer<typeof PageReason>;

/** A caller on hold for so long that the office was told. */
export const LongHold = z.object({ call: Uuid, accountName: z.string(), operator: z.string().nullable(), since: Iso });
export type LongHold = z.infer<typeof LongHold>;

/** A desk is sent whole, so it has limits: the server keeps to them, the gravest first, and says how many there are beyond. */
export const DESK_ROWS_MAX = { calls: 200, working: 200, taken: 50, held: 100, cues: 100, operators: 200, longHolds: 20 } as const;

/** The whole desk, sent again in whole whenever it changes. */
export const DeskSnapshot = z.object({
  at: Iso,
  me: OperatorRow,
  calls: z.array(CallRow).max(DESK_ROWS_MAX.calls),
  working: z.array(WorkingRow).max(DESK_ROWS_MAX.working),
  taken: z.array(WorkingRow).max(DESK_ROWS_MAX.taken),
  cues: z.array(Cue).max(DESK_ROWS_MAX.cues),
  operators: z.array(OperatorRow).max(DESK_ROWS_MAX.operators),
  /** Messages that wait for the office to open, with the hour. Left out while there is none. */
  held: z.array(z.object({ message: Uuid, accountName: z.string(), zone: z.string(), until: Iso, say: z.string() })).max(DESK_ROWS_MAX.held).optional(),
  /** This operator's shift in four figures. */
  shift: z.object({ since: Iso, answered: z.number().int(), medianAnswerSeconds: z.number().nullable(), sent: z.number().int(), taken: z.number().int() }).optional(),
  /** This operator's own call to 911 with nobody else on the line. */
  help: EmergencyCall.optional(),
  /** For supervisors: calls to 911 that live, or ended in the last hour. Left out while there is none. */
  emergencies: z.array(EmergencyCall).max(EMERGENCIES_SHOWN_MAX).optional(),
  /** How many there are beyond those that are sent; left out while everything is. */
  more: z.object({ calls: z.number().int(), working: z.number().int(), cues: z.number().int(), operators: z.number().int() }).optional(),
  /** Set while the database cannot be reached or has no room, or calls have no sound: say so, keep typing. "watcher": nobody outside looks at this house. */
  trouble: z.enum(["database", "disk", "media", "sip", "watcher"]).nullable(),
});
export type DeskSnapshot = z.infer<typeof DeskSnapshot>;

export const Floor = z.object({
  at: Iso,
  waiting: z.object({ count: z.number().int(), longestSince: Iso.nullable() }),
  /** With the call that each has now, and who listens to it. */
  operators: z.array(OperatorRow.extend({ call: Uuid.optional(), listener: z.string().optional() })).max(DESK_ROWS_MAX.operators),
  working: z.array(WorkingRow).max(DESK_ROWS_MAX.working),
  /** Messages that nobody has taken, beyond those that are sent. */
  moreWorking: z.number().int().optional(),
  /** Left out while there is none; the longest first. */
  longHolds: z.array(LongHold).max(DESK_ROWS_MAX.longHolds).optional(),
  /** Calls to 911 that live, or ended in the last hour; left out while there is none. */
  emergencies: z.array(EmergencyCall).max(EMERGENCIES_SHOWN_MAX).optional(),
  /** Pieces of the house's own work that failed and are tried again. Above 0, somebody looks at the log. */
  failing: z.number().int().optional(),
  answerTimes: z.array(z.object({ from: Iso, calls: z.number().int(), halfSeconds: z.number().nullable(), nineInTenSeconds: z.number().nullable() })).max(96),
  answeredWithin: z.object({ seconds: z.number().int(), answered: z.number().int(), of: z.number().int() }),
  takenWithin: z.array(z.object({ label: z.string(), count: z.number().int() })).max(8),
  /** Notices that nobody of the office has seen; asked for when this changes. */
  notices: z.object({ open: z.number().int(), newest: Iso.nullable() }),
});
export type Floor = z.infer<typeof Floor>;

export type OperatorRow = z.infer<typeof OperatorRow>;
export type Cue = z.infer<typeof Cue>;

/** What the server says over /api/live. Frames of other rooms are not sent. */
export const LiveFrame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("offer"), call: Uuid, accountName: z.string(), at: Iso }),
  z.object({ type: z.literal("desk"), desk: DeskSnapshot }),
  z.object({ type: z.literal("floor"), floor: Floor }),
  z.object({ type: z.literal("call-media-lost"), call: Uuid }),
  /** A page of this clinician's has just been kept: told in that moment, before anything else is asked. The count follows. */
  z.object({ type: z.literal("paged"), attempt: Uuid }),
  /** Something of this clinician's inbox changed: ask again. Carries no name and no patient. */
  z.object({ type: z.literal("inbox"), untaken: z.number().int(), attempts: z.array(Uuid).max(100) }),
  /** Less is this person's to see than a moment ago: forget what is shown, and ask again. Names nothing. */
  z.object({ type: z.literal("access-ended") }),
  z.object({ type: z.literal("session"), state: z.enum(["locked", "ended"]) }),
  z.object({ type: z.literal("beat"), at: Iso }),
]);
export type LiveFrame = z.infer<typeof LiveFrame>;
/** What the browser says: it lives, and which room it shows. A beat every second; three missed are a lost browser. */
export const LiveCall = z.discriminatedUnion("type", [z.object({ type: z.literal("beat") }), z.object({ type: z.literal("room"), room: z.enum(["desk", "office", "clinician", "practice"]) })]);
export type LiveCall = z.infer<typeof LiveCall>;

export const Hit = z.object({ kind: z.enum(["account", "clinician", "message"]), id: Uuid, title: z.string(), detail: z.string() });
export type Hit = z.infer<typeof Hit>;
export const deskRoutes = {
  desk: route({ method: "GET", path: "/api/desk", summary: "The desk as it stands", reply: DeskSnapshot }),
  floor: route({ method: "GET", path: "/api/floor", summary: "The live floor", reply: Floor }),
  rang: route({ method: "POST", path: "/api/messages/:message/rang", summary: "What came of ringing, as a step of the ladder asked", params: z.object({ message: Uuid }), body: z.object({ number: z.number().int().min(1), result: z.enum(["reached", "not-reached"]) }), reply: Done }),
  quiet: route({ method: "POST", path: "/api/messages/:message/alarm/quiet", summary: "Quiet the alarm for 60 seconds", params: z.object({ message: Uuid }), body: z.object({}), reply: Done }),
  give: route({ method: "POST", path: "/api/messages/:message/alarm/give", summary: "Give the alarm to a free operator", params: z.object({ message: Uuid }), body: z.object({}), reply: Done }),
  pageAgain: route({ method: "POST", path: "/api/messages/:message/page", summary: "Page a named clinician now; overriding the resolver needs a reason out of a few: it is stored in the clear, so nothing is typed", params: z.object({ message: Uuid }), body: z.object({ person: Uuid, reason: PageReason }), reply: Done }),
  cueDone: route({ method: "POST", path: "/api/cues/:cue/done", summary: "The cue is dealt with", params: z.object({ cue: Uuid }), body: z.object({}), reply: Done }),
  callerStatus: route({
    method: "POST", path: "/api/calls/:call/caller-status", summary: "What the caller on the line may be told of a message: by the number of the call, or by name and birth date. A no confirms nothing, whatever its cause", params: z.object({ call: Uuid }),
    body: z.object({ said: z.object({ name: z.string().trim().min(1).max(120), born: z.iso.date() }).optional() }), reply: z.object({ told: z.boolean(), say: z.string() }),
  }),
  remind: route({
    method: "POST", path: "/api/cues", summary: "Remind me at a time, in my own words; sealed, and handed over when I am not at a desk", body: z.object({ account: Uuid, message: Uuid.optional(), at: Iso, text: z.string().trim().min(1).max(REMINDER_CHARACTERS_MAX) }), reply: z.object({ cue: Uuid }),
  }),
  cueWords: route({ method: "GET", path: "/api/cues/:cue/words", summary: "The words of a reminder, opened and audited", params: z.object({ cue: Uuid }), reply: z.object({ text: z.string() }) }),
  deskKeys: route({ method: "GET", path: "/api/desk/keys", summary: "The keys of this person's desk", reply: z.object({ keys: DeskKeysShape }) }),
  saveDeskKeys: route({ method: "PUT", path: "/api/desk/keys", summary: "Choose the keys of the desk; two acts cannot have one key", body: z.object({ keys: DeskKeysShape }), reply: z.object({ keys: DeskKeysShape }) }),
  find: route({ method: "POST", path: "/api/find", summary: "Find a practice, a clinician on duty, or a past message by caller number; the words travel in the body, never in the address", body: z.object({ words: z.string().trim().min(2).max(80) }), reply: z.object({ hits: z.array(Hit).max(20) }) }),
};

/** A recorded talk: each side is a file of its own. No number and no name of a caller. */
export const TalkRecording = z.object({
  call: Uuid, at: Iso, operator: z.string().nullable().describe("who had the call last"),
  law: z.object({ law: z.enum(["all-party", "one-party"]), because: z.enum(["caller", "account", "operator"]).nullable(), state: z.string().nullable(), citation: z.string().nullable() }).nullable().describe("the strictest of three States, as it was decided when the recording began"),
  parts: z.array(z.object({ recording: Uuid, side: z.enum(["caller", "operator"]), seconds: z.number().int().nullable(), cut: z.boolean() })).max(20),
});
export const recordingRoutes = {
  declineRecording: route({ method: "POST", path: "/api/calls/:call/recording/decline", summary: "The caller does not want to be recorded: it stops, and nothing of it is kept", params: z.object({ call: Uuid }), body: z.object({}), reply: Done }),
  talkRecordings: route({
    method: "POST", path: "/api/accounts/:account/recordings/search", summary: "Recorded talks of an account, newest first; listing them is audited", params: z.object({ account: Uuid }),
    body: z.object({ before: Iso.optional().describe("`at` of the last row shown"), beforeCall: Uuid.optional().describe("and its call: talks of one instant are told apart by it") }), reply: z.object({ rows: z.array(TalkRecording).max(50), more: z.boolean() }),
  }),
  hearRecording: route({
    method: "POST", path: "/api/recordings/:recording/hear", summary: "A recording, opened and audited: 8 kHz µ-law sound (G.711)", params: z.object({ recording: Uuid }), body: z.object({}),
    reply: z.object({ pcmuBase64: z.string(), seconds: z.number().int(), cutShort: z.boolean() }),
  }),
};
