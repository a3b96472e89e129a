import { refusalsOf, type Refusal } from "../../foundation/refusal.ts";
import type { Fault } from "./rules/fault.ts";

export const refusals = refusalsOf("scripts", {
  notAllowed: { status: 403, say: "You may not change scripts of this account. Nothing was saved." },
  noSuchAccount: { status: 404, say: "There is no such account." },
  noSuchScript: { status: 404, say: "There is no such script." },
  retired: { status: 409, say: "This script was retired. Nothing was saved; save it as a new one." },
  stale: { status: 409, say: "Someone saved this script after you opened it. Nothing was saved; open it again and repeat your change.", field: "basedOn" },
  alreadyServed: { status: 409, say: "Another script already serves this caller type at these hours. Nothing was saved.", field: "callerType" },
  patientsLeftOut: { status: 409, say: "Patients would have no script at some hours. Nothing was changed; save another one for them first." },
});

/** [Q1] to [Q5]: what is wrong with a script, and in which of its fields. Questions are counted as the editor shows them. */
export const faulty = (fault: Fault): Refusal => ({ code: `scripts.${fault.kind}`, status: 422, say: `${fault.say} Nothing was saved.`, field: fault.field });
