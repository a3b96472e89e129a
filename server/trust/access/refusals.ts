import { refusalsOf } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("access", {
  notAllowed: { status: 403, say: "Your role does not include this. Nothing was changed." },
  noRole: { status: 403, say: "No role is given to you now. Ask the service's administrator." },
  noSuchMembership: { status: 404, say: "There is no such role, or it has ended already." },
  noSuchPerson: { status: 404, say: "There is no such person, or it is not one of yours." },
  roleNeedsClient: { status: 400, say: "A clinician and a client manager work at a client; every other role is at the service.", field: "client" },
  lastAdministrator: { status: 409, say: "This is the last administrator. Make another one first." },
  noSuchCallGroup: { status: 404, say: "There is no such call group." },
  notAClinician: { status: 422, say: "Only clinicians cover each other. Somebody here is none; nothing was changed.", field: "members" },
  proveAgain: { status: 403, say: "This needs a fresh proof that it is you. Lock this window and unlock it, or sign in again, then try once more. Nothing was changed." },
  notOneself: { status: 409, say: "This cannot be done to yourself. Ask a colleague who may. Nothing was changed." },
  endsBeforeItBegins: { status: 400, say: "This role would end before it begins.", field: "until" },
});
