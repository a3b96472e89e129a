import { refusalsOf } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("drills", {
  mayNot: { status: 403, say: "You may not plan the fire drills of this practice. Nothing was changed." },
  noSuchAccount: { status: 404, say: "There is no such account." },
  noSuchDrill: { status: 404, say: "There is no such test page for you." },
});
