import { z } from "zod";
import { CallerType, Done, Iso, Label, route, Urgency, Uuid } from "./common.ts";

/** One thing the operator asks or says, in order. */
export const ScriptItem = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  kind: z.enum(["text", "long-text", "name", "phone", "date-of-birth", "choice", "yes-no", "say"]),
  label: Label,
  /** The words the operator reads aloud, at 26 px. */
  ask: z.string().trim().min(1).max(300),
  required: z.boolean(),
  /** What the answer is used for; each at most once in a script. */
  meaning: z.enum(["caller-name", "patient-name", "callback", "birth-date", "reason"]).optional(),
  choices: z.array(Label).max(12).optional(),
});
export type ScriptItem = z.infer<typeof ScriptItem>;

export const RedFlag = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  /** Whole words or phrases, matched without case. */
  words: z.array(z.string().trim().min(2).max(60)).min(1).max(20),
  urgency: z.enum(["emergency", "urgent"]),
  /** The 911 sentence, said to the caller. */
  say: z.string().trim().min(1).max(300),
});
export type RedFlag = z.infer<typeof RedFlag>;

export const ScriptBody = z.object({
  name: Label,
  callerType: CallerType,
  hours: z.enum(["always", "open", "closed"]),
  items: z.array(ScriptItem).min(1).max(30),
  redFlags: z.array(RedFlag).max(30),
  defaultUrgency: Urgency,
});
export type ScriptBody = z.infer<typeof ScriptBody>;
export const Script = ScriptBody.extend({ id: Uuid, account: Uuid, version: z.number().int(), savedAt: Iso });
export type Script = z.infer<typeof Script>;

export const scriptRoutes = {
  scripts: route({ method: "GET", path: "/api/accounts/:account/scripts", summary: "The account's scripts, newest version of each", params: z.object({ account: Uuid }), reply: z.object({ scripts: z.array(Script).max(40) }) }),
  saveScript: route({ method: "PUT", path: "/api/accounts/:account/scripts", summary: "Save a new version; a live call keeps the version it began with", params: z.object({ account: Uuid }), body: ScriptBody.extend({ id: Uuid.optional(), basedOn: z.number().int().optional() }), reply: Script }),
  removeScript: route({ method: "DELETE", path: "/api/accounts/:account/scripts/:script", summary: "Retire a script", params: z.object({ account: Uuid, script: Uuid }), reply: Done }),
};
