import { refusalsOf, type Refusal } from "../../foundation/refusal.ts";
import type { Instant } from "../../foundation/time.ts";
import { clockTime } from "./rules/say.ts";

export const refusals = refusalsOf("dispatch", {
  notFound: { status: 404, say: "There is no such message among those you may see." },
  mayNot: { status: 403, say: "Your role at this practice does not include this. Nothing was changed." },
  notAssigned: { status: 403, say: "You were not paged about this message, so you cannot answer for it. Whoever was paged still is." },
  newerRevision: { status: 409, say: "This message was corrected since you opened it. Nothing was acknowledged; read the newer text and acknowledge that.", field: "revision" },
  alreadyTaken: { status: 409, say: "Somebody took this message already. Nothing is left for you to do." },
  noAlarm: { status: 409, say: "This message has no alarm now. Nothing was changed." },
  nobodyFree: { status: 409, say: "No other operator is free. The alarm stays with you." },
  mayNotBePaged: { status: 422, say: "This person is no clinician of this practice or of its call group. Nobody was paged.", field: "person" },
  noAlarmAtTheEnd: { status: 422, say: "A ladder ends with the alarm at the desk, so that no message is left to silence. The ladder was not changed.", field: "steps" },
  alarmBeforeTheEnd: { status: 422, say: "The alarm at the desk is the last step, once. The ladder was not changed.", field: "steps" },
  nobodyPaged: { status: 422, say: "A ladder pages a person before the alarm. The ladder was not changed.", field: "steps" },
});

/** Who took it and when, in the practice's zone: a clinician's name and a time, never a patient. */
export const takenBy = (name: string | undefined, at: Instant, zone: string): Refusal => ({
  ...refusals.alreadyTaken,
  say: `${name ?? "Somebody"} took this at ${clockTime(at, zone)}. Nothing is left for you to do.`,
});
