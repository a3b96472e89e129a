import type { Role } from "../../../../contract/common.ts";

/**
 * What people do, and which roles may. Deny by default: an act that is not here is nobody's. A role at the service holds for every
 * client; a role at a client holds for that client alone.
 */
export const ACTS = {
  "desk.work": ["operator", "supervisor"],
  "desk.find": ["operator", "supervisor"],
  "recording.hear": ["operator", "supervisor", "compliance-officer", "clinician", "client-manager"],
  "recording.list": ["supervisor", "compliance-officer"],
  "call.listen": ["supervisor"],
  "floor.see": ["supervisor", "compliance-officer", "administrator"],
  "notice.see": ["supervisor", "compliance-officer", "administrator"],
  "notice.acknowledge": ["supervisor", "compliance-officer", "administrator"],
  "desk-place.see": ["supervisor", "compliance-officer", "administrator"],
  "desk-place.change": ["supervisor", "administrator"],
  "nightlead.see": ["supervisor", "compliance-officer", "administrator"],
  "nightlead.change": ["supervisor", "administrator"],
  "voice.see": ["supervisor", "compliance-officer", "administrator"],
  "voice.change": ["supervisor", "administrator"],
  "alarm.handle": ["operator", "supervisor"],
  "page.send": ["operator", "supervisor"],

  "message.list": ["operator", "supervisor", "clinician", "client-manager"],
  "message.open": ["operator", "supervisor", "clinician", "client-manager"],
  "message.correct": ["operator", "supervisor"],
  "message.take": ["clinician"],
  "digest.see": ["supervisor", "client-manager"],
  "digest.pick-up": ["client-manager"],
  "digest.plan": ["supervisor", "administrator", "client-manager"],
  "hold.take": ["client-manager"],
  "hold.review": ["supervisor"],
  "inbox.see": ["clinician"],
  "push.subscribe": ["clinician", "client-manager"],
  "drill.see": ["supervisor", "compliance-officer", "administrator", "client-manager"],
  "drill.plan": ["supervisor", "administrator", "client-manager"],

  "client.see": ["operator", "supervisor", "compliance-officer", "administrator", "clinician", "client-manager"],
  "client.add": ["compliance-officer", "administrator"],
  "agreement.see": ["supervisor", "compliance-officer", "administrator", "client-manager"],
  "agreement.record": ["compliance-officer", "administrator"],

  "account.see": ["operator", "supervisor", "compliance-officer", "administrator", "clinician", "client-manager"],
  "account.add": ["supervisor", "administrator"],
  "account.change": ["supervisor", "administrator", "client-manager"],
  "hours.see": ["operator", "supervisor", "compliance-officer", "administrator", "clinician", "client-manager"],
  "hours.close-early": ["operator", "supervisor", "administrator", "clinician", "client-manager"],
  "reception.see": ["operator", "supervisor", "compliance-officer", "administrator", "client-manager"],
  "house-music.see": ["supervisor", "compliance-officer", "administrator"],
  "house-music.change": ["supervisor", "administrator"],
  "skills.see": ["supervisor", "administrator"],
  "skills.change": ["supervisor", "administrator"],
  "number.assign": ["supervisor", "administrator"],
  "status-note.write": ["operator", "supervisor", "administrator", "client-manager"],
  "dial-entry.see": ["operator", "supervisor", "administrator", "client-manager"],
  "dial-entry.change": ["supervisor", "administrator", "client-manager"],
  "ladder.see": ["operator", "supervisor", "administrator", "client-manager"],
  "ladder.change": ["supervisor", "administrator", "client-manager"],
  "script.see": ["operator", "supervisor", "administrator", "client-manager"],
  "script.change": ["supervisor", "administrator", "client-manager"],
  "oncall.see": ["operator", "supervisor", "administrator", "clinician", "client-manager"],
  "oncall.change": ["supervisor", "administrator", "client-manager"],
  "oncall.note": ["operator", "supervisor", "administrator", "client-manager", "clinician"],
  "oncall.swap": ["clinician"],
  "oncall.take-over": ["clinician"],

  "check-in.see": ["supervisor", "compliance-officer", "administrator"],
  "check-in.change": ["supervisor", "administrator"],

  "people.see": ["supervisor", "compliance-officer", "administrator", "client-manager"],
  "people.invite": ["supervisor", "administrator", "client-manager"],
  "membership.change": ["supervisor", "administrator", "client-manager"],
  "people.cut-off": ["supervisor", "administrator", "client-manager"],
  "call-group.see": ["operator", "supervisor", "administrator", "clinician", "client-manager"],
  "call-group.change": ["supervisor", "administrator"],
  "audit.search": ["compliance-officer", "administrator"],
} as const satisfies Record<string, readonly Role[]>;

/** The name of something a person does. */
export type ActName = keyof typeof ACTS;
export const isAct = (name: string): name is ActName => Object.hasOwn(ACTS, name);

export interface Held {
  readonly role: Role;
  /** Null: at the service itself. */
  readonly client: string | null;
}

/** [AC1] Without a client: whether there is any for which this is allowed. */
export function allows(held: readonly Held[], act: string, client?: string): boolean {
  if (!isAct(act)) return false;
  const roles: readonly Role[] = ACTS[act];
  return held.some((one) => roles.includes(one.role) && (one.client === null || client === undefined || one.client === client));
}

const AT_A_CLIENT: readonly Role[] = ["clinician", "client-manager"];

/** Each role has one kind of place: at the service, or at a client. */
export const fits = (role: Role, client: string | null): boolean => AT_A_CLIENT.includes(role) === (client !== null);

/** [AC5] Nobody gives more than they hold: a manager gives the roles of their own client, a supervisor those of the night, the rest is the administrator's. */
export function mayGive(held: readonly Held[], role: Role, client: string | null): boolean {
  const holds = (own: Role): boolean => held.some((one) => one.role === own && (one.client === null || one.client === client));
  if (!fits(role, client)) return false;
  if (holds("administrator")) return true;
  if (AT_A_CLIENT.includes(role)) return holds("supervisor") || holds("client-manager");
  return role === "operator" && holds("supervisor");
}

/** [AC8] Whoever gets a person's link may become that person, so it is given only by somebody who may give all that the person holds. */
export const mayGiveAll = (held: readonly Held[], all: readonly Held[]): boolean => all.every(({ role, client }) => mayGive(held, role, client));
