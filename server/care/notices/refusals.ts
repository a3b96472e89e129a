import { refusalsOf } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("notices", {
  noSuchNotice: { status: 404, say: "There is no such notice." },
  mayNot: { status: 403, say: "Notices are for the office. Nothing was changed." },
});
