import { refusalsOf } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("identity", {
  noSuchNews: { status: 404, say: "There is no such line among yours." },
  notRecognised: { status: 401, say: "E-mail, password and code do not fit together. Nothing was changed. Check all three; each code works once, so wait for the next one." },
  passkeyNotAccepted: { status: 401, say: "This passkey was not accepted. Nothing was changed. Begin again, or use e-mail, password and code." },
  wait: { status: 429, say: "There were too many tries that failed. Wait up to 15 minutes, sign in at a workstation you have used before, or use your passkey." },
  busy: { status: 503, say: "Many people are signing in at this moment. Nothing was changed. Try again in a few seconds." },
  signIn: { status: 401, say: "You are not signed in, or your session has ended. Everything you typed is kept in this window. Sign in again to go on." },
  locked: { status: 423, say: "This device is locked. Unlock it with your passkey, or with password and code." },
  noRole: { status: 403, say: "You have signed in, but no role is given to you now. Ask the service's administrator." },
  proveAgain: { status: 403, say: "This needs a fresh proof that it is you. Sign in again, then try once more." },
  linkUsed: { status: 410, say: "This link was used, has expired, or was never valid. Ask for a new one." },
  weakPassword: { status: 400, say: "This password is one that is tried first, or is close to your name. Choose a longer one; several unrelated words are good.", field: "password" },
  emailTaken: { status: 409, say: "Someone with this e-mail signs in here already. Give that person a role instead of a new invitation.", field: "email" },
  tooManyPasskeys: { status: 409, say: "You have 20 passkeys. Remove one before you add another." },
  noSuchPasskey: { status: 404, say: "There is no such passkey of yours. Nothing was changed." },
  noPasskey: { status: 409, say: "No passkey is enrolled for you. Unlock with password and code." },
});
