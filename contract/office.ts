import { z } from "zod";
import { Done, E164, Iso, Label, Role, route, TypedNumber, Urgency, Uuid, Zone } from "./common.ts";
import { Proof, SeenHole } from "./coverage.ts";
import { RoleName } from "./oncall-plan.ts";

const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
export const OpenHours = z.object({ weekday: z.number().int().min(1).max(7), open: WallTime, close: WallTime });
export const AccountBody = z.object({
  name: Label, slug: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/), zone: Zone,
  greeting: z.string().trim().min(1).max(300).describe("what the operator says first"),
  hours: z.array(OpenHours).max(28), holidays: z.array(z.iso.date()).max(60),
  fallback: E164.nullable().describe("where callers go when no agreement is in force"),
  recording: z.boolean(),
});
export const Account = AccountBody.extend({ id: Uuid, client: Uuid, numbers: z.array(E164).max(100), callGroup: Uuid.nullable(), demo: z.boolean() });
export type Account = z.infer<typeof Account>;

const BACKUPS_MAX = 5;
/** A rung of the ladder as data. Its shape is stamped on a message when dispatch begins. */
export const LadderStep = z.object({
  who: z.enum(["on-duty", "backup", "role", "person", "operator-calls", "nurse-triage", "hold", "office-phone", "desk-alarm"]).describe("hold: until the office opens, routine alone, and then office-phone: the desk rings the office"),
  patienceMinutes: z.number().min(0.05).max(120), repeats: z.number().int().min(0).max(5),
  rings: z.enum(["on-duty", "backup", "role", "person"]).optional().describe("operator-calls: whom the operator rings; whoever is on duty when it is not said"),
  nth: z.number().int().min(1).max(BACKUPS_MAX).optional().describe("which backup, the first when it is not said"),
  role: RoleName.optional().describe("a role or specialty of the schedule, in small letters as it keeps them"),
  person: Uuid.optional(),
  by: z.array(z.enum(["inbox", "voice"])).min(1).max(1).optional().describe("the secure inbox when it is not said; voice: a telephone call that reads the message after a PIN, with the page in the inbox as well"),
});
export const LadderHours = z.enum(["always", "office", "after-hours", "holiday"]);
const LadderQuiet = z.object({ from: WallTime, until: WallTime });
const LADDERS_MAX = 12;
export const Ladder = z.object({
  urgency: Urgency, hours: LadderHours.default("always").describe("by the account's own hours; `always` is what the others fall back to"),
  quiet: LadderQuiet.nullable().default(null).describe("routine alone: pages wait in the inbox without waking the phone; nothing is delayed"),
  steps: z.array(LadderStep).max(10).describe("empty: this ladder of special hours is taken away"),
});
export const LadderPreview = z.object({
  hours: LadderHours.describe("the ladder that was looked at"), quiet: z.boolean(),
  lines: z.array(z.object({ at: Iso, who: z.string(), name: z.string().nullable(), why: z.string() })).max(10),
});

export const Agreement = z.object({
  id: Uuid, client: Uuid, state: z.enum(["in-force", "not-yet", "suspended", "expired", "ended"]),
  effectiveAt: Iso, endsAt: Iso.nullable(), signedOn: z.iso.date(), signer: z.string(), sha256: z.string(), fileName: z.string(), recordedAt: Iso, suspendedAt: Iso.nullable(), endedAt: Iso.nullable(),
});
export type Agreement = z.infer<typeof Agreement>;
export const Client = z.object({ id: Uuid, name: Label, agreement: z.enum(["in-force", "ended", "none"]), agreementUntil: Iso.nullable(), accounts: z.array(z.object({ id: Uuid, name: z.string(), numbers: z.array(E164) })), demo: z.boolean() });
export type Client = z.infer<typeof Client>;
export const PersonRow = z.object({ id: Uuid, name: z.string(), email: z.email(), zone: Zone, signedIn: z.boolean(), disabled: z.boolean(), memberships: z.array(z.object({ id: Uuid, client: Uuid.nullable(), clientName: z.string().nullable(), role: Role, from: Iso, until: Iso.nullable() })) });
export const CallGroup = z.object({ id: Uuid, name: Label, accounts: z.array(Uuid), members: z.array(Uuid) });
export type CallGroup = z.infer<typeof CallGroup>;
export const CallGroupBody = z.object({ name: Label, members: z.array(Uuid).max(200) });

