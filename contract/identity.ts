import { z } from "zod";
import { Done, E164, Iso, Label, Role, route, TypedNumber, Uuid } from "./common.ts";

export const Person = z.object({ id: Uuid, name: Label, email: z.email() });
export const Membership = z.object({ id: Uuid, client: Uuid.nullable().describe("null: the service itself"), clientName: z.string().nullable(), role: Role });

export const Me = z.object({
  person: Person,
  memberships: z.array(Membership),
  /** Where this person starts. */
  room: z.enum(["desk", "office", "clinician", "practice"]),
  rooms: z.array(z.enum(["desk", "office", "clinician", "practice"])),
  session: z.object({
    /** A clinician's enrolled phone stays signed in, but PHI locks; everyone else signs in again. */
    state: z.enum(["open", "locked"]),
    idleSecondsMax: z.number().int(),
    /** When this session locks or ends if nobody touches it. */
    idleAt: Iso,
  }),
  hasPasskey: z.boolean(),
  zone: z.string(),
  serverTime: Iso,
  /** Shown in every room when not a real installation. */
  notice: z.enum(["demo", "evaluation"]).nullable(),
  /** How much somebody else did to what this person signs in with, that they have not seen; left out while there is none. */
  signInNews: z.number().int().optional(),
});
export type Me = z.infer<typeof Me>;

/** Somebody else, or the house, took away what a person signs in with. */
export const SignInNews = z.object({
  id: Uuid, at: Iso, seenAt: Iso.nullable(),
  kind: z.enum(["devices-forgotten", "proofs-reset", "signed-out", "disabled", "workstation-forgotten", "pin-locked", "pin-ended"]),
  by: z.string().nullable().describe("who did it; null: the house itself"),
});
export type SignInNews = z.infer<typeof SignInNews>;

/** What a person proves themselves with on the telephone. The PIN itself is never shown again. */
export const OwnTelephone = z.object({
  code: z.string().nullable().describe("the person code; null until a PIN or a number was kept"),
  pinSetAt: Iso.nullable(),
  number: E164.nullable(),
  settledAt: Iso.nullable().describe("from when the number on file is rung for proof"),
});
export type OwnTelephone = z.infer<typeof OwnTelephone>;

const Password = z.string().min(12).max(256);
/** WebAuthn's own JSON (Level 3, section 5.1.8 and 5.1.9) passes through; the server's library checks it. */
const WebAuthnJson = z.record(z.string(), z.unknown());

export const identityRoutes = {
  signIn: route({
    method: "POST", path: "/api/sign-in", open: true, summary: "Sign in with e-mail, password and one-time code",
    body: z.object({ email: z.email().max(254), password: z.string().min(1).max(256), code: z.string().regex(/^\d{6}$/) }), reply: Me,
  }),
  passkeyOptions: route({ method: "POST", path: "/api/sign-in/passkey/options", open: true, summary: "Begin a sign-in with a passkey", body: z.object({}), reply: z.object({ challengeId: Uuid, options: WebAuthnJson }) }),
  passkeySignIn: route({ method: "POST", path: "/api/sign-in/passkey", open: true, summary: "Finish a sign-in with a passkey", body: z.object({ challengeId: Uuid, response: WebAuthnJson }), reply: Me }),
  me: route({ method: "GET", path: "/api/me", summary: "Who is signed in, and where they work", reply: Me }),
  touch: route({ method: "POST", path: "/api/session/touch", summary: "A hand moved: the idle time starts again", body: z.object({}), reply: z.object({ idleAt: Iso }) }),
  lock: route({ method: "POST", path: "/api/session/lock", summary: "Lock PHI on this device now", body: z.object({}), reply: Done }),
  signOut: route({ method: "POST", path: "/api/sign-out", summary: "End this session", body: z.object({}), reply: Done }),
  enrolOptions: route({ method: "POST", path: "/api/passkeys/options", summary: "Begin to enrol a passkey on this device", body: z.object({}), reply: z.object({ challengeId: Uuid, options: WebAuthnJson }) }),
  enrol: route({ method: "POST", path: "/api/passkeys", summary: "Finish enrolling a passkey", body: z.object({ challengeId: Uuid, name: Label, response: WebAuthnJson }), reply: Done }),
  passkeys: route({ method: "GET", path: "/api/passkeys", summary: "The passkeys of this person", reply: z.object({ passkeys: z.array(z.object({ id: z.string(), name: z.string(), createdAt: Iso, lastUsedAt: Iso.nullable() })).max(20) }) }),
  removePasskey: route({ method: "DELETE", path: "/api/passkeys/:passkey", summary: "Remove one of one's own passkeys; wants a fresh proof", params: z.object({ passkey: z.string().regex(/^[A-Za-z0-9_-]{20,1364}$/) }), reply: Done }),
  telephone: route({ method: "GET", path: "/api/telephone", summary: "One's own person code, number on file, and whether there is a telephone PIN", reply: OwnTelephone }),
  setPin: route({ method: "PUT", path: "/api/telephone/pin", summary: "Set one's own telephone PIN; wants a fresh proof", body: z.object({ pin: z.string().regex(/^\d{1,20}$/) }), reply: OwnTelephone }),
  setTelephoneNumber: route({ method: "PUT", path: "/api/telephone/number", summary: "Set one's own number on file; wants a fresh proof", body: z.object({ number: TypedNumber }), reply: OwnTelephone }),
  signInNews: route({ method: "GET", path: "/api/sign-in-news", summary: "What others did to one's own sign-in, newest first", reply: z.object({ news: z.array(SignInNews).max(20) }) }),
  seeSignInNews: route({ method: "POST", path: "/api/sign-in-news/:news/seen", summary: "One has seen it", params: z.object({ news: Uuid }), body: z.object({}), reply: Done }),
  unlockOptions: route({ method: "POST", path: "/api/session/unlock/options", summary: "Begin to unlock with this person's passkey", body: z.object({}), reply: z.object({ challengeId: Uuid, options: WebAuthnJson }) }),
  unlock: route({ method: "POST", path: "/api/session/unlock", summary: "Unlock PHI with the passkey", body: z.object({ challengeId: Uuid, response: WebAuthnJson }), reply: Me }),
  unlockWithCode: route({ method: "POST", path: "/api/session/unlock/code", summary: "Unlock PHI with password and one-time code", body: z.object({ password: z.string().min(1).max(256), code: z.string().regex(/^\d{6}$/) }), reply: Me }),
  changePassword: route({ method: "POST", path: "/api/password", summary: "Change the password; every other session of this person ends", body: z.object({ current: z.string().min(1).max(256), next: Password }), reply: Me }),
  firstAdministrator: route({
    method: "POST", path: "/api/first-administrator", open: true, summary: "Use the one-time link that makes the first administrator",
    body: z.object({ token: z.string().min(20).max(100), name: Label, email: z.email().max(254), password: Password }), reply: z.object({ totpUri: z.string() }),
  }),
  acceptInvitation: route({
    method: "POST", path: "/api/invitations/accept", open: true, summary: "A new person sets a password and receives the one-time-code secret",
    body: z.object({ token: z.string().min(20).max(100), password: Password }), reply: z.object({ email: z.email(), totpUri: z.string() }),
  }),
};
