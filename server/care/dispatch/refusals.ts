import { refusalsOf, type Refusal } from "../../foundation/refusal.ts";
import type { Instant } from "../../foundation/time.ts";
import type { LadderFault } from "./rules/ladder-fault.ts";
import { clockTime } from "./rules/say.ts";

export const refusals = refusalsOf("dispatch", {
  notFound: { status: 404, say: "There is no such message among those you may see." },
  mayNot: { status: 403, say: "Your role at this practice does not include this. Nothing was changed." },
  notAssigned: { status: 403, say: "You were not paged about this message, so you cannot answer for it. Whoever was paged still is." },
  newerRevision: { status: 409, say: "This message was corrected since you opened it. Nothing was acknowledged; read the newer text and acknowledge that.", field: "revision" },
  alreadyTaken: { status: 409, say: "Somebody took this message already. Nothing is left for you to do." },
  takeItFirst: { status: 409, say: "Nobody has taken this message yet. Acknowledge it first; then write down the call-back." },
  noAlarm: { status: 409, say: "This message has no alarm now. Nothing was changed." },
  nobodyFree: { status: 409, say: "No other operator is free. The alarm stays with you." },
  mayNotBePaged: { status: 422, say: "This person is no clinician of this practice or of its call group. Nobody was paged.", field: "person" },
  notAsked: { status: 409, say: "The ladder does not wait for this telephone call now. Nothing was changed." },
  noAlarmAtTheEnd: { status: 422, say: "A ladder ends with the alarm at the desk, so that no message is left to silence. The ladder was not changed.", field: "steps" },
  unreachableStep: { status: 422, say: "is never reached: the alarm at the desk goes on until a person takes the message. The ladder was not changed.", field: "steps" },
  nobodyPaged: { status: 422, say: "A ladder pages a person before the alarm. The ladder was not changed.", field: "steps" },
  loop: { status: 422, say: "does again what the step before it did: say there how often to page. The ladder was not changed.", field: "steps" },
  tooLong: { status: 422, say: "ends later than a message of this urgency may wait for the alarm. The ladder was not changed.", field: "steps" },
  incompleteStep: { status: 422, say: "names no role or no person. The ladder was not changed.", field: "steps" },
  nobodyThere: { status: 422, say: "names a person who is no clinician of this practice or of its call group, so it would reach nobody. The ladder was not changed.", field: "steps" },
  noSuchRole: { status: 422, say: "asks for a role that the schedule of this practice does not name, so it would reach nobody. Name it there first. The ladder was not changed.", field: "steps" },
  holdIsForRoutine: { status: 422, say: "holds a message, and only routine ones may wait for the office. The ladder was not changed.", field: "steps" },
  noRingAfterHold: { status: 422, say: "holds a message, so the step behind it rings the office: a hold has an end. The ladder was not changed.", field: "steps" },
  holdOnce: { status: 422, say: "holds a message, and that is done once. The ladder was not changed.", field: "steps" },
  neverOpen: { status: 422, say: "holds until the office opens, and its hours say no opening within five days. The ladder was not changed.", field: "steps" },
  notHeld: { status: 409, say: "This message does not wait for the office. Whoever was paged takes it." },
  noSuchHold: { status: 404, say: "There is no such hold among those you may see." },
  ownHold: { status: 409, say: "You held this message, so somebody else reviews it. Nothing was written down." },
  notOverYet: { status: 409, say: "Nobody has taken this message yet. It is reviewed when it is over." },
  quietIsForRoutine: { status: 422, say: "Quiet hours are for routine messages alone. Urgent and emergency pages wake the phone at any hour. The ladder was not changed.", field: "quiet" },
});

/** Who took it and when, in the practice's zone: a clinician's name and a time, never a patient. */
export const takenBy = (name: string | undefined, at: Instant, zone: string): Refusal => ({
  ...refusals.alreadyTaken,
  say: `${name ?? "Somebody"} took this at ${clockTime(at, zone)}. Nothing is left for you to do.`,
});

const OF_THE_WHOLE: ReadonlySet<string> = new Set(["noAlarmAtTheEnd", "nobodyPaged", "quietIsForRoutine"]);

/** [D1] Which step it is about, counted as the screen counts. */
export function ladderRefusal({ fault, step }: { fault: LadderFault | "nobodyThere" | "noSuchRole" | "neverOpen"; step?: number }): Refusal {
  const refusal = refusals[fault];
  if (step === undefined) return refusal;
  const about = { ...refusal, field: `steps.${step}` };
  return OF_THE_WHOLE.has(fault) ? about : { ...about, say: `Step ${step + 1} ${refusal.say}` };
}