const C = z.object({ client: Uuid });
const A = z.object({ account: Uuid });
const PDF_BYTES_MAX = 10 * 1024 * 1024;
export const officeRoutes = {
  clients: route({ method: "GET", path: "/api/clients", summary: "Clients this person may see", reply: z.object({ clients: z.array(Client).max(1000) }) }),
  addClient: route({ method: "POST", path: "/api/clients", summary: "Record a new client", body: z.object({ name: Label }), reply: Client }),
  agreements: route({ method: "GET", path: "/api/clients/:client/agreements", summary: "Agreement records, newest first", params: C, reply: z.object({ agreements: z.array(Agreement).max(100) }) }),
  recordAgreement: route({
    method: "POST", path: "/api/clients/:client/agreements", summary: "Record a signed BAA with its PDF", params: C, bodyBytesMax: PDF_BYTES_MAX * 1.4,
    body: z.object({ effectiveAt: Iso, endsAt: Iso.nullable(), signedOn: z.iso.date(), signer: Label, fileName: Label, pdfBase64: z.string().min(100).max(Math.ceil(PDF_BYTES_MAX * 4 / 3)) }), reply: Agreement,
  }),
  changeAgreement: route({ method: "POST", path: "/api/clients/:client/agreements/:agreement/state", summary: "Suspend, resume or end an agreement, with the reason", params: z.object({ client: Uuid, agreement: Uuid }), body: z.object({ act: z.enum(["suspend", "resume", "end"]), reason: Label }), reply: Agreement }),
  agreementFile: route({ method: "GET", path: "/api/clients/:client/agreements/:agreement/file", summary: "The signed PDF as base64, checked against its hash", params: z.object({ client: Uuid, agreement: Uuid }), reply: z.object({ fileName: z.string(), sha256: z.string(), pdfBase64: z.string() }) }),
  accounts: route({ method: "GET", path: "/api/accounts", summary: "Accounts this person may see", reply: z.object({ accounts: z.array(Account).max(1000) }) }),
  addAccount: route({ method: "POST", path: "/api/clients/:client/accounts", summary: "Open an account for a client", params: C, body: AccountBody, reply: Account }),
  saveAccount: route({ method: "PUT", path: "/api/accounts/:account", summary: "Change an account", params: A, body: AccountBody, reply: Account }),
  addNumber: route({ method: "POST", path: "/api/accounts/:account/numbers", summary: "Give the account a number; one number one account, a released one rests 12 months", params: A, body: z.object({ number: TypedNumber }), reply: Account }),
  releaseNumber: route({ method: "DELETE", path: "/api/accounts/:account/numbers/:number", summary: "Release a number", params: z.object({ account: Uuid, number: E164 }), reply: Account }),
  statusNotes: route({ method: "PUT", path: "/api/accounts/:account/status-note", summary: "A time-bound note on top of the account", params: A, body: z.object({ text: z.string().trim().max(300), until: Iso.nullable() }), reply: Done }),
  ladders: route({ method: "GET", path: "/api/accounts/:account/ladders", summary: "Who is paged, how long, and then", params: A, reply: z.object({ ladders: z.array(Ladder).max(LADDERS_MAX) }) }),
  saveLadder: route({ method: "PUT", path: "/api/accounts/:account/ladders", summary: "Change a ladder; one that ends without an alarm, has a step that nobody reaches in 60 days, or opens a hole that is not named is refused", params: A, body: Ladder.extend({ acknowledge: SeenHole.optional() }), reply: z.object({ ladders: z.array(Ladder).max(LADDERS_MAX) }) }),
  proveLadder: route({ method: "POST", path: "/api/accounts/:account/ladders/proof", summary: "Which holes this ladder would open in the next 60 days that are not there without it, and the first of its steps that nobody is ever reached by. Saves nothing", params: A, body: Ladder, reply: Proof.extend({ unreachable: z.object({ step: z.number().int().min(0).describe("counted from 0"), say: z.string() }).nullable() }) }),
  previewLadder: route({ method: "POST", path: "/api/accounts/:account/ladders/preview", summary: "Who would be asked, and when, about a message sent at that instant if nobody answered", params: A, body: z.object({ urgency: Urgency, at: Iso, draft: Ladder.nullable().describe("not saved yet; null: the ladder of that instant") }), reply: LadderPreview }),
  people: route({ method: "GET", path: "/api/people", summary: "People of the clients this person may see", reply: z.object({ people: z.array(PersonRow).max(1000) }) }),
  addPerson: route({ method: "POST", path: "/api/people", summary: "Invite a person; the link is shown once", body: z.object({ name: Label, email: z.email().max(254), zone: Zone, client: Uuid.nullable(), role: Role }), reply: z.object({ person: Uuid, invitation: z.string() }) }),
  addMembership: route({ method: "POST", path: "/api/people/:person/memberships", summary: "Give a role at a client", params: z.object({ person: Uuid }), body: z.object({ client: Uuid.nullable(), role: Role, until: Iso.nullable() }), reply: Done }),
  endMembership: route({ method: "DELETE", path: "/api/people/:person/memberships/:membership", summary: "End a role now; sessions lose it at once", params: z.object({ person: Uuid, membership: Uuid }), reply: Done }),
  cutOff: route({ method: "POST", path: "/api/people/:person/access", summary: "Sign a person out everywhere, forget their phones and workstations, disable or enable them, or make password, code and passkeys anew; the link is shown once", params: z.object({ person: Uuid }), body: z.object({ act: z.enum(["sign-out", "disable", "enable", "reset", "forget"]) }), reply: z.object({ invitation: z.string().nullable() }) }),
  callGroups: route({ method: "GET", path: "/api/call-groups", summary: "Clinicians who cover each other", reply: z.object({ groups: z.array(CallGroup).max(200) }) }),
  addCallGroup: route({ method: "POST", path: "/api/call-groups", summary: "A new call group, with its members and no account yet", body: CallGroupBody, reply: CallGroup }),
  saveCallGroup: route({ method: "PUT", path: "/api/call-groups/:group", summary: "The name and the members of a call group; whoever is let go covers its accounts no longer", params: z.object({ group: Uuid }), body: CallGroupBody, reply: CallGroup }),
  putInCallGroup: route({ method: "PUT", path: "/api/accounts/:account/call-group", summary: "Which call group covers the account; null: its own clinicians alone", params: A, body: z.object({ group: Uuid.nullable() }), reply: Account }),
  auditWitnesses: route({
    method: "GET", path: "/api/audit/witnesses", summary: "Who beside the service has signed the audit log, and how far; none: nobody is configured",
    reply: z.object({ entries: z.number().int(), behindMinutesMax: z.number().int(), witnesses: z.array(z.object({ name: z.string(), size: z.number().int().nullable(), signedAt: Iso.nullable(), waitingSince: Iso.nullable(), behind: z.boolean() })).max(8) }),
  }),
  auditSearch: route({ method: "POST", path: "/api/audit/search", summary: "Who touched what, newest first", body: z.object({ subject: Uuid.optional(), before: z.number().int().optional() }), reply: z.object({ entries: z.array(z.object({ number: z.number().int().nullable(), at: Iso, actor: z.string(), action: z.string(), verdict: z.string().nullable(), subject: z.string().nullable() })).max(200), next: z.number().int().nullable().describe("Ask again with this as `before` for older ones; null: there are none") }) }),
};
