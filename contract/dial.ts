import { z } from "zod";
import { emergencyRoutes } from "./emergency.ts";
import { ringbackRoutes } from "./ringback.ts";
import { Done, E164, Label, route, TypedNumber, Uuid } from "./common.ts";

/** Whom an operator may ring for a practice. An emergency centre is that place's own ten-digit line; 911 itself is no entry. */
export const DialKind = z.enum(["clinician", "back-line", "hospital", "pharmacy", "lab", "interpreter", "emergency-centre"]);
export type DialKind = z.infer<typeof DialKind>;

/** Who can be on a call besides caller and operator: somebody of the directory, 911, or whom the house rang by itself: the practice's office, a partner service. */
export const OtherKind = z.enum([...DialKind.options, "911", "office", "partner"]);
export type OtherKind = z.infer<typeof OtherKind>;

/** What a desk needs to choose by: the number stays on the server, which rings it. */
export const DialChoice = z.object({ id: Uuid, kind: DialKind, label: z.string() });
export type DialChoice = z.infer<typeof DialChoice>;

export const DialEntry = DialChoice.extend({ number: E164 });
export type DialEntry = z.infer<typeof DialEntry>;

/** Chosen among in a call: more would be a telephone book. */
export const DIAL_ENTRIES_MAX = 60;

const entries = z.object({ entries: z.array(DialEntry).max(DIAL_ENTRIES_MAX) });
const Entry = z.object({ account: Uuid, entry: Uuid });

export const dialRoutes = {
  dialEntries: route({ method: "GET", path: "/api/accounts/:account/dial-entries", summary: "Whom operators may ring for this practice, with the numbers", params: z.object({ account: Uuid }), reply: entries }),
  saveDialEntry: route({ method: "PUT", path: "/api/accounts/:account/dial-entries/:entry", summary: "Write or change an entry; the id is the writer's, so that the same request twice is one entry", params: Entry, body: z.object({ kind: DialKind, label: Label.max(80), number: TypedNumber }), reply: entries }),
  removeDialEntry: route({ method: "DELETE", path: "/api/accounts/:account/dial-entries/:entry", summary: "Take an entry out; calls that rang it keep its id in their log", params: Entry, reply: entries }),
};
export * from "./emergency.ts";
export * from "./ringback.ts";

export const dialActRoutes = {
  ...emergencyRoutes,
  ...ringbackRoutes,
  dial: route({ method: "POST", path: "/api/calls/:call/dial", summary: "Ring an entry of the practice's directory while the caller is on hold", params: z.object({ call: Uuid }), body: z.object({ entry: Uuid }), reply: Done }),
  join: route({ method: "POST", path: "/api/calls/:call/join", summary: "Caller and the one who answered hear each other", params: z.object({ call: Uuid }), body: z.object({}), reply: Done }),
  stepIn: route({ method: "POST", path: "/api/calls/:call/step-in", summary: "The operator is in the talk of those who were joined", params: z.object({ call: Uuid }), body: z.object({}), reply: Done }),
  stepOut: route({ method: "POST", path: "/api/calls/:call/step-out", summary: "The operator stands by and hears nothing of the talk", params: z.object({ call: Uuid }), body: z.object({}), reply: Done }),
  letGo: route({ method: "POST", path: "/api/calls/:call/let-go", summary: "Hang up on one of those who were called; the others go on", params: z.object({ call: Uuid }), body: z.object({ leg: z.number().int().min(1) }), reply: Done }),
  park: route({ method: "POST", path: "/api/calls/:call/park", summary: "Set the caller aside with the tone; any operator takes them by answering", params: z.object({ call: Uuid }), body: z.object({}), reply: Done }),
  leave: route({ method: "POST", path: "/api/calls/:call/leave", summary: "Leave the two who talk; the message stays to be finished", params: z.object({ call: Uuid }), body: z.object({}), reply: Done }),
  voicemailReached: route({ method: "POST", path: "/api/calls/:call/voicemail-reached", summary: "It was a mailbox: hang up on it, and say so in the call's log", params: z.object({ call: Uuid }), body: z.object({}), reply: Done }),
};
