import { refusalsOf } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("nightlead", {
  mayNot: { status: 403, say: "Supervisors and administrators of the service say who is rung at night. Nothing was changed." },
  nothingPlayed: { status: 409, say: "No tones were played in this sign-in. Go ready again to hear them." },
  badNumber: { status: 422, say: "This is no telephone number that can be rung. Nothing was changed.", field: "number" },
});
